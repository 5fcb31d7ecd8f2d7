"""Follow a task to its end, and download its result."""
