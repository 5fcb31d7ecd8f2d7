"""Tests of paths, methods, headers and keys."""
