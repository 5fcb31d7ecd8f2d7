"""The pytest plugin that runs the suite.

`run.py` has the whole run, from its start to its reports. `configuration` has the options. A run has three stages:
`planning`, `execution` and `outcome`. `earlier_reports` has what a run takes from an earlier report, `resuming`
continues a stopped run, and `shards` splits a run and joins the parts.
"""
