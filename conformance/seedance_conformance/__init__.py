"""Mock server and conformance suite for the Seedance 2.0 video API."""

__version__ = "0.1.0"
