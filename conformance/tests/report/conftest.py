"""A small hand-written run."""

from typing import Any

import pytest


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


@pytest.fixture
def events() -> list[dict[str, Any]]:
    """A run over seven rules with each verdict, and with text that tries to break each format."""
    levels = dict.fromkeys(("A-PASS", "A-FAIL", "A-OPEN", "A-SKIP", "A-ERROR", "B-LATE"), "MUST") | {
        "B-SEEN": "OBSERVE"
    }
    rules = [
        {"id": rule, "level": level, "statement": f"<b>{rule}</b> & co", "disputed": False, "sources": ["page"]}
        for rule, level in levels.items()
    ]
    shown = {
        "curl": "curl 'x' -d '</script>'",
        "request": {"body": {"duration": 16}},
        "response": {"status": 200, "body": "\ud800\x00"},
        "expected": "refused",
        "observed": "accepted \x00 ]]>",
    }
    return [
        {
            "event": "header",
            "format": "seedance-conformance-log/1",
            "version": "1.2.3",
            "target": {"base_url": "http://127.0.0.1:1/p", "kind": "loopback"},
            "started": "2026-11-22T00:00:00+00:00",
            "seed": 7,
            "profile": "quick",
            "examples": 20,
            "strict": False,
            "selected": list(levels),
            "rules": rules,
        },
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
        {"event": "footer", "seconds": 1.5, "exit_code": 1, "stopped": None, "creates_accepted": 2},
    ]
