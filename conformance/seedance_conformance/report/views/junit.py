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
    totals = _totals(table, troubles(events))
    del totals["skipped"]  # the schema of Jenkins allows it only on testsuite
    root = ET.Element("testsuites", {"name": "seedance conformance", **totals, "time": f"{foot['seconds']:.3f}"})
    families: dict[str, list[Row]] = {}
    for row in table:
        families.setdefault(row.family, []).append(row)
    for family, members in families.items():
        _suite(root, family, members, head, times, follows)
    if troubles(events):
        _trouble_suite(root, troubles(events), head)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _times(events: list[Event], table: list[Row]) -> dict[str, float]:
    """Rule -> seconds that the target took to answer the requests of its cases; shared requests count for each rule."""
    taken = {event["number"]: event["seconds"] for event in events if event["event"] == "exchange"}
    judged = {(event["case"], event["number"]) for event in events if event["event"] == "exchange"}
    judged |= {(event["case"], event["exchange"]) for event in events if event["event"] == "shared"}
    spent: Counter[str] = Counter()
    for case, number in judged:
        spent[case] += taken.get(number, 0.0)
    # A skipped rule has no case, and recorded requests belong to none.
    return {row.id: sum(spent[case] for case in {case["case"] for case in row.evidence} - {""}) for row in table}


def _totals(members: list[Row], faults: Sequence[Event] = ()) -> dict[str, str]:
    found = Counter(_ELEMENTS.get(row.outcome, "skipped") for row in members)
    return {
        "tests": str(len(members) + len(faults)),
        "failures": str(found["failure"]),
        "errors": str(found["error"] + len(faults)),
        "skipped": str(found["skipped"]),
    }


def _suite(
    root: ET.Element,
    family: str,
    members: list[Row],
    head: Event,
    times: dict[str, float],
    follows: dict[str, Finding],
) -> None:
    seconds = f"{sum(times[row.id] for row in members):.3f}"
    facts = {"name": family, **_totals(members), "time": seconds, "timestamp": head["started"]}
    suite = ET.SubElement(root, "testsuite", facts)
    properties = ET.SubElement(suite, "properties")
    shown = {name: head[name] for name in ("profile", "seed", "version")} | head["target"]
    for name, value in shown.items():
        ET.SubElement(properties, "property", {"name": name, "value": _xml_safe(str(value))})
    for row in members:
        facts = {"classname": f"seedance.{family}", "name": row.id, "time": f"{times[row.id]:.3f}"}
        _add_outcome(ET.SubElement(suite, "testcase", facts), row, follows.get(row.id))


def _trouble_suite(root: ET.Element, faults: Sequence[Event], head: Event) -> None:
    """Errors of the suite that belong to no rule, as cases of a suite `suite`."""
    facts = {"name": "suite", **_totals([], faults), "time": "0.000", "timestamp": head["started"]}
    suite = ET.SubElement(root, "testsuite", facts)
    for fault in faults:
        case = ET.SubElement(
            suite, "testcase", {"classname": "seedance.suite", "name": _xml_safe(fault["case"] or "run")}
        )
        facts = {"message": _xml_safe(fault["note"]), "type": "SuiteError"}
        ET.SubElement(case, "error", facts).text = _xml_safe(fault["traceback"])


def _add_outcome(case: ET.Element, row: Row, follows: Finding | None) -> None:
    shown = row.counterexample or {}
    element = _ELEMENTS.get(row.outcome, "skipped")
    if row.outcome == "fail":
        message = f"expected {shown['expected']}, observed {shown['observed']}" if shown else row.note
        if follows is not None:
            message = f"follows from {follows.head.id} ({follows.cause}): {message}"
        ET.SubElement(case, "failure", {"message": _xml_safe(message), "type": "Breach"}).text = _xml_safe(_proof(row))
    elif row.outcome == "stale":
        facts = {"message": _xml_safe(f"{row.id} {row.note}"), "type": "StaleBaseline"}
        ET.SubElement(case, "failure", facts).text = _xml_safe(row.note)
    elif element == "error":
        text = "\n".join(filter(None, (row.summary, row.traceback)))
        ET.SubElement(case, "error", {"message": _xml_safe(row.summary), "type": "SuiteError"}).text = _xml_safe(text)
    elif element == "skipped":
        ET.SubElement(case, "skipped", {"message": _xml_safe(f"{row.verdict}: {row.note}")})
    ET.SubElement(case, "system-out").text = _xml_safe(_description(row))


def _description(row: Row) -> str:
    facts = f"{row.level}, {row.verdict}{' (late)' if row.late else ''}, {row.cases} cases"
    return "\n".join(filter(None, (row.statement, facts, row.note, *row.sources)))


def _proof(row: Row) -> str:
    """All that a reader needs to reproduce the breach."""
    shown = row.counterexample or {}
    lines = [row.statement, *row.sources]
    lines += [f"{name}: {shown[name]}" for name in ("expected", "observed", "curl") if shown.get(name)]
    lines += [f"script:\n{shown['script']}"] if shown.get("script") else []
    if shown.get("response"):
        answer = json.dumps(shown["response"], ensure_ascii=False)
        lines.append(f"answer: {answer[:_LONGEST_ANSWER]}{'...' if len(answer) > _LONGEST_ANSWER else ''}")
    return "\n".join(lines)


def _xml_safe(text: str) -> str:
    return _INVALID_XML.sub("\N{REPLACEMENT CHARACTER}", text)
