"""What an engineer sees between two changes: progress in a pipe, red rules at once, and the watching of files."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from seedance_conformance.cli import watch as watching
from seedance_conformance.cli.progress import ProgressLine, progress_text
from seedance_conformance.cli.verdict_printer import VerdictPrinter
from seedance_conformance.cli.watch import Changes
from tests.report.conftest import case, events, exchange

__all__ = ["events"]


@pytest.mark.parametrize(
    ("done", "red", "seconds", "text"),
    [
        (0, 0, 60.0, "0 of 400 tests"),
        (1, 0, 0.5, "1 of 400 tests"),
        (100, 2, 20.0, "100 of 400 tests, 2 failed, about 60 s left"),
        (10, 0, 60.0, "10 of 400 tests, about 39 min left"),
    ],
)
def test_progress_is_estimated_from_the_pace(done: int, red: int, seconds: float, text: str) -> None:
    """There is no estimate before a pace is known."""
    assert progress_text(done, 400, red, seconds) == text


def test_a_pipe_gets_a_line_now_and_then() -> None:
    """One line every ten seconds, not one for each test."""
    file, now = io.StringIO(), [0.0]
    line = ProgressLine(Console(file=file, force_terminal=False), clock=lambda: now[0])
    plugins = SimpleNamespace(get_plugin=lambda name: None)
    item: Any = SimpleNamespace(name="t", config=SimpleNamespace(pluginmanager=plugins))
    item.get_closest_marker = lambda name: None
    session: Any = SimpleNamespace(items=[item] * 100)
    line.pytest_collection_finish(session)
    for second in range(25):
        now[0] = float(second)
        line.pytest_runtest_teardown(item)
    assert file.getvalue().splitlines() == [
        "seedance: 11 of 100 tests, about 81 s left",
        "seedance: 21 of 100 tests, about 75 s left",
    ]


def test_a_red_rule_is_printed_at_once(events: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    """With its counterexample; the next with the same symptom gets one line."""
    shown = {"curl": "curl 1", "request": {}, "response": {}, "expected": "refused", "observed": "HTTP 502"}
    events[1:1] = [exchange(number, "c", "create", status=502, body="<h1>502</h1>") for number in (7, 8)]
    run = SimpleNamespace(log=SimpleNamespace(events=events))
    config: Any = SimpleNamespace(pluginmanager=SimpleNamespace(get_plugin=lambda name: run))
    printer = VerdictPrinter(ProgressLine(Console(file=io.StringIO())), verbose=False)
    for number, rule in ((7, "A-FAIL"), (8, "A-PASS")):
        breach = case(rule, "fail", note="HTTP 502", exchange=number, counterexample=shown)
        printer.pytest_seedance_red(config, breach)
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines == [
        "A-FAIL <b>A-FAIL</b> & co",
        "  expected: refused",
        "  observed: HTTP 502",
        "curl 1",
        "A-PASS HTTP 502 (as A-FAIL)",
    ]


def test_changes_of_files_are_noticed(tmp_path: Path) -> None:
    """New, changed and deleted files count; hidden ones, caches and the reports don't."""
    for folder in (".git", "__pycache__", "out", "app"):
        (tmp_path / folder).mkdir()
    (tmp_path / "app" / "main.py").write_text("a")
    changes = Changes([tmp_path], tmp_path / "out")
    for ignored in (".git/x", "__pycache__/x.pyc", "out/run.jsonl", ".swap"):
        (tmp_path / ignored).write_text("x")
    assert not changes.seen()
    for change in (
        lambda: (tmp_path / "app" / "main.py").write_text("ab"),
        lambda: (tmp_path / "app" / "new.py").write_text(""),
        lambda: (tmp_path / "app" / "new.py").unlink(),
    ):
        change()
        assert changes.seen()
        waited: list[float] = []
        changes.sleep = waited.append
        changes.wait()
        assert (waited, changes.seen()) == ([watching._QUIET_SECONDS], False)


@pytest.mark.parametrize(
    ("red", "codes", "options", "code"),
    [
        (False, [0], [[]], 0),
        (True, [1], [["--last-failed"]], 1),
        (True, [0, 0], [["--last-failed"], []], 0),
        (True, [1, 0, 0], [["--last-failed"], ["--last-failed"], []], 0),
        (False, [3, None, 0], [[], [], []], 0),
    ],
)
def test_red_rules_come_first_and_then_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, red: bool, codes: list[int | None], options: Any, code: int
) -> None:
    """The rest is judged when the red ones are green; Ctrl-C ends with the exit code of the last whole run."""
    left, given = list(codes), list[list[str]]()

    def run(options: list[str], changes: Changes) -> int | None:
        given.append(options[1:])
        return left.pop(0)

    def wait(changes: Changes) -> None:
        if not left:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching, "_has_red", lambda out: red)
    monkeypatch.setattr(watching, "_run", run)
    monkeypatch.setattr(Changes, "wait", wait)
    assert watching.watch([tmp_path], ["--profile=quick"], None, tmp_path / "out") == code
    assert given == options
