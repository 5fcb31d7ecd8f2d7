"""Tests of the media that a request names."""
