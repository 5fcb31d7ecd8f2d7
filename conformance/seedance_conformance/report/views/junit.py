"""`junit.xml`: one test case for each rule, as Jenkins, GitHub and GitLab read it."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from typing import Final

from seedance_conformance.report.events import Event, Row, footer, header, rows, troubles
from seedance_conformance.report.facts.causes import Finding, findings, followed

# Characters that XML 1.0 can't represent, such as a NUL in a prompt.
_INVALID_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_ANSWER: Final = 4_000

# Outcome -> element; all other rows are skipped, with verdict and reason in the message.
_ELEMENTS: Final = {"pass": None, "fail": "failure", "stale": "failure", "error": "error"}


def to_junit(events: list[Event]) -> str:
    """The run as JUnit XML: failed rules are failures, errors of the suite are errors, others are skipped or passed."""
    head, foot, table = header(events), footer(events), rows(events)
    times, follows = _times(events, table), followed(findings(events, table))
    suite_errors = troubles(events)  # errors that belong to no rule: one more testsuite, named `suite`
    totals = _totals(table, suite_errors)
    del totals["skipped"]  # the schema of Jenkins allows it only on testsuite
    root = ET.Element("testsuites", {"name": "seedance conformance", **totals, "time": f"{foot['seconds']:.3f}"})
    families: dict[str, list[Row]] = {}
    for row in table:
        families.setdefault(row.family, []).append(row)
    for family, members in families.items():
        suite = _suite(root, family, _totals(members), sum(times[row.id] for row in members), head)
        properties = ET.SubElement(suite, "properties")
        for name, value in ({name: head[name] for name in ("profile", "seed", "version")} | head["target"]).items():
            ET.SubElement(properties, "property", {"name": name, "value": str(value)})
        for row in members:
            attributes = {"classname": f"seedance.{family}", "name": row.id, "time": f"{times[row.id]:.3f}"}
            _add_outcome(ET.SubElement(suite, "testcase", attributes), row, follows.get(row.id))
    if suite_errors:
        suite = _suite(root, "suite", _totals([], suite_errors), 0.0, head)
        for error in suite_errors:
            attributes = {"classname": "seedance.suite", "name": error["case"] or "run"}
            _add(ET.SubElement(suite, "testcase", attributes), "error", "SuiteError", error["note"], error["traceback"])
    ET.indent(root)
    text = _INVALID_XML.sub("\N{REPLACEMENT CHARACTER}", ET.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _times(events: list[Event], table: list[Row]) -> dict[str, float]:
    """Rule -> seconds that the target took to answer the requests of its cases; shared requests count for each rule."""
    seconds = {event["number"]: event["seconds"] for event in events if event["event"] == "exchange"}
    judged = {(event["case"], event["number"]) for event in events if event["event"] == "exchange"}
    judged |= {(event["case"], event["exchange"]) for event in events if event["event"] == "shared"}
    spent: Counter[str] = Counter()
    for case, number in judged:
        spent[case] += seconds.get(number, 0.0)
    # A skipped rule has no case, and recorded requests belong to none.
    return {row.id: sum(spent[case] for case in {case["case"] for case in row.evidence} - {""}) for row in table}


def _totals(members: list[Row], suite_errors: Sequence[Event] = ()) -> dict[str, str]:
    found = Counter(_ELEMENTS.get(row.outcome, "skipped") for row in members)
    return {
        "tests": str(len(members) + len(suite_errors)),
        "failures": str(found["failure"]),
        "errors": str(found["error"] + len(suite_errors)),
        "skipped": str(found["skipped"]),
    }


def _suite(root: ET.Element, name: str, totals: dict[str, str], seconds: float, head: Event) -> ET.Element:
    attributes = {"name": name, **totals, "time": f"{seconds:.3f}", "timestamp": head["started"]}
    return ET.SubElement(root, "testsuite", attributes)


def _add(case: ET.Element, element: str, kind: str, message: str, text: str) -> None:
    ET.SubElement(case, element, {"message": message, "type": kind}).text = text


def _add_outcome(case: ET.Element, row: Row, follows: Finding | None) -> None:
    shown = row.counterexample or {}
    element = _ELEMENTS.get(row.outcome, "skipped")
    if row.outcome == "fail":
        message = f"expected {shown['expected']}, observed {shown['observed']}" if shown else row.note
        if follows is not None:
            message = f"follows from {follows.head.id} ({follows.cause}): {message}"
        _add(case, "failure", "Breach", message, _reproduction(row))
    elif row.outcome == "stale":
        _add(case, "failure", "StaleBaseline", f"{row.id} {row.note}", row.note)
    elif element == "error":
        _add(case, "error", "SuiteError", row.summary, "\n".join(filter(None, (row.summary, row.traceback))))
    elif element == "skipped":
        ET.SubElement(case, "skipped", {"message": f"{row.verdict}: {row.note}"})
    ET.SubElement(case, "system-out").text = _description(row)


def _description(row: Row) -> str:
    facts = f"{row.level}, {row.verdict}{' (late)' if row.late else ''}, {row.cases} cases"
    return "\n".join(filter(None, (row.statement, facts, row.note, *row.sources)))


def _reproduction(row: Row) -> str:
    """What a reader needs to reproduce the breach."""
    shown = row.counterexample or {}
    lines = [row.statement, *row.sources]
    lines += [f"{name}: {shown[name]}" for name in ("expected", "observed", "curl") if shown.get(name)]
    lines += [f"script:\n{shown['script']}"] if shown.get("script") else []
    if shown.get("response"):
        answer = json.dumps(shown["response"], ensure_ascii=False)
        lines.append(f"answer: {answer[:_LONGEST_ANSWER]}{'...' if len(answer) > _LONGEST_ANSWER else ''}")
    return "\n".join(lines)
