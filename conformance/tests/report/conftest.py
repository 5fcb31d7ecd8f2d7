"""Small hand-written logs, and what the console shows of them."""

import json
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from seedance_conformance.report.views.console import print_report

Events = list[dict[str, Any]]


def header(rules: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    """The header of a run over MUST rules with these ids; other fields change it."""
    rows = [{"id": rule, "level": "MUST", "statement": rule, "disputed": False, "sources": []} for rule in rules]
    head: dict[str, Any] = {"event": "header", "format": "seedance-conformance-log/1", "version": "0.1.0", "seed": 7}
    head |= {"target": {"base_url": "http://127.0.0.1:1/p", "kind": "loopback"}, "profile": "quick", "rules": rows}
    return head | {"started": "2026-11-22T00:00:00+00:00", "examples": 20, "strict": False} | more


def footer(**more: Any) -> dict[str, Any]:
    """The end of a run that found nothing wrong; other fields change it."""
    foot = {"event": "footer", "seconds": 1.0, "exit_code": 0, "stopped": None, "creates_accepted": 0}
    return foot | more


def write_log(folder: Path, events: Sequence[dict[str, Any]]) -> Path:
    """Write a log into a folder; return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "run.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    return folder


def printed(events: Events, width: int = 200, **options: Any) -> str:
    """What the console shows of a run."""
    file = StringIO()
    print_report(events, Console(width=width, file=file), **options)
    return file.getvalue()


def case(rule: str, verdict: str, **more: Any) -> dict[str, Any]:
    """One case event."""
    event = {"event": "case", "rule": rule, "case": "c", "verdict": verdict, "late": False, "note": "", "count": 1}
    return event | more


def exchange(number: int, name: str, operation: str, **more: Any) -> dict[str, Any]:
    """One exchange event: sent at second `number`, answered in a quarter of a second."""
    event = {"event": "exchange", "number": number, "case": name, "operation": operation, "key": "first"}
    event |= {"subject": None, "method": "POST", "url": "http://127.0.0.1:1/p", "request_headers": {}}
    event |= {"request_body": "{}", "sent": 1_795_000_000.0 + number, "seconds": 0.25, "status": 200}
    return event | {"headers": {}, "body": "{}", "failure": None} | more


def counterexample(**more: Any) -> dict[str, Any]:
    """How a breach can be shown again; other fields change it."""
    shown = {"curl": "curl x", "request": {}, "response": {}, "expected": "refused", "observed": "accepted"}
    return shown | more


@pytest.fixture
def events() -> Events:
    """A run over seven rules with each verdict, and with text that tries to break each format."""
    names = ["A-PASS", "A-FAIL", "A-OPEN", "A-SKIP", "A-ERROR", "B-LATE", "B-SEEN"]
    head = header(names, version="1.2.3", selected=names)
    for rule in head["rules"]:
        rule |= {"statement": f"<b>{rule['id']}</b> & co", "sources": ["page"]}
    head["rules"][-1]["level"] = "OBSERVE"
    shown = counterexample(curl="curl 'x' -d '</script>'", observed="accepted \x00 ]]>")
    shown |= {"request": {"body": {"duration": 16}}, "response": {"status": 200, "body": "\ud800\x00"}}
    return [
        head,
        exchange(1, "c", "create"),
        exchange(2, "c", "query"),
        case("A-PASS", "pass", count=3),
        case("A-PASS", "pass"),
        case("A-FAIL", "pass"),
        case("A-FAIL", "fail", note="accepted", counterexample=shown),
        case("A-FAIL", "inconclusive", note="who knows"),
        case("A-OPEN", "pass"),
        case("A-OPEN", "inconclusive", note="no evidence"),
        case("A-SKIP", "skipped", note="not selected", count=0),
        case("A-ERROR", "error", note="ValueError: bug"),
        case("B-LATE", "pass", late=True),
        case("B-SEEN", "observed", note="[red]HTTP 400[/]"),
        footer(seconds=1.5, exit_code=1, creates_accepted=2),
    ]
