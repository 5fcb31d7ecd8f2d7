"""Replay a counterexample: run its test again, so that the same code judges the answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from seedance_conformance.report.events import Event, LogError, Row, footer, header, read_log, rows
from seedance_conformance.report.facts.exchanges import task_of
from seedance_conformance.runner.configuration.options import OPTIONS, SettingsError, unset
from seedance_conformance.runner.outcome.exit_codes import ExitCode

# What the user must decide again, and what doesn't matter to one rule.
_NOT_TAKEN_OVER: Final = ("rules", "budget", "baseline", "shard")
# What holds for one target only: that it bills nothing, where it is, and whom it trusts.
_OF_ONE_TARGET: Final = (
    *("no-billing", "connect-to", "insecure", "client-cert", "client-key", "http2"),
    *("media-bind", "media-advertise"),
)
_LONGEST: Final = 60.0


@frozen
class Replayed:
    """What a replay showed: the exit code and one sentence."""

    code: ExitCode
    text: str


def replay_options(rule: str, directory: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The options of the run that replays the counterexample of a rule; given ones that aren't None replace the old.

    Raises:
        SettingsError: the log is unusable, has no counterexample to the rule, or judged a mock that has ended.
    """
    try:
        events = read_log(directory / "run.jsonl")
    except LogError as error:
        raise SettingsError(f"{error}; give the --out folder of a run") from None
    row = next((row for row in rows(events) if row.id == rule), None)
    if row is None or row.counterexample is None:
        raise SettingsError(_nothing_to_replay(rule, directory, row))
    if header(events)["target"]["kind"] == "mock" and given.get("base-url") is None:
        raise SettingsError(f"the run in {directory} judged a mock that has ended: name a target with --base-url")
    stored = {**header(events).get("connection", {}), **header(events).get("options", {})}
    chosen = {name: value for name, value in given.items() if value is not None}
    elsewhere = chosen.get("base-url", stored.get("base-url")) != stored.get("base-url")
    left_out = (*_NOT_TAKEN_OVER, *(_OF_ONE_TARGET if elsewhere else ()))
    kept = {name: value for name, value in stored.items() if name in OPTIONS and name not in left_out}
    out = {"out": str(directory / "replay" / rule)}
    again = {"rules": (rule,), "case": tuple(_tests(row, events)), "linger": _after_the_end(row, events)}
    return unset() | kept | out | chosen | again


def outcome(rule: str, out: Path) -> Replayed:
    """What the run in a folder showed about a rule."""
    events = read_log(out / "run.jsonl")
    row = next(row for row in rows(events) if row.id == rule)
    shown = row.counterexample
    if row.verdict == "fail" and shown is not None:
        text = f"{rule} still shows: expected {shown['expected']}; observed {shown['observed']}"
        return Replayed(ExitCode.BREACH, text)
    if row.verdict == "observed" and row.recorded:
        return Replayed(ExitCode.BREACH, f"{rule} still shows: {row.note}")
    if row.verdict in ("pass", "observed"):
        return Replayed(ExitCode.CONFORMS, f"{rule} doesn't show any more: {row.verdict}, {row.cases} cases")
    ended = ExitCode(footer(events)["exit_code"])
    code = ended if ended in (ExitCode.USAGE, ExitCode.BUDGET, ExitCode.INTERRUPTED) else ExitCode.TROUBLE
    return Replayed(code, f"{rule} has no verdict: {row.verdict}, {row.summary}")


def _nothing_to_replay(rule: str, directory: Path, row: Row | None) -> str:
    known = f"{rule} isn't a rule" if row is None else f"{rule} is '{row.verdict}'"
    return (
        f"{known} in {directory}, so there isn't a counterexample: "
        f"`seedance report show {directory} --red` lists the broken rules"
    )


def _shown(row: Row) -> Event:
    """The verdict with the counterexample."""
    return next(case for case in row.evidence if case.get("counterexample") is row.counterexample)


def _after_the_end(row: Row, events: list[Event]) -> float | None:
    """How many seconds after the end of its task the query of a counterexample was sent, at most a minute."""
    queries = [one for one in events if one["event"] == "exchange" and one["operation"] == "query"]
    for query in (one for one in queries if one["number"] == _shown(row).get("exchange")):
        for one in queries:
            if one["subject"] == query["subject"] and task_of(one).get("status") in ("completed", "failed"):
                seconds: float = query["sent"] - one["sent"]
                return max(0.0, min(round(seconds, 1), _LONGEST))
    return None


def _tests(row: Row, events: list[Event]) -> list[str]:
    """The test that showed the counterexample; if it judged what others sent, also those that sent it."""
    shown = _shown(row)
    sent = [one for one in events if one["event"] == "exchange" and one["number"] == shown.get("exchange")]
    tasks = {one["subject"] for one in sent if one["case"] != shown["case"]} - {None}
    late = [one["case"] for one in sent] if shown["case"].startswith("test_late_") else []
    return [shown["case"], *late, *_creating(tasks, events)]


def _creating(tasks: set[str], events: list[Event]) -> Iterator[str]:
    """The tests that created the tasks: one of another test may not show the breach."""
    sends = {one["send"] for one in events if one["event"] == "accepted" and one["task"] in tasks}
    yield from (one["case"] for one in events if one["event"] == "reserved" and one["send"] in sends)
