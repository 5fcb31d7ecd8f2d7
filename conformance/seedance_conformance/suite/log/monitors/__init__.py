"""Monitors: pure functions over the exchange log that judge the rules about answers.

Every answer that any test received is evidence: ids never repeat, `created` never changes, the status never goes
backwards, fields appear when they must. A monitor returns the number of pieces of evidence that it judged, raises
`Breach` with the exchange that proves a broken rule, and never sends a request. `run_monitor` runs one of them, and
raises `Inconclusive` without evidence, so that an empty log proves nothing.
"""

from seedance_conformance.suite.log.history import History
from seedance_conformance.suite.log.monitors import (
    asset_answers,
    create_answers,
    envelope,
    fields,
    query_order,
    query_stable,
)
from seedance_conformance.suite.log.registry import MONITORS, Tolerated, run_monitor

__all__ = [
    "MONITORS",
    "History",
    "Tolerated",
    "asset_answers",
    "create_answers",
    "envelope",
    "fields",
    "query_order",
    "query_stable",
    "run_monitor",
]
