"""The entry point of pytest: an installed kit gives its fixtures to all tests.

It is a module beside `pytest_fixtures`, because pytest refuses one module under two names, and
`-p seedance_conformance.pytest_fixtures` is in use.
"""

from seedance_conformance.pytest_fixtures import async_seedance, seedance

__all__ = ["async_seedance", "seedance"]
