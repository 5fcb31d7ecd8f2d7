"""`seedance report diff`: the changes between two runs, and which of them are regressions."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from seedance_conformance.cli.report import command
from seedance_conformance.report.events import VERDICTS
from seedance_conformance.report.facts.diff import KINDS, compare
from seedance_conformance.report.views.diff_views import print_difference
from seedance_conformance.report.views.json_report import to_report
from tests.report.conftest import Events, write_log


def report(**verdicts: str) -> dict[str, Any]:
    """A report with these verdicts; after a colon the note."""
    rows = []
    for rule, said in verdicts.items():
        verdict, _, note = said.partition(":")
        rows.append({"id": rule, "statement": f"<i>{rule}</i>", "verdict": verdict, "note": note})
    head = {"format": "seedance-conformance-report/1", "target": {"base_url": "http://127.0.0.1:1/p"}}
    head |= {"started": "2026-11-22T00:00:00+00:00", "profile": "quick"}
    return head | {"counts": dict.fromkeys(VERDICTS, 1), "rules": rows}


def written(path: Path, **verdicts: str) -> Path:
    """Write such a report to a file; return its path."""
    path.write_text(json.dumps(report(**verdicts)))
    return path


def diff(*paths: Path | str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, ["diff", *map(str, paths)])


CHANGES = {
    "regressed": ["pass -> fail", "observed -> fail", "inconclusive -> fail", "error -> fail"],
    "fixed": ["fail -> pass"],
    "new": ["skipped -> pass", "skipped -> fail"],
    "gone": ["pass -> skipped", "fail -> skipped"],
    "evidence lost": ["pass -> inconclusive", "fail -> error"],
    "evidence gained": ["inconclusive -> pass"],
    "judged otherwise": ["fail -> observed", "pass -> observed"],
    "changed breach": ["fail:a -> fail:b"],
    "changed observation": [
        "observed:HTTP refused -> observed:HTTP accepted",
        "observed:HTTP 200 -> observed:HTTP 400",
        "observed:refused (404) -> observed:refused (400)",
        "observed:0 of 20 polls -> observed:3 of 20 polls",
        "observed:20 of 20 ids -> observed:19 of 20 ids",
    ],
    "": ["pass -> pass", "pass:a -> pass:b", "inconclusive -> error", "skipped:a -> skipped:b"],
}


@pytest.mark.parametrize(("kind", "verdicts"), [(kind, listed) for kind in CHANGES for listed in CHANGES[kind]])
def test_each_change_has_its_kind(kind: str, verdicts: str) -> None:
    """A rule that fails now and was judged before has regressed; doubt isn't a fix."""
    difference = compare(*(report(A=verdict) for verdict in verdicts.split(" -> ")))
    assert [change.kind for change in difference.changes] == ([kind] if kind else [])
    assert difference.regressed is (kind == "regressed")


def test_rules_that_one_catalogue_lacks_are_new_or_gone() -> None:
    """Versions of the kit may have other rules; rules that were never judged aren't listed."""
    difference = compare(report(OLD="pass", QUIET="skipped"), report(NEW="fail"))
    assert [(change.kind, change.rule, change.before, change.after) for change in difference.changes] == [
        ("new", "NEW", "", "fail"),
        ("gone", "OLD", "pass", ""),
    ]
    assert not difference.regressed


def test_differences_between_any_two_runs_are_ignored() -> None:
    """Ids, hosts, times and counts in a note aren't a changed observation."""
    first = "observed:video_1a2b at http://127.0.0.1:8765/x: 409 after 0.31 s, 20 of 20 ids, 3 of 9 polls; and 2 more"
    second = "observed:video_9f-8e at http://localhost:1/x: 409 after 2.0 s, 31 of 31 ids, 12 of 18 polls; and 11 more"
    assert compare(report(A=first), report(A=second)).changes == []


def test_changes_are_ordered_by_kind_and_catalogue() -> None:
    """The worst kind comes first."""
    difference = compare(report(A="fail", B="pass", C="pass"), report(A="pass", B="fail", C="fail"))
    assert [(change.kind, change.rule) for change in difference.changes] == [
        ("regressed", "B"),
        ("regressed", "C"),
        ("fixed", "A"),
    ]
    assert [change.rule for change in difference.of_kind("regressed")] == ["B", "C"]


def test_the_console_lists_every_change() -> None:
    """Each change has both verdicts and its escaped note; the totals come last."""
    console = Console(width=200, record=True, file=StringIO())
    before, after = report(A="pass", B="observed:x"), report(A="fail:[b]\ud800\x1b[31m", B="observed:y")
    print_difference(compare(before, after), console)
    text = console.export_text()
    assert "regressed (was judged and didn't fail, and fails now)" in text
    assert "pass -> fail" in text
    assert r"[b]\ud800\u001b[31m" in text
    assert "before: x" in text
    assert text.rstrip().endswith("1 regressed, 1 changed observation")
    print_difference(compare(report(A="pass"), report(A="pass")), console)
    assert console.export_text().rstrip().endswith("nothing changed")
    assert set(KINDS) >= {"regressed", "fixed", "new", "gone", "changed observation"}


def test_folders_logs_and_reports_are_read(events: Events, tmp_path: Path) -> None:
    """Any file of a run can be given; a folder is read from its log, which is the newest."""
    folder = tmp_path / "run"
    folder.mkdir()
    written(folder / "report.json", OLD="fail")
    write_log(folder, events)
    (tmp_path / "report.json").write_text(json.dumps(to_report(events)))
    for other in (folder, folder / "run.jsonl", tmp_path / "report.json", tmp_path):
        done = diff(folder, other)
        assert (done.exit_code, done.output.splitlines()[-1]) == (0, "nothing changed"), done.output


def test_a_regression_is_exit_1(tmp_path: Path) -> None:
    """Continuous integration can check the exit code."""
    green, red = written(tmp_path / "a.json", A="pass"), written(tmp_path / "b.json", A="fail")
    assert (diff(green, red).exit_code, diff(red, green).exit_code) == (1, 0)


def test_the_page_is_written_or_the_error_explained(tmp_path: Path) -> None:
    """`--html` names a file; one that can't be written is exit 2."""
    run = written(tmp_path / "a.json", A="pass")
    assert diff(run, run, "--html", tmp_path / "d.html").exit_code == 0
    assert "No rule has regressed" in (tmp_path / "d.html").read_text()
    done = diff(run, run, "--html", tmp_path / "no" / "d.html")
    assert done.exit_code == 2
    assert "can't be written" in done.output


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "{}", "[]", "\x00", "[" * 100_000),
        '{"format": "seedance-conformance-report/2"}',
        '{"format": "seedance-conformance-report/1", "rules": 1}',
        '{"format": "seedance-conformance-report/1", "rules": [], "counts": {}}',
        '{"format": "seedance-conformance-report/1", "rules": [{"id": "A", "verdict": "green"}]}',
        '{"event": "header", "format": "seedance-conformance-log/1"}',
    ],
)
def test_unusable_input_is_exit_2_and_one_sentence(tmp_path: Path, text: str | None) -> None:
    """A missing, broken or foreign file is named, without a traceback."""
    bad, good = tmp_path / "bad", written(tmp_path / "good.json", A="pass")
    if text is not None:
        bad.write_text(text)
    done = diff(good, bad)
    assert done.exit_code == 2, done.output
    assert "bad" in done.output
    assert len(done.output.splitlines()) == 1
    assert diff(tmp_path / "nowhere", good).exit_code == 2
    (tmp_path / "empty").mkdir()
    assert "has neither run.jsonl nor report.json" in diff(tmp_path / "empty", good).output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rules": [{"id": "A", "statement": "s", "note": "", "verdict": "green"}]}, "has the unknown verdict 'green'"),
        ({"rules": [{"id": "A", "statement": "s", "verdict": "pass"}]}, "row 1 of `rules` has no text `note`"),
        ({"rules": ["A"]}, "row 1 of `rules` isn't an object"),
        ({"counts": {}}, "has no number `counts.pass`"),
        ({"profile": ...}, "has no `profile`"),
    ],
)
def test_the_unusable_part_of_a_report_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    """The error says which row, count or field can't be used."""
    bad = tmp_path / "bad.json"
    document = {name: value for name, value in (report(A="pass") | change).items() if value is not ...}
    bad.write_text(json.dumps(document))
    done = diff(bad, bad)
    assert done.exit_code == 2
    assert message in done.output
