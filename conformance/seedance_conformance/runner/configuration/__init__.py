"""The options of a run, declared once, and the settings that they are checked into."""
