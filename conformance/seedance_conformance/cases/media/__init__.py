"""Cases about the media that a request names."""
