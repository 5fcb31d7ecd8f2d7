"""Two runs held against each other, rule by rule."""

import re
from typing import Any, Final

from attrs import frozen

REGRESSED: Final = "regressed"
KINDS: Final = {
    REGRESSED: "was judged and not red, and is red now",
    "fixed": "was red, and passes now",
    "new": "was not judged before",
    "gone": "is not judged any more",
    "evidence lost": "had a verdict, and has none now",
    "evidence gained": "had no verdict, and has one now",
    "judged otherwise": "is recorded now and was judged, or the other way round",
    "changed breach": "is red in both, and shows itself in another way",
    "changed observation": "is recorded in both, and the target did something else",
}
"""Every kind of change in the order in which they are shown, and what it means."""

_DOUBT: Final = ("inconclusive", "error")


@frozen
class Change:
    """One rule whose row differs.

    Attributes:
        kind: one of `KINDS`.
        rule: its id.
        statement: what the rule says.
        before: verdict in the first run; empty when it had no row.
        after: verdict in the second run; empty when it has no row.
        old: note of the first run.
        new: note of the second run.
    """

    kind: str
    rule: str
    statement: str
    before: str
    after: str
    old: str
    new: str


@frozen
class Difference:
    """Two runs and their changes.

    Attributes:
        first: the earlier report, as `report.json` has it.
        second: the later one.
        changes: by kind, in the order of `KINDS`, and within a kind in the order of the catalogue.
    """

    first: dict[str, Any]
    second: dict[str, Any]
    changes: list[Change]

    @property
    def regressed(self) -> bool:
        """Whether a rule is red that was not."""
        return any(change.kind == REGRESSED for change in self.changes)

    def of_kind(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]


def compare(first: dict[str, Any], second: dict[str, Any]) -> Difference:
    """What changed from the first report to the second; both in the form of `report.json`."""
    old = {row["id"]: row for row in first["rules"]}
    new = {row["id"]: row for row in second["rules"]}
    changes = [_change(old.get(rule), new.get(rule)) for rule in [*new, *(rule for rule in old if rule not in new)]]
    order = list(KINDS)
    found = sorted((change for change in changes if change), key=lambda change: order.index(change.kind))
    return Difference(first, second, found)


def _change(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Change | None:
    before, after = (row["verdict"] if row else "" for row in (old, new))
    kind = _kind(before, after)
    if kind is None and before == after and _trace(old) != _trace(new):
        kind = {"fail": "changed breach", "observed": "changed observation"}.get(after)
    if kind is None:
        return None
    row = new or old or {}
    notes = ((one or {}).get("note", "") for one in (old, new))
    return Change(kind, row["id"], row["statement"], before, after, *notes)


def _kind(before: str, after: str) -> str | None:
    """The kind of change between two verdicts, or None where the verdicts alone make none."""
    judged_before, judged_after = before not in ("", "skipped"), after not in ("", "skipped")
    if before == after or not (judged_before or judged_after):
        return None
    if not judged_before or not judged_after:
        return "new" if judged_after else "gone"
    if after == "fail":
        return REGRESSED
    if after in _DOUBT:
        return None if before in _DOUBT else "evidence lost"
    if before == "fail" and after == "pass":
        return "fixed"
    return "evidence gained" if before in _DOUBT else "judged otherwise"


_NAMES: Final = re.compile(
    r"\b(video|task|asset)[-_][\w-]+|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|https?://[\w.:\[\]-]+|; and \d+ more"
)
_ALL: Final = re.compile(r"\b([1-9]\d*) of \1\b")
_NUMBERS: Final = re.compile(r"(?<!HTTP )(?<!code )\b(?!\d{3}\))([1-9]\d*(\.\d+)?|0\.\d+)")
# Ids, hosts, times and counts differ between any two runs. None, some and all are three things, and a status is none
# of these: "HTTP 400", "(400)".


def _trace(row: dict[str, Any] | None) -> str:
    """What a row shows, without what differs between any two runs."""
    row = row or {}
    shown = row.get("counterexample") or {}
    text = f"{shown.get('expected')} {shown.get('observed')}" if shown else row.get("note", "")
    return _NUMBERS.sub("#", _ALL.sub("all of #", _NAMES.sub("*", text)))
