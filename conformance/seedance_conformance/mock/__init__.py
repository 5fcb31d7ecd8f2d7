"""The mock server: inspects any request with predicates of its own, and runs tasks on a clock that can be moved.

What other parts of the kit use: `server` (run a mock), `command` (`seedance mock`), `faults` and `choices` (what there
is), `media.inspection` (fetch and measure files). The rest is private to the mock.
"""
