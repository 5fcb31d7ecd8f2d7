"""Continue a run that was stopped, from its log."""
