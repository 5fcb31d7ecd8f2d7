# Copied from openapi/companion/_sdk/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""The private implementation of the client. Users import from `seedance_client`."""
