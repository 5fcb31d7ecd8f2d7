"""Errors of the suite and of the infrastructure are `error` and exit 3, never a failed rule."""

import pytest
from tests.conftest import Scripted
from tests.runner.toy import FINE, Toy, accept_everything

LATER = '\n@rule("CR-DUR-MAX")\ndef test_later(): raise Breach("a", "b")\n'
LAST = '@rule("RB-TASK-ENDS")\n@pytest.mark.last\ndef test_last(): '


def test_a_media_server_that_died_ends_the_run(toy: Toy) -> None:
    """Later verdicts about media don't count, not even passes."""
    for end in ("", 'raise Breach("accepted", "refused")'):
        tests = (
            f'@rule("CR-DUR-MIN")\ndef test_dies(context):\n    context.media.__exit__(None, None, None)\n    {end}\n'
        )
        done = toy(tests + LATER)
        assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "error"})
        assert "the media server of this run died" in done.note("CR-DUR-MIN")
        assert "the media server of this run died" in done.note("CR-DUR-MAX")


@pytest.mark.parametrize(("gone", "code", "verdict"), [(True, 3, "error"), (False, 1, "fail")])
def test_a_missing_answer_is_not_a_breach_if_the_target_is_gone(
    toy: Toy, scripted: Scripted, gone: bool, code: int, verdict: str
) -> None:
    """A dropped connection is a breach only if the target still answers."""
    scripted.answer = lambda method, path, body: None if method == "POST" else accept_everything(method, path, body)
    move = 'context.target.base_url = "http://127.0.0.1:9"' if gone else ""
    done = toy(
        '@rule("RB-NO-HANG")\ndef test_dropped(context):\n    answer = context.target.create({})\n'
        f'    {move}\n    raise Breach("accepted", "nothing", answer)\n'
    )
    assert (done.code, done.verdicts()) == (code, {"RB-NO-HANG": verdict})


def test_a_target_that_dies_while_tasks_run_is_not_judged(toy: Toy) -> None:
    """Its tasks didn't end, but might have."""
    vanishes = '@rule("CR-DUR-MIN")\ndef test_vanishes(context):\n    context.target.base_url = "http://127.0.0.1:9"\n'
    done = toy(f'{vanishes}{LAST}raise Breach("a", "b")\n')
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "pass"})
    assert "can't be reached" in done.note("RB-TASK-ENDS")


def test_a_rate_limited_target_counts_as_reachable(toy: Toy, scripted: Scripted) -> None:
    """Rate limits at the end don't change the outcome of the run."""
    first = [True]

    def answer(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if "/result/" in path and not first:
            return 429, {"Retry-After": "3600"}, b""
        first.clear()
        return 400 if method == "POST" else 404, {}, b"{}"

    scripted.answer = answer
    done = toy(f"{FINE}{LAST}pass\n")
    assert (done.code, done.verdicts()) == (0, {"CR-DUR-MIN": "pass", "RB-TASK-ENDS": "pass"})


def test_a_bug_outside_of_rules_is_exit_3(toy: Toy) -> None:
    """A test without a rule has no row; the rules are judged."""
    done = toy(f'def test_evidence(context): raise ValueError("a bug")\n{FINE}')
    assert (done.code, done.verdicts()) == (3, {"CR-DUR-MIN": "pass"})


@pytest.mark.parametrize("hook", ["runtest_logreport(report)", "runtest_setup(item)", "collection_modifyitems(items)"])
def test_a_broken_hook_is_no_breach(toy: Toy, hook: str) -> None:
    """The run ends with exit 3 and a report."""
    (toy.folder / "broken_hook.py").write_text(f"def pytest_{hook}: raise ValueError('a broken hook')\n")
    report = toy.separately(FINE, "-p", "broken_hook").report
    assert (report["exit_code"], report["counts"]["fail"]) == (3, 0)
