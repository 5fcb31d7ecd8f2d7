# Copied from openapi/companion/_sdk/query/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""Query a task, and poll it until it has ended."""
