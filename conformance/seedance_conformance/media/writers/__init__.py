"""Writers of media files whose facts are known."""
