"""The only code that sends requests to a target.

`target.py` sends and logs each exchange. The way there is in `connection`, the meaning of answers in `answers`, what
a run may be billed for in `spending`, polling and downloads in `tasks`, counterexamples as scripts in `reproduction`.
"""
