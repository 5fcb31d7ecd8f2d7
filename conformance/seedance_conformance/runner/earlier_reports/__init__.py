"""What a run takes from an earlier report: a baseline, failed tests to repeat, a counterexample to replay."""
