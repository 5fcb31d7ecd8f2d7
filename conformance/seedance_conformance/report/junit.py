"""`junit.xml`: one test case for each rule, as Jenkins, GitHub and GitLab read it."""

import re
import xml.etree.ElementTree as ET

from seedance_conformance.report.events import Event, Row, counts, footer, header, rows

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Characters that XML 1.0 has no way to write, such as the NUL of an odd prompt.


def to_junit(events: list[Event]) -> str:
    """The run as JUnit XML: red rules are failures, trouble of the suite is an error, the rest is skipped or passed."""
    head, foot, table = header(events), footer(events), rows(events)
    found = counts(table)
    totals = {
        "tests": str(len(table)),
        "failures": str(found["fail"]),
        "errors": str(found["error"]),
        "skipped": str(found["skipped"] + found["inconclusive"] + found["observed"]),
        "time": f"{foot['seconds']:.3f}",
    }
    root = ET.Element("testsuites", {"name": "seedance conformance", **totals})
    families: dict[str, list[Row]] = {}
    for row in table:
        families.setdefault(row.id.partition("-")[0], []).append(row)
    for family, members in families.items():
        _suite(root, family, members, head)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, family: str, members: list[Row], head: Event) -> None:
    found = counts(members)
    skipped = found["skipped"] + found["inconclusive"] + found["observed"]
    suite = ET.SubElement(
        root,
        "testsuite",
        {
            "name": family,
            "tests": str(len(members)),
            "failures": str(found["fail"]),
            "errors": str(found["error"]),
            "skipped": str(skipped),
            "timestamp": head["started"],
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name in ("profile", "seed", "version"):
        ET.SubElement(properties, "property", {"name": name, "value": str(head[name])})
    ET.SubElement(properties, "property", {"name": "base_url", "value": head["target"]["base_url"]})
    for row in members:
        _case(suite, family, row)


def _case(suite: ET.Element, family: str, row: Row) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": f"seedance.{family}", "name": row.id, "time": "0"})
    note = _fit(row.note)
    if row.verdict == "fail":
        text = _fit("\n".join((row.statement, *_proof(row))))
        ET.SubElement(case, "failure", {"message": note, "type": "Breach"}).text = text
    elif row.verdict == "error":
        ET.SubElement(case, "error", {"message": note, "type": "SuiteError"}).text = note
    elif row.verdict != "pass":
        ET.SubElement(case, "skipped", {"message": f"{row.verdict}: {note}"})


def _proof(row: Row) -> list[str]:
    shown = row.counterexample or {}
    return [f"{name}: {shown[name]}" for name in ("expected", "observed", "curl") if shown.get(name)]


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
