"""Read an answer: its verdict, the ids in it, and whether the request was billed."""
