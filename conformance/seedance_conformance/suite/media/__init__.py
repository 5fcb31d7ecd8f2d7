"""Tests of the media behind the addresses of a request."""
