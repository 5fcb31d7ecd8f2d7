"""Every report is derived from the log, and no answer of a target breaks one."""

import json
from pathlib import Path

import pytest
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import LogError, counts, read_log, rows
from seedance_conformance.report.views.json_report import to_report
from tests.report.conftest import Events, case, counterexample, header, printed


def test_one_breach_decides_and_doubt_outweighs_a_pass(events: Events) -> None:
    """The worst case of a rule is its verdict."""
    table = {row.id: row for row in rows(events)}
    assert {rule: row.verdict for rule, row in table.items()} == {
        "A-PASS": "pass",
        "A-FAIL": "fail",
        "A-OPEN": "inconclusive",
        "A-SKIP": "skipped",
        "A-ERROR": "error",
        "B-LATE": "pass",
        "B-SEEN": "observed",
    }
    assert table["A-PASS"].cases == 4
    assert table["B-LATE"].late
    assert table["A-FAIL"].note == "accepted"


def test_the_json_report_has_the_documented_format(events: Events) -> None:
    """Other tools rely on these keys."""
    report = to_report(events)
    assert set(report) >= {"format", "exit_code", "target", "started", "seconds", "seed", "profile", "version"}
    assert report["format"] == "seedance-conformance-report/1"
    assert report["counts"] == {"pass": 2, "fail": 1, "observed": 1, "inconclusive": 1, "skipped": 1, "error": 1}
    assert report["requests"] == {"sent": 2, "creates_accepted": 2}
    red = report["rules"][1]
    fields = "id level disputed disputed_cases statement sources verdict late cases note counterexample"
    assert list(red) == fields.split()
    assert red["counterexample"]["curl"].startswith("curl")


def test_the_console_shows_every_rule_and_the_counterexample(events: Events) -> None:
    """A failed rule has its curl command; brackets in notes are shown."""
    text = printed(events, width=120)
    assert all(row.id in text for row in rows(events))
    assert "[red]HTTP 400[/]" in text
    assert "curl 'x'" in text
    assert "2 pass, 1 fail, 1 observed, 1 inconclusive, 1 skipped, 1 error of 7 rules" in text


def test_answers_can_not_control_the_terminal(events: Events) -> None:
    """Escape sequences and lone surrogates in an answer are escaped."""
    shown = counterexample(curl="curl \x1b[2J", observed="\x1b]0;owned\x07\ud800")
    events.insert(-1, case("A-PASS", "fail", note="\x1b[31m", counterexample=shown))
    text = printed(events, width=120)
    assert "\x1b" not in text
    assert r"observed: \u001b]0;owned\u0007\ud800" in text


def test_reports_are_written_atomically(events: Events, tmp_path: Path) -> None:
    """Each file exists, and no draft is left."""
    write_reports(events, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "junit.xml", "report.json"]
    assert json.loads((tmp_path / "report.json").read_text())["exit_code"] == 1


def test_a_log_reads_back_even_when_its_end_was_cut(events: Events, tmp_path: Path) -> None:
    """A killed run may cut the last line, which is dropped."""
    path = tmp_path / "run.jsonl"
    path.write_text("\n".join(json.dumps(event) for event in events[:-1]) + '\n{"event": "foo')
    read = read_log(path)
    assert len(read) == len(events) - 1
    assert to_report(read)["exit_code"] == 130
    assert counts(rows(read))["fail"] == 1


def test_a_log_may_hold_odd_line_separators(events: Events, tmp_path: Path) -> None:
    """An answer may contain Unicode line separators."""
    path = tmp_path / "run.jsonl"
    events[3]["note"] = "a\u2028b\x85c"
    text = "\n".join(json.dumps(event, ensure_ascii=False) for event in events)
    path.write_text(text, encoding="utf-8", errors="backslashreplace")
    assert read_log(path) == events


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]\n[]", '{"format": "other/1"}', '{"format"\n{}'),
        *('{"event": "header"}\n', '{"event": "x"}\n{}', "\x00"),
        json.dumps(header()) + '\n{"event": "reserved", "case": "c"}\n{}\n',
    ],
)
def test_an_invalid_log_is_explained(tmp_path: Path, text: str) -> None:
    """A wrong file is named in one sentence, and so is one whose ledger lacks a number."""
    path = tmp_path / "run.jsonl"
    path.write_text(text)
    with pytest.raises(LogError, match=r"run\.jsonl"):
        read_log(path)
