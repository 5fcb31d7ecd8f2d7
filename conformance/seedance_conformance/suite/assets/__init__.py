"""Tests of the asset library."""
