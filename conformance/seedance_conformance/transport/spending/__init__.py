"""What keeps a run from spending too much: the budget, the check of refusals, and the answers of the previous run."""
