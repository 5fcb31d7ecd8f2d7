"""Views of a run: pure functions of its event log."""
