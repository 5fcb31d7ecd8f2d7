"""Each report shows errors of the suite: the exception, file and line, and the traceback without secrets."""

from pathlib import Path

import pytest
from seedance_conformance.report.events import read_log
from tests.runner.toy import FINE, KEY, PRELUDE, Toy

FAULTS = """
import os
KEY = os.environ["SEEDANCE_API_KEY"]
def fails():
    try:
        raise OSError(f"the key is {KEY}, or {KEY[:-1]}, at https://a.example/b?sig={KEY}")
    except OSError as error:
        raise ValueError(f"a bug with {KEY}") from error
@pytest.fixture
def broken_setup(): fails()
@pytest.fixture
def broken_teardown():
    yield
    fails()
@rule("CR-DUR-MIN")
def test_call(): fails()
@rule("CR-DUR-MAX")
def test_setup(broken_setup): pass
@rule("CR-PROMPT-REQ")
def test_teardown(broken_teardown): pass
def test_without_a_rule(): fails()
"""
RAISES = '        raise OSError(f"the key is {KEY}, or {KEY[:-1]}, at https://a.example/b?sig={KEY}")'
"""The line that is to blame for all of them."""

ROWS = ("CR-DUR-MIN", "CR-DUR-MAX", "CR-PROMPT-REQ")


def written(folder: Path) -> str:
    """The text of all reports."""
    return "".join(path.read_text() for path in (folder / "out").iterdir())


@pytest.mark.parametrize("options", [(), ("-p", "no:terminal")])
def test_errors_are_in_each_report(toy: Toy, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Errors of a test, its setup, its teardown, and of a test without a rule; never with a key."""
    done = toy(FAULTS, *options)
    assert (done.code, done.verdicts()) == (3, dict.fromkeys(ROWS, "error"))
    place = 1 + (PRELUDE + FAULTS).split("\n").index(RAISES)
    for row in done.report["rules"]:
        if row["verdict"] == "error":
            assert row["note"] == "ValueError: a bug with <redacted>"
            assert (
                "OSError: the key is <redacted>, or <redacted>, at https://a.example/b?<redacted>" in row["traceback"]
            )
            assert row["traceback"].endswith(row["note"])
        else:
            assert "traceback" not in row
    [trouble] = done.report["troubles"]
    assert (trouble["case"], trouble["where"]) == ("test_without_a_rule", f"test_toy.py:{place}")
    cases = [event for event in read_log(tmp_path / "out" / "run.jsonl") if event["event"] in ("case", "trouble")]
    assert sum(event.get("where") == f"test_toy.py:{place}" for event in cases) == 4
    assert KEY[:-1] not in written(tmp_path) + done.output
    assert "a bug with <redacted>" in done.output or options


def test_a_collection_error_is_reported(toy: Toy, tmp_path: Path) -> None:
    """The report has its exception and place."""
    done = toy(f"{FAULTS}\nfails()\n")
    [trouble] = done.report["troubles"]
    assert done.code == 3
    assert trouble["note"].startswith("test_toy.py can't be collected: ")
    assert "OSError: the key is <redacted>" in trouble["traceback"]
    assert KEY[:-1] not in written(tmp_path) + done.output


@pytest.mark.parametrize("terminal", [True, False])
def test_an_internal_error_is_reported(toy: Toy, terminal: bool) -> None:
    """A failing hook belongs to no test; neither the terminal nor a report shows the key."""
    fault = "raise ValueError('a hook with ' + os.environ['SEEDANCE_API_KEY'])"
    hook = f"import os\ndef pytest_runtest_logreport(report): {fault}\n"
    (toy.folder / "broken_hook.py").write_text(hook)
    done = toy.separately(FINE, "-p", "broken_hook", *(() if terminal else ("-p", "no:terminal")))
    [trouble] = done.report["troubles"]
    assert trouble["note"] == "internal error: ValueError: a hook with <redacted>"
    assert trouble["where"] == "broken_hook.py:2"
    assert KEY not in written(toy.folder) + done.output
    assert ("a hook with <redacted>" in done.output) is terminal


def test_a_poller_that_fails_is_reported(toy: Toy) -> None:
    """Its threads belong to no test; they go on, and the run exits with 3."""
    tests = (
        '@rule("CR-DUR-MIN")\ndef test_create(context):\n    context.poller._poll = lambda task: 1 / 0\n'
        '    context.target.create({})\n@pytest.mark.last\n@rule("CR-DUR-MAX")\ndef test_last(): pass\n'
    )
    done = toy(tests)
    [trouble] = done.report["troubles"]
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "pass", "CR-DUR-MAX": "pass"})
    assert trouble["note"] == "polling a task failed: ZeroDivisionError: division by zero"
    assert "1 / 0" in trouble["traceback"]
