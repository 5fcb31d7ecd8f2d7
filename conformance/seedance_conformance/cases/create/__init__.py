"""Cases about the create request, by subject."""
