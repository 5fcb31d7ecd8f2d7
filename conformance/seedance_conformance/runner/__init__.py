"""The pytest plugin that runs the suite.

`run.py` is a run from its start to its reports. `configuration` has its options; `planning`, `execution` and `outcome`
follow each other; `earlier_reports`, `resuming` and `shards` join a run to others.
"""
