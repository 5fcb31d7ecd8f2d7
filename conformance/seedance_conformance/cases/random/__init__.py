"""Hypothesis strategies for bodies and media."""
