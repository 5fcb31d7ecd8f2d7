"""Errors of the suite and of the infrastructure are `error` and exit 3, never a failed rule."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.conftest import Scripted
from tests.runner.test_run import accept_everything, command, environment, run

LATER = '\n@rule("CR-DUR-MAX")\ndef test_later(): raise Breach("a", "b")\n'


def test_a_media_server_that_died_ends_the_run(scripted: Scripted, tmp_path: Path) -> None:
    """Later verdicts about media don't count, not even passes."""
    scripted.answer = accept_everything
    for end in ("", 'raise Breach("accepted", "refused")'):
        tests = (
            f'@rule("CR-DUR-MIN")\ndef test_dies(context):\n    context.media.__exit__(None, None, None)\n    {end}\n'
        )
        done = run(tmp_path, tests + LATER, scripted.base_url)
        assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "error"})
        assert "the media server of this run died" in done.note("CR-DUR-MIN")
        assert "the media server of this run died" in done.note("CR-DUR-MAX")


@pytest.mark.parametrize(("gone", "code", "verdict"), [(True, 3, "error"), (False, 1, "fail")])
def test_a_missing_answer_is_not_a_breach_if_the_target_is_gone(
    scripted: Scripted, tmp_path: Path, gone: bool, code: int, verdict: str
) -> None:
    """A dropped connection is a breach only if the target still answers."""
    scripted.answer = lambda method, path, body: None if method == "POST" else accept_everything(method, path, body)
    move = 'context.target.base_url = "http://127.0.0.1:9"' if gone else ""
    tests = (
        '@rule("RB-NO-HANG")\ndef test_dropped(context):\n    answer = context.target.create({})\n'
        f'    {move}\n    raise Breach("accepted", "nothing", answer)\n'
    )
    done = run(tmp_path, tests, scripted.base_url)
    assert (done.code, done.verdicts()) == (code, {"RB-NO-HANG": verdict})


def test_a_target_that_dies_while_tasks_run_is_not_judged(scripted: Scripted, tmp_path: Path) -> None:
    """Its tasks didn't end, but might have."""
    scripted.answer = accept_everything
    tests = (
        '@rule("CR-DUR-MIN")\ndef test_vanishes(context):\n    context.target.base_url = "http://127.0.0.1:9"\n'
        '@rule("RB-TASK-ENDS")\n@pytest.mark.last\ndef test_last(): raise Breach("a", "b")\n'
    )
    done = run(tmp_path, tests, scripted.base_url)
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "pass"})
    assert "can't be reached" in done.note("RB-TASK-ENDS")


def test_a_rate_limited_target_counts_as_reachable(scripted: Scripted, tmp_path: Path) -> None:
    """Rate limits at the end don't change the outcome of the run."""
    first = [True]

    def answer(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if "/result/" in path and not first:
            return 429, {"Retry-After": "3600"}, b""
        first.clear()
        return 400 if method == "POST" else 404, {}, b"{}"

    scripted.answer = answer
    tests = (
        '@rule("CR-DUR-MIN")\ndef test_fine(): pass\n@rule("RB-TASK-ENDS")\n@pytest.mark.last\ndef test_last(): pass\n'
    )
    done = run(tmp_path, tests, scripted.base_url)
    assert (done.code, done.verdicts()) == (0, {"CR-DUR-MIN": "pass", "RB-TASK-ENDS": "pass"})


def test_a_bug_in_a_test_without_a_rule_is_not_lost(scripted: Scripted, tmp_path: Path) -> None:
    """A test without a rule has no row, but the run still exits with 3."""
    scripted.answer = accept_everything
    tests = 'def test_evidence(context): raise ValueError("a bug")\n@rule("CR-DUR-MIN")\ndef test_fine(): pass\n'
    done = run(tmp_path, tests, scripted.base_url)
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "pass"})


def test_a_broken_fixture_is_an_error_of_each_test_that_uses_it(scripted: Scripted, tmp_path: Path) -> None:
    """Their rules don't fail, and other tests continue."""
    scripted.answer = accept_everything
    tests = (
        '@pytest.fixture\ndef broken(): raise OSError("no room")\n@rule("CR-DUR-MIN")\ndef test_broken(broken): pass\n'
        '@rule("CR-DUR-MAX")\ndef test_fine(): pass\n'
    )
    done = run(tmp_path, tests, scripted.base_url)
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "error", "CR-DUR-MAX": "pass"})
    assert done.note("CR-DUR-MIN") == "OSError: no room"


@pytest.mark.parametrize("hook", ["runtest_logreport(report)", "runtest_setup(item)", "collection_modifyitems(items)"])
def test_a_broken_hook_is_no_breach(scripted: Scripted, tmp_path: Path, hook: str) -> None:
    """The run ends with exit 3 and a report."""
    scripted.answer = accept_everything
    (tmp_path / "broken_hook.py").write_text(f"def pytest_{hook}: raise ValueError('a broken hook')\n")
    tests = '@rule("CR-DUR-MIN")\ndef test_fine(): pass\n'
    subprocess.run(
        command(tmp_path, tests, scripted.base_url, "-p", "broken_hook"),
        env=environment() | {"PYTHONPATH": os.pathsep.join(map(str, (tmp_path,)))},
        capture_output=True,
        timeout=60,
        check=False,
    )
    report = (tmp_path / "out" / "report.json").read_text()
    assert '"exit_code": 3' in report
    assert '"verdict": "fail"' not in report


def test_an_error_of_the_poller_does_not_hang_the_run(scripted: Scripted, tmp_path: Path) -> None:
    """Its threads continue, and the run exits with 3."""
    scripted.answer = accept_everything
    tests = (
        '@rule("CR-DUR-MIN")\ndef test_create(context):\n    context.poller._poll = lambda task: 1 / 0\n'
        '    context.target.create({})\n@pytest.mark.last\n@rule("CR-DUR-MAX")\ndef test_last(): pass\n'
    )
    done = run(tmp_path, tests, scripted.base_url)
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "pass", "CR-DUR-MAX": "pass"})
