"""`junit.xml` is valid for Jenkins, GitHub and GitLab, with any answer of a target."""

import re
import xml.etree.ElementTree as ET

import pytest
from seedance_conformance.report.views.junit import to_junit
from tests.report.conftest import Events, case, counterexample

# Attributes and children of each element in junit-10.xsd of the Jenkins xUnit plugin: required, then optional.
ATTRIBUTES = {
    "testsuites": (set[str](), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"skipped", "time", "timestamp", "hostname", "id"}),
    "properties": (set[str](), set[str]()),
    "property": ({"name", "value"}, set[str]()),
    "testcase": ({"name"}, {"classname", "time", "group"}),
    "failure": (set[str](), {"type", "message"}),
    "error": (set[str](), {"type", "message"}),
    "skipped": (set[str](), {"type", "message"}),
    "system-out": (set[str](), set[str]()),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": {"failure", "error", "skipped", "system-out"},
}


def parsed(events: Events) -> ET.Element:
    """The parsed report."""
    return ET.fromstring(to_junit(events))  # noqa: S314 - our own output


def verdicts(root: ET.Element) -> dict[str | None, str]:
    """Rule -> its result element, or `passed`."""
    return {
        case.get("name"): next((child.tag for child in case if child.tag != "system-out"), "passed")
        for case in root.iter("testcase")
    }


def times(root: ET.Element) -> dict[str | None, str | None]:
    """Rule -> its seconds."""
    return {case.get("name"): case.get("time") for case in root.iter("testcase")}


def test_failures_errors_and_skips_differ(events: Events) -> None:
    """Failed rules are failures, errors of the suite are errors, and the totals and the time add up."""
    root = parsed(events)
    assert verdicts(root) == {
        "A-PASS": "passed",
        "A-FAIL": "failure",
        "A-OPEN": "skipped",
        "A-SKIP": "skipped",
        "A-ERROR": "error",
        "B-LATE": "passed",
        "B-SEEN": "skipped",
    }
    for suite in root:
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(name) == str(len(list(suite.iter(tag)))), (suite.get("name"), name)
    assert root.attrib.items() >= {"tests": "7", "failures": "1", "errors": "1", "time": "1.500"}.items()


def test_the_form_is_that_of_the_jenkins_schema(events: Events) -> None:
    """All elements and attributes match the schema, and times are valid."""
    for element in parsed(events).iter():
        required, optional = ATTRIBUTES[element.tag]
        assert required <= set(element.attrib) <= required | optional, element.tag
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set()), element.tag
        assert re.fullmatch(r"\d+\.\d{3}", element.get("time", "0.000"))


def test_a_failure_shows_how_to_reproduce_it(events: Events) -> None:
    """The message is one line; the body has curl command, expectation and answer."""
    failure = parsed(events).find(".//failure")
    assert failure is not None
    assert failure.get("message", "").startswith("expected refused, observed accepted")
    body = failure.text or ""
    assert all(part in body for part in ("<b>A-FAIL</b> & co", "page", "expected: refused", "curl 'x'", "answer: "))


def test_reasons_are_visible(events: Events) -> None:
    """Skipped rules show whether they were observed, inconclusive or not selected, and why."""
    messages = {
        case.get("name"): skipped.get("message")
        for case in parsed(events).iter("testcase")
        for skipped in case.iter("skipped")
    }
    assert messages == {
        "A-OPEN": "inconclusive: no evidence",
        "A-SKIP": "skipped: not selected",
        "B-SEEN": "observed: [red]HTTP 400[/]",
    }


def test_a_skipped_rule_takes_no_time(events: Events) -> None:
    """It has no case, and a recorded request belongs to none; they aren't the same."""
    without = [event | {"case": ""} if event.get("rule") == "A-SKIP" else event for event in events]
    request = next(event for event in events if event["event"] == "exchange") | {"case": "", "number": 99}
    assert times(parsed([*without[:-1], request, without[-1]]))["A-SKIP"] == "0.000"


def test_a_shared_request_counts_for_each_rule_that_it_is_evidence_for(events: Events) -> None:
    """Media bodies are sent once for several rules."""
    events[-1:-1] = [
        {**events[1], "number": 3, "case": "shared: media"},
        case("B-LATE", "pass", case="m"),
        {"event": "shared", "case": "m", "exchange": 3},
    ]
    found = times(parsed(events))
    assert (found["A-PASS"], found["B-LATE"]) == ("0.500", "0.750")


def test_the_settings_of_the_run_are_properties(events: Events) -> None:
    """In each suite."""
    root = parsed(events)
    properties = {item.get("name"): item.get("value") for item in root.iter("property")}
    assert properties == {
        "profile": "quick",
        "seed": "7",
        "version": "1.2.3",
        "base_url": "http://127.0.0.1:1/p",
        "kind": "loopback",
    }


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "\ud800", "]]></failure>", "\ufffe\uffff", "a" * 1_000_000])
def test_any_text_makes_valid_xml(events: Events, text: str) -> None:
    """Invalid characters are replaced, markup is escaped, long answers are cut."""
    shown = counterexample(curl=f"curl {text}", response={"body": text}, expected=text, observed=text)
    red = next(event for event in events if event.get("verdict") == "fail")
    red |= {"note": text, "counterexample": shown if len(text) < 100 else {**shown, "observed": "x", "expected": "y"}}
    assert verdicts(parsed(events))["A-FAIL"] == "failure"
    assert to_junit(events).encode("utf-8")
