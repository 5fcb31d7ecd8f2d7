"""What keeps a run from spending too much: the budget, the check of refusals, and answers that are replayed."""
