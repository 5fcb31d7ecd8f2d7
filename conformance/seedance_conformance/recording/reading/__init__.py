"""Read recordings of all formats as one list of requests with their answers."""
