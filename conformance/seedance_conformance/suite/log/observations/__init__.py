"""Sightings: pure functions over the exchange log that say what the target did where the documents are silent.

They never judge. Each belongs to one OBSERVE rule, costs no request, and returns None when the log shows nothing.
"""

from seedance_conformance.suite.log.observations import assets, creates, errors, lifecycle, queries
from seedance_conformance.suite.log.observations.registry import SIGHTINGS, sight

__all__ = ["SIGHTINGS", "assets", "creates", "errors", "lifecycle", "queries", "sight"]
