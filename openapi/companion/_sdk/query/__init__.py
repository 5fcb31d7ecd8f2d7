"""Query a task, and poll it until it has ended."""
