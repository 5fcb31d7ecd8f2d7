"""Red rules with one likely cause are one finding in all reports, and keep their verdicts."""

import json
import re
from typing import Any

import pytest
from seedance_conformance.report.events import rows
from seedance_conformance.report.facts.causes import findings, followed
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.junit import to_junit
from seedance_conformance.report.views.summary import to_summary
from tests.report.conftest import Events, case, counterexample, exchange, footer, header, printed
from tests.report.reading import parsed

PROXY = "<html><h1>502 Bad Gateway</h1></html>"
DONE = json.dumps({"id": "video_1", "status": "done"})
WRAPPED = json.dumps({"code": 0, "data": {"id": "video_1", "status": "queued"}})


def run_of(*breaches: tuple[str, int, str, str]) -> Events:
    """A run in which each of these rules is red: rule, status, body of the answer, and what was observed."""
    events = [header(dict.fromkeys(rule for rule, *_ in breaches))]
    for number, (rule, status, body, observed) in enumerate(breaches, 1):
        events.append(exchange(number, f"c{number}", "create", status=status, body=body))
        shown = counterexample(curl=f"curl {number}", observed=observed)
        events.append(case(rule, "fail", note=observed, exchange=number, counterexample=shown))
    return [*events, footer(exit_code=1)]


def grouped(events: Events) -> list[tuple[str, list[str]]]:
    """Each finding as its head and its followers."""
    return [(one.head.id, [row.id for row in one.followers]) for one in findings(events, rows(events))]


@pytest.mark.parametrize(
    ("breaches", "expected"),
    [
        (
            [("EP-CREATE-PATH", 502, PROXY, "a"), ("RB-KEY-NEAR", 502, PROXY, "b"), ("RB-NO-5XX", 502, PROXY, "c")],
            [("RB-NO-5XX", ["EP-CREATE-PATH", "RB-KEY-NEAR"])],
        ),
        (
            [("CS-ID", 200, WRAPPED, "id absent"), ("CS-NO-WRAP", 200, WRAPPED, "under data")],
            [("CS-NO-WRAP", ["CS-ID"])],
        ),
        (
            [("CS-ID", 200, "{}", "id absent"), ("CS-OBJECT", 200, "{}", "object absent")],
            [("CS-ID", []), ("CS-OBJECT", [])],
        ),
        (
            [
                ("QR-ID-ECHO", 200, '{"task_id": "v"}', "id absent"),
                ("CS-ID", 200, '{"task_id": "v"}', "id absent; ..."),
            ],
            [("CS-ID", ["QR-ID-ECHO"])],
        ),
        (
            [
                ("RB-TASK-ENDS", 200, DONE, "text on pro: still HTTP 200"),
                ("QR-STATUS-ENUM", 200, DONE, 'status "done"'),
            ],
            [("QR-STATUS-ENUM", ["RB-TASK-ENDS"])],
        ),
        (
            [
                ("MD-IMG-SIDE", 200, '{"id": "v"}', "small: accepted and completed; it fetched no file in this run"),
                ("RB-UNFETCHABLE", 200, '{"id": "w"}', "404: accepted and completed; it fetched no file in this run"),
            ],
            [("RB-UNFETCHABLE", ["MD-IMG-SIDE"])],
        ),
        ([("A", 200, "<!doctype html>", "x"), ("B", 200, "<!doctype html>", "y")], [("A", ["B"])]),
        # Two errors of two kinds, and a wrapped answer that breaks another rule in another way, are several findings.
        ([("A", 500, "a bug", "x"), ("B", 500, "another bug", "y")], [("A", []), ("B", [])]),
        (
            [("CR-DUR-MAX", 200, WRAPPED, "accepted: ..."), ("CS-NO-WRAP", 200, WRAPPED, "under data")],
            [("CR-DUR-MAX", []), ("CS-NO-WRAP", [])],
        ),
        # A rule that is also broken in another way stands alone.
        (
            [("A", 502, PROXY, "x"), ("B", 502, PROXY, "y"), ("B", 200, '{"id": "v"}', "accepted")],
            [("A", []), ("B", [])],
        ),
        ([("A", 200, '{"id": "v"}', "x"), ("B", 200, '{"id": "v"}', "x")], [("A", []), ("B", [])]),
    ],
)
def test_rules_with_one_cause_are_one_finding(breaches: list[Any], expected: list[tuple[str, list[str]]]) -> None:
    """The head is the rule that says best what is wrong, wherever it is in the catalogue."""
    assert grouped(run_of(*breaches)) == expected


def test_rules_that_cite_the_same_answer_and_say_the_same_are_one_finding() -> None:
    """Without a known cause only the same answer with the same observation groups rules."""
    events = run_of(("A", 200, '{"id": "v"}', "model wrong"), ("B", 200, '{"id": "v"}', "model wrong"))
    events[4]["exchange"] = 1
    assert grouped(events) == [("A", ["B"])]
    events[4]["note"] = "created wrong"
    assert grouped(events) == [("A", []), ("B", [])]


def test_what_is_said_about_a_task_that_should_not_exist_follows_from_accepting_it() -> None:
    """The answer to the create, and those to queries of its task; not what other tasks show, too."""
    answer = json.dumps({"id": "video_9", "model": "ultra", "status": "queued"})
    events = run_of(
        ("CR-MODEL-ENUM", 200, answer, "accepted"),
        ("CS-MODEL-ENUM", 200, answer, 'model "ultra"'),
        ("QR-MODEL-STABLE", 200, answer, 'model "ultra"'),
    )
    events[2]["forbidden"] = True
    events[4]["exchange"] = 1
    events[5] |= {"operation": "query", "subject": "video_9"}
    assert grouped(events) == [("CR-MODEL-ENUM", ["CS-MODEL-ENUM", "QR-MODEL-STABLE"])]
    events[5]["subject"] = "video_8"
    assert grouped(events) == [("CR-MODEL-ENUM", ["CS-MODEL-ENUM"]), ("QR-MODEL-STABLE", [])]


@pytest.fixture
def proxy() -> Events:
    """A run against a proxy that answers 502, with a rule that is broken otherwise."""
    breaches = [(rule, 502, PROXY, f"{rule}: HTTP 502") for rule in ("EP-CREATE-PATH", "RB-KEY-NEAR", "RB-NO-5XX")]
    return run_of(*breaches, ("CR-DUR-MAX", 200, '{"id": "v"}', "accepted"))


def test_every_report_names_the_cause_once(proxy: Events) -> None:
    """The other rules say "follows from"; counts and verdicts stay."""
    report = to_report(proxy)
    assert report["counts"]["fail"] == 4
    assert report["findings"][0] == {
        "rule": "RB-NO-5XX",
        "cause": "the target or a proxy answers HTTP 502",
        "follow": ["EP-CREATE-PATH", "RB-KEY-NEAR"],
    }
    assert {row["id"]: row.get("follows_from") for row in report["rules"]} == {
        "EP-CREATE-PATH": "RB-NO-5XX",
        "RB-KEY-NEAR": "RB-NO-5XX",
        "RB-NO-5XX": None,
        "CR-DUR-MAX": None,
    }
    messages = re.findall(r'<failure message="([^"]*)"', to_junit(proxy))
    assert sum(message.startswith("follows from RB-NO-5XX (the target") for message in messages) == 2
    assert len(messages) == 4
    page = parsed(to_html(proxy)).text()
    assert "likely the one cause of RB-NO-5XX and of 2 rules that follow from it" in page
    assert page.count("Follows from RB-NO-5XX") == 2
    assert to_summary(proxy).count("### ") == 2


def test_the_console_lists_each_rule_and_proves_each_finding(proxy: Events) -> None:
    """What was printed when it became known isn't printed again."""
    text = printed(proxy, every_row=False)
    assert text.count("follows from RB-NO-5XX") == 2
    assert [f"curl {number}" in text for number in (1, 2, 3, 4)] == [False, False, True, True]
    later = printed(proxy, every_row=False, shown={"CR-DUR-MAX"})
    assert "curl 4" not in later
    assert later.splitlines()[-1] == "Exit code 1: 4 of 4 rules are broken"
    assert set(followed(findings(proxy, rows(proxy)))) == {"EP-CREATE-PATH", "RB-KEY-NEAR"}
