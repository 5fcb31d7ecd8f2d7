"""Group red rules by cause: one finding for all rules that the same kind of answer breaks.

A rule joins a group only if each of its breaches cites an answer with the same symptom, so a rule that is also broken
in another way stands alone. The groups are a help for reading: each rule keeps its verdict.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen

from seedance_conformance.report.events import Event, Row
from seedance_conformance.report.facts.exchanges import accepted_task, json_of, task_of, text_of
from seedance_conformance.report.facts.spending import started_tasks


@frozen
class Cause:
    """A likely cause of several breaches."""

    name: str  # in a few words, with `{status}` for that of the answer
    shows: Callable[[Event], bool]  # whether an answer, of an `exchange` event, shows it
    # the rules that say so best, first of all; the other red rules follow from the first that is red
    heads: tuple[str, ...]
    # what the observation must say, since such an answer may also break a rule in another way
    only: re.Pattern[str] | None = None


@frozen
class Finding:
    """A cause and the rules that it makes red: the head says best what is wrong. A lone rule has no cause in words."""

    head: Row
    cause: str = ""
    followers: tuple[Row, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The finding as `report.json` has it."""
        return {"rule": self.head.id, "cause": self.cause, "follow": [row.id for row in self.followers]}


def _is_page(answer: Event) -> bool:
    return text_of(answer["body"]).lstrip()[:1] == "<"


def _is_unknown_path(answer: Event) -> bool:
    return answer["status"] in (404, 405) and answer["operation"] in ("create", "upload")


def _is_wrapped(answer: Event) -> bool:
    document = json_of(answer["body"])
    inner = document.get("data") if isinstance(document, dict) else None
    return answer["operation"] in ("create", "query") and isinstance(inner, dict) and "id" not in document


def _has_no_id(answer: Event) -> bool:
    document = json_of(answer["body"])
    return _is_about_task(answer) and isinstance(document, dict) and not document.get("id")


def _has_odd_status(answer: Event) -> bool:
    status = task_of(answer).get("status")
    return _is_about_task(answer) and isinstance(status, str) and status not in _STATUSES


def _is_about_task(answer: Event) -> bool:
    return answer["operation"] in ("create", "query") and _hundreds(answer) == 2


def _hundreds(answer: Event) -> int:
    return int(answer["status"] or 0) // 100


_STATUSES: Final = ("queued", "processing", "completed", "failed")
_ABSENT: Final = re.compile(r"absent|missing|under data|without|no id|null|None|neither accepted nor refused")

CAUSES: Final = (
    Cause(
        "the target or a proxy answers HTTP {status}",
        lambda answer: _hundreds(answer) >= 5,
        ("RB-NO-5XX", "EP-CREATE-PATH"),
    ),
    Cause("the target answers with a web page (HTTP {status})", _is_page, ("EP-RESP-JSON", "AS-UP-RESP")),
    Cause("the target redirects (HTTP {status})", lambda answer: _hundreds(answer) == 3, ("EP-CREATE-PATH",)),
    Cause("the target doesn't know the path (HTTP {status})", _is_unknown_path, ("EP-CREATE-PATH", "AS-UP-PATH")),
    Cause("answers are wrapped in `data`", _is_wrapped, ("CS-NO-WRAP", "EP-RESP-JSON", "CS-ID"), _ABSENT),
    Cause("answers about tasks have no `id`", _has_no_id, ("CS-ID", "QR-ID-ECHO"), re.compile(r"\bid absent|no id")),
    Cause("tasks have an undocumented `status`", _has_odd_status, ("QR-STATUS-ENUM",), re.compile(r"status \"|still ")),
    Cause(
        "the target fetches no media",
        lambda answer: answer["operation"] == "create",
        ("RB-UNFETCHABLE",),
        re.compile("it fetched no file in this run"),
    ),
)
"""The first that an answer shows counts."""


def findings(events: list[Event], table: list[Row]) -> list[Finding]:
    """The red rules of a run, grouped by their likeliest cause; in the order of the catalogue."""
    answers = {event["number"]: event for event in events if event["event"] == "exchange"}
    red = [row for row in table if row.outcome == "fail"]
    violations = _violations(red, answers, started_tasks(events))
    groups: dict[object, tuple[str, tuple[str, ...], list[Row]]] = {}
    for row in red:
        key, name, heads = _signature(row, answers, violations)
        groups.setdefault(key, (name, heads, []))[2].append(row)
    return [_finding(*group) for group in groups.values()]


def followed(found: list[Finding]) -> dict[str, Finding]:
    """Rule -> the finding that it follows from, for each that isn't a head."""
    return {row.id: finding for finding in found for row in finding.followers}


def symptom(breach: Event, events: list[Event]) -> str:
    """The likely cause of a breach (a `case` event), equal for breaches with the same cause; empty if none is known."""
    number = breach.get("exchange")
    cited = next(
        (event for event in reversed(events) if event["event"] == "exchange" and event["number"] == number), None
    )
    cause, key = (None, "") if cited is None else _symptom(breach, cited)
    return "" if cause is None else f"{cause.name} {key}"


def _finding(name: str, heads: tuple[str, ...], rows: list[Row]) -> Finding:
    if len(rows) == 1:
        return Finding(rows[0])
    # `min` keeps the first of equals, in the order of the catalogue.
    head = min(rows, key=lambda row: heads.index(row.id) if row.id in heads else len(heads))
    return Finding(head, name, tuple(row for row in rows if row is not head))


def _violations(red: list[Row], answers: Mapping[int, Event], started: Mapping[int, str]) -> dict[object, str]:
    """Number of the answer, and id of the task, of each accepted body that a red rule forbids -> that rule.

    What the target answers about such a task breaks further rules, for example those on its model.
    """
    found: dict[object, str] = {}
    for row in red:
        for case in row.evidence:
            answer = answers.get(case.get("exchange", 0))
            if case["verdict"] == "fail" and case.get("forbidden") and answer is not None:
                found.setdefault(answer["number"], row.id)
                found.setdefault(accepted_task(answer, started), row.id)
    found.pop(None, None)
    return found


def _signature(
    row: Row, answers: Mapping[int, Event], violations: Mapping[object, str]
) -> tuple[object, str, tuple[str, ...]]:
    """What all breaches of a rule share: a key for the group, the cause in words, and the rules that say it best."""
    breaches = [case for case in row.evidence if case["verdict"] == "fail"]
    cited = [answers.get(case.get("exchange", 0)) for case in breaches]
    whole = [answer for answer in cited if answer is not None]
    if not breaches or len(whole) < len(cited):
        return row.id, "", ()
    found = {_symptom(case, answer) for case, answer in zip(breaches, whole, strict=True)}
    cause, key = found.pop() if len(found) == 1 else (None, "")
    if cause is not None:
        return (cause.name, key), cause.name.format(status=whole[0]["status"]), cause.heads
    forbidden = {violations.get(answer["number"]) or violations.get(answer["subject"]) for answer in whole}
    rule = forbidden.pop() if len(forbidden) == 1 else None
    if rule is not None:
        return rule, "the target accepts a body that it should refuse", (rule,)
    same = frozenset((case["exchange"], case["note"]) for case in breaches)
    return same, "the same answer breaks these rules", ()


def _symptom(breach: Event, answer: Event) -> tuple[Cause | None, str]:
    """The cause of a breach, and what tells its answers from those of other breaches with this cause."""
    for cause in CAUSES:
        if cause.shows(answer) and (cause.only is None or cause.only.search(breach["note"])):
            # Two different pages or errors are two causes; a wrapper or a missing id is one in each answer.
            return cause, "" if cause.only else f"{answer['status']} {_outline(answer)}"
    return None, ""


def _outline(answer: Event) -> str:
    """The beginning of an answer without numbers and ids."""
    return re.sub(r"[0-9a-f-]*\d[0-9a-f-]*", "0", text_of(answer["body"])[:120])
