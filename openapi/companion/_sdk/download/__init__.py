"""Download a video."""
