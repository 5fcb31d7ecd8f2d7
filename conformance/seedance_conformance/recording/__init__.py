"""Judge recordings of real traffic: read them, judge both sides, and write the reports of a run. It sends nothing.

`judge.py` does it all; `reading` has a module for each format, `judging` one for each subject.
"""
