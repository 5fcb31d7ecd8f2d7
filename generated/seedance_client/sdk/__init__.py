# Copied from openapi/companion/sdk/__init__.py by scripts/regenerate: edit it there.
"""The client that is written by hand, above what is generated. Import its names from the package itself."""
