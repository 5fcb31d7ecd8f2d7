# Copied from openapi/companion/_sdk/query/__init__.py by scripts/regenerate: edit it there.
"""Query a task, and poll it until it has ended."""
