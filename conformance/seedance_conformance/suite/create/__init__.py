"""Tests of the create request."""
