"""From the end of a test to verdicts, errors of the suite, counterexamples and the exit code."""
