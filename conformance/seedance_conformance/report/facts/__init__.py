"""What the log of a run says: causes, coverage, costs, differences; every view shows the same."""
