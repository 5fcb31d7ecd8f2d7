# Copied from openapi/companion/_sdk/answers/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""Read the service's answers."""
