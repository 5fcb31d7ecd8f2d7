"""Monitors of the order of an asset's states: its status only goes forward, and its end is final."""

from collections.abc import Mapping

from seedance_conformance.suite.log.history import History, succeeded
from seedance_conformance.suite.log.monitors.query_order import expect_same_end, furthest_before
from seedance_conformance.suite.log.registry import monitor
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome
from seedance_conformance.transport.exchange import Exchange

RANKS: Mapping[object, int] = {"Processing": 0, "Active": 1, "Failed": 1}


@monitor("AS-DT-MONOTONE")
def monotone(history: History) -> int:
    """Processing goes to Active or Failed, and neither back nor from one to the other."""
    count = 0
    for asset in history.assets:
        for before, after in furthest_before(asset.details, RANKS):
            if RANKS[before.status]:
                expect_same_end(before, after)
            count += 1
    return count


@monitor("AS-DEL-FINAL")
def restored(history: History) -> int:
    """A deleted asset whose detail was refused is never shown again."""
    count = 0
    for asset in history.assets:
        if not (asset.deletions and succeeded(asset.deletions[0], "DELETE")):
            continue
        gone: Exchange | None = None
        for detail in asset.after:
            outcome = call_outcome(detail)
            if gone and outcome is Outcome.ACCEPTED and asset_id(detail) == asset.id:
                raise Breach("deleted for good", f"back again, gone in exchange {gone.number}", detail, others=[gone])
            gone = detail if outcome is Outcome.REFUSED and gone is None else gone
            count += 1
    return count
