"""Read the service's answers."""
