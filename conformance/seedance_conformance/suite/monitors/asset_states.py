"""Monitor of the order of an asset's states."""

from collections.abc import Mapping

from seedance_conformance.suite.monitors.history import History
from seedance_conformance.suite.monitors.query_order import furthest_before
from seedance_conformance.suite.monitors.registry import monitor
from seedance_conformance.suite.verdicts import Breach

RANKS: Mapping[object, int] = {"Processing": 0, "Active": 1, "Failed": 1}


@monitor("AS-DT-MONOTONE")
def monotone(history: History) -> int:
    """Processing goes to Active or Failed, and there is no way back or across."""
    count = 0
    for asset in history.assets:
        for before, after in furthest_before(asset.details, RANKS):
            if RANKS[before.status] and after.status != before.status:
                observed = f"{after.status} after {before.status} in exchange {before.exchange.number}"
                raise Breach(f"{before.status} for good", observed, after.exchange)
            count += 1
    return count
