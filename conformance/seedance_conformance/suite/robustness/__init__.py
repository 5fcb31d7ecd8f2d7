"""Robustness tests (family RB): malformed bodies, odd texts, ids, methods and credentials."""
