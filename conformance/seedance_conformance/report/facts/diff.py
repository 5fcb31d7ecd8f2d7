"""Compare two runs rule by rule."""

import re
from typing import Any, Final

from attrs import frozen

REGRESSED: Final = "regressed"
KINDS: Final = {
    REGRESSED: "was judged and didn't fail, and fails now",
    "fixed": "failed, and passes now",
    "new": "wasn't judged before",
    "gone": "isn't judged any more",
    "evidence lost": "had a verdict, and has no evidence now",
    "evidence gained": "had no evidence, and has a verdict now",
    "judged otherwise": "was judged and is only recorded now, or the reverse",
    "changed breach": "fails in both, in another way",
    "changed observation": "is recorded in both, but the target did something else",
}
"""Kind of change -> what it means, in the order in which they are shown."""

_DOUBT: Final = ("inconclusive", "error")


@frozen
class Change:
    """One rule whose rows differ, with verdict and note of both runs; a verdict is empty if the run has no row."""

    kind: str
    rule: str
    statement: str
    before: str
    after: str
    old: str
    new: str


@frozen
class Difference:
    """Two runs, each as `report.json` has it, and the changes in the order of `KINDS` and of the catalogue."""

    first: dict[str, Any]
    second: dict[str, Any]
    changes: list[Change]

    @property
    def regressed(self) -> bool:
        """Whether a rule fails now that was judged before and didn't fail."""
        return any(change.kind == REGRESSED for change in self.changes)

    def of_kind(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]


def compare(first: dict[str, Any], second: dict[str, Any]) -> Difference:
    """The changes from the first report to the second, both in the format of `report.json`."""
    old = {row["id"]: row for row in first["rules"]}
    new = {row["id"]: row for row in second["rules"]}
    changes = [_change(old.get(rule), new.get(rule)) for rule in [*new, *(rule for rule in old if rule not in new)]]
    order = list(KINDS)
    found = sorted((change for change in changes if change), key=lambda change: order.index(change.kind))
    return Difference(first, second, found)


def _change(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Change | None:
    before, after = (row["verdict"] if row else "" for row in (old, new))
    kind = _kind(before, after)
    if kind is None and before == after and _fingerprint(old) != _fingerprint(new):
        kind = {"fail": "changed breach", "observed": "changed observation"}.get(after)
    if kind is None:
        return None
    row = new or old or {}
    notes = ((one or {}).get("note", "") for one in (old, new))
    return Change(kind, row["id"], row["statement"], before, after, *notes)


def _kind(before: str, after: str) -> str | None:
    """The kind of change between two verdicts, or None."""
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
# Ids, hosts, times and counts differ between any two runs, so they are masked. "None", "some" and "all" stay different,
# and HTTP statuses stay: "HTTP 400", "(400)".
_NUMBERS: Final = re.compile(r"(?<!HTTP )(?<!code )\b(?!\d{3}\))([1-9]\d*(\.\d+)?|0\.\d+)")


def _fingerprint(row: dict[str, Any] | None) -> str:
    """The text of a row, with everything masked that differs between any two runs."""
    row = row or {}
    shown = row.get("counterexample") or {}
    text = f"{shown.get('expected')} {shown.get('observed')}" if shown else row.get("note", "")
    return _NUMBERS.sub("#", _ALL.sub("all of #", _NAMES.sub("*", text)))
