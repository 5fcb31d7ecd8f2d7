"""`--last-failed`: the rules of the last report to judge again, and the tests that showed what was wrong with them."""

from pathlib import Path
from typing import Final

from attrs import frozen

from seedance_conformance.report.events import LogError, read_log, rows
from seedance_conformance.runner.configuration.options import SettingsError

AGAIN: Final = ("fail", "error", "inconclusive")
"""The verdicts of rules to judge again."""


@frozen
class LastFailed:
    """What to run again."""

    rules: frozenset[str] | None = None  # their ids; None without `--last-failed`
    # names of the tests that had such a verdict, or sent the request that shows it. Some rules are judged over the
    # whole log, so their own tests don't send it
    cases: frozenset[str] = frozenset()

    def within(self, selected: frozenset[str]) -> frozenset[str]:
        """The rules that are also selected by other options.

        Raises:
            SettingsError: there is none.
        """
        rules = selected & (self.rules or frozenset())
        if not rules:
            raise SettingsError(
                "--rules and --skip leave out each failed and inconclusive rule of the last report, so --last-failed "
                "selects none: widen --rules or leave a --skip out"
            )
        return rules


def read_last_failed(out: Path) -> LastFailed:
    """The red and inconclusive rules of the report in a folder.

    Raises:
        SettingsError: there isn't a report, or it has no such rule.
    """
    try:
        events = read_log(out / "run.jsonl")
    except LogError as error:
        raise SettingsError(
            f"--last-failed needs the report of an earlier run: {error}; run without it first"
        ) from None
    again = {row.id: row for row in rows(events) if row.verdict in AGAIN}
    if not again:
        raise SettingsError(
            f"--last-failed: the report in '{out}' has no failed or inconclusive rule: nothing is left to judge again, "
            "run without it"
        )
    sent_by = {event["number"]: event["case"] for event in events if event["event"] == "exchange"}
    shown = [event for row in again.values() for event in row.evidence if event["verdict"] in AGAIN]
    cases = {event["case"] for event in shown} | {sent_by.get(event.get("exchange"), "") for event in shown}
    return LastFailed(frozenset(again), frozenset(cases - {""}))
