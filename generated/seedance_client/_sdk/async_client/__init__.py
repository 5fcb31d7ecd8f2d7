# Copied from openapi/companion/_sdk/async_client/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""`AsyncSeedance`, its assets and videos. scripts/regenerate makes `sync_client` from this package: edit it here."""
