# Copied from openapi/companion/_sdk/transport/__init__.py by scripts/regenerate: edit it there.
# pyright: standard
"""Send requests: the effects that the logic yields, and httpx, which performs them."""
