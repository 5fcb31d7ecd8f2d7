# Copied from openapi/companion/_sdk/journal/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""The journal file, which records requests before they are sent."""
