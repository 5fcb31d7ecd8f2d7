# Copied from openapi/companion/_sdk/journal/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""The journal, a file or PostgreSQL, which records requests before they are sent."""
