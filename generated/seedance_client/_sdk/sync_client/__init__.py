# Made from openapi/companion/_sdk/async_client/__init__.py by scripts/regenerate: edit that file.
# pyright: standard
"""`Seedance`, its assets and videos. scripts/regenerate makes `sync_client` from this package: edit it here."""
