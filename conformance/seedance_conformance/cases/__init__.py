"""Bodies valid by construction, and for each rule the smallest edits that break it alone."""
