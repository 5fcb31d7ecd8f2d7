"""What a baseline, the list of known breaches in the header of a log, means for a row."""

from datetime import date
from typing import Any, Final

from attrs import frozen

PROTECTS: Final = "protects"
STALE: Final = "stale"
EXPIRED: Final = "expired"
IDLE: Final = "idle"


@frozen
class Standing:
    """A rule's entry in the baseline, and what it does in this run.

    Attributes:
        reason: why the breach is accepted.
        expires: ISO date of the last day on which it is.
        state: `protects` a red rule from failing the run, `stale` (the rule passes: the entry has to go), `expired`
            (it is red, and no longer protected), or `idle` (neither red nor passed).
    """

    reason: str
    expires: str
    state: str

    def to_json(self) -> dict[str, str]:
        """The entry as `report.json` has it."""
        return {"reason": self.reason, "expires": self.expires, "state": self.state}

    @property
    def words(self) -> str:
        """What the entry does, for a note."""
        return {
            PROTECTS: f"in the baseline until {self.expires}: {self.reason}",
            EXPIRED: f"its baseline entry expired on {self.expires}: {self.reason}",
            STALE: "passes, so its baseline entry is stale: delete it",
            IDLE: f"its baseline entry has no effect in this run: {self.reason}",
        }[self.state]


def standing(entry: dict[str, Any], verdict: str, started: str, *, whole: bool) -> Standing:
    """What an entry does for a rule with this verdict.

    Args:
        entry: from the header: reason and expires.
        verdict: on the rule.
        started: ISO time at which the run began; an entry protects through its last day.
        whole: the run came to its own end and judged every case; a pass in part of a run makes no entry stale.
    """
    over = date.fromisoformat(entry["expires"]) < date.fromisoformat(started[:10])
    state = IDLE
    if verdict == "fail":
        state = EXPIRED if over else PROTECTS
    elif verdict == "pass" and whole:
        state = STALE
    return Standing(entry["reason"], entry["expires"], state)
