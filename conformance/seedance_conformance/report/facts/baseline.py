"""The effect of the baseline, the list of known breaches in the header of a log, on a row."""

from datetime import date
from typing import Any, Final

from attrs import frozen

PROTECTS: Final = "protects"
STALE: Final = "stale"
EXPIRED: Final = "expired"
IDLE: Final = "idle"


@frozen
class BaselineStatus:
    """The baseline entry of a rule, and its effect in this run.

    `state` is `protects` (the rule fails, the run doesn't), `stale` (the rule passes: delete the entry), `expired` (the
    rule fails, and so does the run) or `idle` (the rule neither fails nor passes).
    """

    reason: str
    expires: str
    state: str

    @property
    def summary(self) -> str:
        """The effect of the entry, for a note."""
        return {
            PROTECTS: f"in the baseline until {self.expires}: {self.reason}",
            EXPIRED: f"its baseline entry expired on {self.expires}: {self.reason}",
            STALE: "passes, so its baseline entry is stale: delete it",
            IDLE: f"its baseline entry has no effect in this run: {self.reason}",
        }[self.state]


def baseline_status(entry: dict[str, Any], verdict: str, started: str, *, whole: bool) -> BaselineStatus:
    """The effect of an entry of the header on a rule with this verdict, in a run that began at an ISO time.

    `whole`: the run ended by itself and judged every case; a pass in part of a run doesn't make an entry stale.
    """
    if verdict == "fail":
        over = date.fromisoformat(entry["expires"]) < date.fromisoformat(started[:10])
        state = EXPIRED if over else PROTECTS
    else:
        state = STALE if verdict == "pass" and whole else IDLE
    return BaselineStatus(entry["reason"], entry["expires"], state)
