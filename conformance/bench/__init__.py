"""Benchmarks: `scripts/bench`. Not shipped; timings are printed, never judged by a test."""
