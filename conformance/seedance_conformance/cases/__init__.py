"""Bodies that are valid by construction and, for each rule, the smallest edits that break that rule alone."""
