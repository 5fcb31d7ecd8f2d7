"""Observations: pure functions over the exchange log that describe what the target does where the documents are silent.

They never judge. Each belongs to one OBSERVE rule, sends no request, and returns None if the log shows nothing.
"""

from seedance_conformance.suite.log.observations import assets, creates, errors, lifecycle, queries
from seedance_conformance.suite.log.registry import OBSERVATIONS, run_observation

__all__ = ["OBSERVATIONS", "assets", "creates", "errors", "lifecycle", "queries", "run_observation"]
