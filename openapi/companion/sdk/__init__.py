"""The client that is written by hand, above what is generated. Import its names from the package itself."""
