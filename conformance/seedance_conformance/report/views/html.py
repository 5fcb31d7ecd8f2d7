"""`index.html`: the run on one page without external files."""

from typing import Any, Final

from seedance_conformance.report.events import (
    VERDICTS,
    Event,
    Row,
    counts,
    footer,
    header,
    load_of,
    rows,
    sent_requests,
    troubles,
)
from seedance_conformance.report.facts.causes import findings, followed
from seedance_conformance.report.facts.coverage import coverage
from seedance_conformance.report.facts.exchanges import accepted_task, json_of, text_of
from seedance_conformance.report.facts.headline import headline
from seedance_conformance.report.facts.recorded import CLIENT_TITLES, STYLES, recorded
from seedance_conformance.report.facts.spending import Spending, spending, started_tasks
from seedance_conformance.report.facts.target_notes import connection_notes
from seedance_conformance.report.facts.timeline import MOST_BARS, timeline
from seedance_conformance.report.views.templating import fill
from seedance_conformance.report.views.text import pretty

FAMILIES: Final = {
    "EP": "Endpoints: paths, headers, media types",
    "CR": "Create: fields and their combinations",
    "MD": "Media files",
    "CS": "The answer to create",
    "QR": "The answer to query, and the result file",
    "LC": "Lifecycle and polling",
    "AS": "Asset library",
    "ER": "Errors",
    "RB": "Robustness, keys, ownership",
}
MEANINGS: Final = {
    "pass": "kept by every case",
    "fail": "broken by at least one case",
    "observed": "recorded, never fails a run",
    "inconclusive": "the target gave no evidence",
    "skipped": "not judged, with the reason",
    "error": "an error of the suite, not of the target",
}
_LONGEST_COMMAND: Final = 20_000
_LONGEST_BODY: Final = 3_000
_LONGEST_EVIDENCE: Final = 1_200
_MOST_EVIDENCE: Final = 2
_MOST_CASES: Final = 120


def to_html(events: list[Event]) -> str:
    """The run as one page: broken rules with counterexamples, then all rules, coverage, tasks and results."""
    head, foot, table = header(events), footer(events), rows(events)
    part = recorded(events, table)
    exchanges = {event["number"]: event for event in events if event["event"] == "exchange"}
    found = findings(events, table)
    return fill(
        "run.html",
        title=headline(events, table),
        head=head,
        foot=foot,
        facts=_facts(head, foot, sent_requests(events), spending(events), recorded=part is not None),
        rows=table,
        recorded=part,
        client_titles=CLIENT_TITLES,
        client_styles=STYLES,
        findings=found,
        follows=followed(found),
        red=[row for finding in found for row in (finding.head, *finding.followers)]
        + [row for outcome in ("error", "stale") for row in table if row.outcome == outcome],
        notes=connection_notes(events),
        troubles=troubles(events),
        excused=[row for row in table if row.outcome == "excused"],
        verdicts=VERDICTS,
        meanings=MEANINGS,
        counts=counts(table),
        families=_families(table),
        cases={row.id: _cases(row) for row in table},
        evidence={row.id: _evidence(row, exchanges) for row in table},
        shown=_counterexamples(table, exchanges, started_tasks(events)),
        coverage=coverage(events, table),
        timeline=timeline(events),
        load=load_of(events),
        results=[event for event in events if event["event"] == "result"],
        limits={"body": _LONGEST_BODY, "evidence": _MOST_EVIDENCE, "cases": _MOST_CASES, "bars": MOST_BARS},
    )


def _facts(head: Event, foot: Event, sent: int, spent: Spending, *, recorded: bool) -> dict[str, str]:
    counted = {"Maybe billed": spent.maybe_billed, "Creates refused": spent.refused}
    billed = {name: f"{number:,}" for name, number in counted.items() if number is not None}
    if spent.limit is not None:
        share = "" if spent.whole is None else f", this shard's share of {spent.whole:,}"
        billed["Budget used"] = f"{spent.used:,} of {spent.limit:,}{share}"
    return {
        "Profile": head["profile"],
        **({} if recorded else {"Seed": str(head["seed"])}),
        "Requests": f"{sent:,}",
        "Tasks accepted": f"{spent.accepted:,}",
        **billed,
        "Duration": f"{foot['seconds']:.1f} s"
        + (f", the sum of {head['merged']} shards" if head.get("merged") else ""),
        "Exit code": str(foot["exit_code"]),
        "Stopped": foot["stopped"] or "no",
        "seedance-kit": head["version"],
    }


def _families(table: list[Row]) -> dict[str, dict[str, Any]]:
    """Family -> its title and the number of rows with each verdict."""
    members: dict[str, list[Row]] = {}
    for row in table:
        members.setdefault(row.family, []).append(row)
    return {name: {"title": FAMILIES.get(name, name), "counts": counts(found)} for name, found in members.items()}


def _cases(row: Row) -> list[Event]:
    """The cases to show, those that need attention first."""
    order = {"fail": 0, "error": 1, "inconclusive": 2}
    named = [case for case in row.evidence if case["case"]]
    return sorted(named, key=lambda case: order.get(case["verdict"], 3))[:_MOST_CASES]


def _evidence(row: Row, exchanges: dict[int, Event]) -> list[dict[str, str]]:
    """The first exchanges of an observation, as texts; a failed rule shows its counterexample instead."""
    numbers = [case.get("exchange") for case in row.evidence] if row.verdict == "observed" else []
    found = [exchanges[number] for number in dict.fromkeys(numbers) if number in exchanges]
    return [
        {
            "request": f"{event['method']} {event['url']}",
            "sent": pretty(_readable(event["request_body"]), _LONGEST_EVIDENCE),
            "status": str(event["status"] or event["failure"]),
            "answer": pretty(_readable(event["body"]), _LONGEST_EVIDENCE),
        }
        for event in found[:_MOST_EVIDENCE]
    ]


def _readable(body: Any) -> Any:
    parsed = json_of(body)
    return text_of(body) if parsed is None else parsed


def _counterexamples(
    table: list[Row], exchanges: dict[int, Event], started: dict[int, str]
) -> dict[str, dict[str, str]]:
    """Rule -> its counterexample; if that is a query, with the create of the task."""
    creates = {task: event for event in exchanges.values() if (task := accepted_task(event, started)) is not None}
    found = {}
    for row in table:
        if row.counterexample is not None:
            case = next(case for case in row.evidence if case.get("counterexample") is row.counterexample)
            asked = exchanges.get(case.get("exchange", 0), {})
            create = creates.get(asked["subject"]) if asked.get("operation") == "query" else None
            found[row.id] = _counterexample(row.counterexample, create)
    return found


def _counterexample(shown: dict[str, Any], create: Event | None) -> dict[str, str]:
    """The texts of a counterexample: curl, expected, observed, request and answer."""
    request, response = shown["request"], shown["response"]
    return {
        "command": pretty(shown.get("script") or shown["curl"], _LONGEST_COMMAND),
        "expected": pretty(shown["expected"], _LONGEST_BODY),
        "observed": pretty(shown["observed"], _LONGEST_BODY),
        "request": pretty(request.get("body", ""), _LONGEST_BODY),
        "line": f"{request.get('method', '')} {request.get('url', '')}".strip(),
        "status": str(response.get("status") or response.get("failure") or ""),
        "create": pretty(json_of(create["request_body"]), _LONGEST_BODY) if create else "",
        "answer": pretty(response.get("body", ""), _LONGEST_BODY),
    }
