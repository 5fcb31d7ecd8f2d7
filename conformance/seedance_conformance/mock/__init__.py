"""The mock server: it inspects each request with its own checks, and runs tasks on a clock that tests can move.

What other parts of the kit use: `server` (run a mock), `command` (`seedance mock`), `faults` and `choices` (what there
is), `media.inspection` (fetch and measure files). The rest is private to the mock.
"""
