"""The pytest plugin that runs the suite: plan, fixtures, verdicts, exit code."""
