"""Create a task: the request, its rules, the spending limits, and what the answer means for the money."""
