# Copied from openapi/companion/_sdk/create/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""Create a task: the request, its rules, the spending limits, and what the answer means for the money."""
