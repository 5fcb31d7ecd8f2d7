"""Carry out the plan: the first answers of the target, media, and tests side by side."""
