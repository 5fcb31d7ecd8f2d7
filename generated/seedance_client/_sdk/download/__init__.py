# Copied from openapi/companion/_sdk/download/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""Download a video."""
