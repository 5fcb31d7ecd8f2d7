"""Read the event log of a run, and derive the rows that all reports show.

Each line of `run.jsonl` is a JSON object. Its kind is in `event`; by kind, the module that writes it, and its other
fields:

- `header` (runner/event_log.py): format, version, target (base_url, kind; no_billing, insecure if true), started, seed,
  profile, examples, strict, fail_on, shard, merged (how many shards the log was made of), share (budget of this run, of
  which a shard has a part), selected, baseline, options and connection (for `--resume`), rules
- `recording` (recording/judge.py): only in a log of recorded traffic: files, exchanges, first, last, what it lacks,
  what was left out (`recording/summary.py`)
- `client` (recording/judge.py): a rule about the recorded client: rule, verdict, count, broken, note, exchanges
- `media` (runner/execution/media.py): port of the media server
- `media_file` (runner/execution/media.py): a file that wasn't written at once: file, made (later), note, where,
  traceback
- `reserved` (transport/spending/budget.py): before a billable request: case, send (number of the reservation), mark
- `accepted` (transport/spending/budget.py): a task was started: send, task, key (its role), time
- `named` (transport/spending/budget.py): an id, but not certainly of a started task: the fields of `accepted`
- `released` (transport/spending/budget.py): certainly not billed: send, why
- `exchange` (runner/event_log.py): the attributes of `transport.exchange.Exchange`; if recorded, lacks
- `open` (runner/event_log.py): accepted, its verdict comes later: case, rule, name, expect, disputed, exchange
- `case` (runner/outcome/verdicts.py): a verdict: rule, case, verdict, late, note, count; if known exchange,
  counterexample, where, traceback; recorded (why a breach isn't judged), forbidden (the exchange had to be refused)
- `shared` (runner/outcome/verdicts.py): a test judged an exchange that serves others, too: case, exchange
- `result` (runner/outcome/verdicts.py): facts of a result video: case, and what `suite/results/videos.py` found
- `done` (runner/run.py): a test has ended: case
- `trouble` (runner/run.py): an error of the suite that belongs to no rule: case, note, where, traceback
- `load` (load/master.py): what users did: mix (mode -> weight), requests, operations with their times
- `outage` (runner/execution/connecting.py): the target was away and came back: begun (Unix seconds), seconds
- `resumed` (runner/startup.py): the run was continued: time
- `footer` (runner/event_log.py): seconds, exit_code, stopped, perhaps a reason, creates_accepted and the other numbers
  of `report/facts/spending.py`
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from attrs import asdict, define, field

from seedance_conformance.report.facts.baseline import PROTECTS, STALE, BaselineStatus, baseline_status
from seedance_conformance.report.facts.open_cases import unsettled

LOG_FORMAT: Final = "seedance-conformance-log/1"
VERDICTS: Final = ("pass", "fail", "observed", "inconclusive", "skipped", "error")
RECORDED: Final = "recording"
"""The profile in the header of a log of recorded traffic; other logs are of the suite."""
PRECEDENCE: Final = ("fail", "error", "inconclusive", "observed", "pass", "skipped")
"""The verdict of a rule is the first of these that one of its cases has."""

Event = dict[str, Any]


class LogError(Exception):
    """A log is unusable; the message says why."""


@define
class Row:
    """The verdict on one rule, with its evidence."""

    id: str
    level: str
    disputed: bool
    statement: str
    sources: list[str]
    disputed_cases: str = ""  # which cases are disputed, if it isn't the whole rule
    verdict: str = "skipped"
    late: bool = False
    cases: int = 0
    note: str = ""
    recorded: str = ""  # why a breach was only recorded: `disputed`, or the level of the rule; empty if there was none
    where: str = ""  # file and line of an error of the suite, if a case met one; `traceback` is that of the error
    traceback: str = ""
    counterexample: dict[str, Any] | None = None
    baseline: BaselineStatus | None = None
    evidence: list[Event] = field(factory=list, repr=False)

    @classmethod
    def of(cls, rule: Mapping[str, Any]) -> Self:
        """The row of a rule of the header, without a verdict."""
        return cls(**{name: rule[name] for name in _RULE}, disputed_cases=rule.get("disputed_cases", ""))

    @property
    def family(self) -> str:
        """The first part of the id, for example `CR`."""
        return self.id.partition("-")[0]

    @property
    def outcome(self) -> str:
        """The row's effect on the exit code: its verdict, or `excused` or `stale` by the baseline."""
        state = self.baseline.state if self.baseline else ""
        return {PROTECTS: "excused", STALE: "stale"}.get(state, self.verdict)

    @property
    def summary(self) -> str:
        """The note; for an error of the suite with its place."""
        return f"error in {self.where}: {self.note}" if self.verdict == "error" and self.where else self.note

    def to_json(self) -> dict[str, Any]:
        """The row as `report.json` has it."""
        names = [
            "id",
            "level",
            "disputed",
            "disputed_cases",
            "statement",
            "sources",
            "verdict",
            "late",
            "cases",
            "note",
        ]
        names += [name for name in ("recorded", "traceback", "counterexample") if getattr(self, name)]
        row = {name: getattr(self, name) for name in names}
        return row if self.baseline is None else row | {"baseline": asdict(self.baseline)}


def read_log(path: Path) -> list[Event]:
    """Read `run.jsonl`; a last line that a kill has cut is dropped.

    Raises:
        LogError: the file is missing, has another format, or is broken in the middle.
    """
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (FileNotFoundError, NotADirectoryError):
        raise LogError(f"'{path.parent}' has no {path.name}, so no run has written its report there") from None
    except OSError as error:
        raise LogError(f"'{path}' can't be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise LogError(f"'{path}' isn't the log of a run: it isn't text in UTF-8") from None
    events: list[Event] = []
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            if number == len(lines):
                break
            event = None
        if not _is_event(event):
            raise LogError(f"{path} is broken at line {number}: it isn't the log of one run")
        events.append(event)
    if not events or events[0].get("format") != LOG_FORMAT:
        raise LogError(f"{path} doesn't begin with a header of format {LOG_FORMAT}")
    return events


# The fields that reports need, by kind of event. Kinds not listed here are accepted unchecked.
_NEEDED: Final = {
    "header": {"format", "target", "started", "seed", "profile", "version", "rules"},
    "exchange": {"number", "case", "operation", "method", "url", "sent", "seconds", "status", "request_body", "body"},
    "case": {"rule", "case", "verdict", "late", "note", "count"},
    "open": {"rule", "expect"},
    "trouble": {"case", "note", "where", "traceback"},
    "reserved": {"case", "send"},
    "accepted": {"send", "task", "key"},
    "named": {"send", "task", "key"},
    "released": {"send"},
    "footer": {"seconds", "exit_code", "stopped", "creates_accepted"},
}


_RULE: Final = ("id", "level", "statement", "disputed", "sources")


def _is_event(event: Any) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return False
    whole = _NEEDED.get(event["event"], set()) <= set(event)
    return whole and (event["event"] != "header" or _describes_a_run(event))


def _describes_a_run(head: Event) -> bool:
    target, rules = head["target"], head["rules"]
    return (
        isinstance(target, dict)
        and {"base_url", "kind"} <= set(target)
        and isinstance(head["started"], str)
        and isinstance(rules, list)
        and all(isinstance(rule, dict) and set(_RULE) <= set(rule) for rule in rules)
    )


def header(events: list[Event]) -> Event:
    """The first event, which describes the run."""
    return events[0]


def is_recorded(events: list[Event]) -> bool:
    """Whether a log is of recorded traffic, not of a run of the suite."""
    return bool(header(events)["profile"] == RECORDED)


def footer(events: list[Event]) -> Event:
    """The last event; for a killed run, a substitute."""
    if events[-1]["event"] == "footer":
        return events[-1]
    accepted = sum(1 for event in events if event["event"] == "accepted")
    return {"event": "footer", "seconds": 0.0, "exit_code": 130, "stopped": "killed", "creates_accepted": accepted}


def rows(events: list[Event]) -> list[Row]:
    """One row for each rule of the catalogue, in its order."""
    table = {rule["id"]: Row.of(rule) for rule in header(events)["rules"]}
    for event in (*events, *unsettled(events)):
        if event["event"] == "case" and event["rule"] in table:
            table[event["rule"]].evidence.append(event)
    for row in table.values():
        _set_verdict(row)
    _apply_baseline(events, table)
    return list(table.values())


def troubles(events: list[Event]) -> list[Event]:
    """Errors of the suite that belong to no rule, for example a test file that can't be collected."""
    return [event for event in events if event["event"] == "trouble"]


def load_of(events: list[Event]) -> Event | None:
    """What the users of a load run did; None for other runs."""
    return next((event for event in reversed(events) if event["event"] == "load"), None)


def sent_requests(events: list[Event]) -> int:
    """How many requests a run sent. A load run counts them, since it doesn't keep its exchanges."""
    load = load_of(events)
    return int(load["requests"]) if load else sum(1 for event in events if event["event"] == "exchange")


def counts(table: Iterable[Row]) -> dict[str, int]:
    """How many rows have each verdict."""
    found = dict.fromkeys(VERDICTS, 0)
    for row in table:
        found[row.verdict] += 1
    return found


def _apply_baseline(events: list[Event], table: dict[str, Row]) -> None:
    head = header(events)
    whole = not head.get("shard") and not events[-1].get("stopped")
    for entry in head.get("baseline", ()):
        row = table[entry["rule"]]
        row.baseline = baseline_status(entry, row.verdict, head["started"], whole=whole)
        row.note = "; ".join(filter(None, (row.note, row.baseline.summary)))


def _left_out(row: Row) -> str:
    """A rule that passes in a part of its tests isn't proven in full, for example when the budget is spent."""
    skipped = [case for case in row.evidence if case["verdict"] == "skipped"]
    if not skipped:
        return ""
    reasons = ", ".join(dict.fromkeys(case["note"] for case in skipped))
    return f"in part: {len(row.evidence) - len(skipped)} of {len(row.evidence)} tests ran ({reasons})"


def _set_verdict(row: Row) -> None:
    if not row.evidence:
        row.note = row.note or "the run ended before this rule was tested"
        return
    row.verdict = next(verdict for verdict in PRECEDENCE if any(case["verdict"] == verdict for case in row.evidence))
    deciding = [case for case in row.evidence if case["verdict"] == row.verdict]
    row.late = any(case["late"] for case in row.evidence)
    row.cases = sum(case["count"] for case in row.evidence if case["verdict"] != "skipped")
    notes = list(dict.fromkeys(case["note"] for case in deciding if case["note"]))
    row.note = "; ".join(notes[:3]) + (f"; and {len(notes) - 3} more" if len(notes) > 3 else "")
    if row.verdict == "pass":
        row.note = "; ".join(filter(None, (row.note, _left_out(row))))
    row.recorded = next((case["recorded"] for case in row.evidence if case.get("recorded")), "")
    fault = next((case for case in row.evidence if case.get("traceback")), {})
    row.where, row.traceback = fault.get("where", ""), fault.get("traceback", "")
    shown = [case["counterexample"] for case in deciding if case.get("counterexample")]
    row.counterexample = min(shown, key=_length, default=None)


def _length(counterexample: dict[str, Any]) -> tuple[bool, int]:
    """Sort key that puts the counterexample with the fewest and shortest requests, the minimal one, first."""
    command = counterexample.get("script") or counterexample["curl"]
    return not command, len(command)
