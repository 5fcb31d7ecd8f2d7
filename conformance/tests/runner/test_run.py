"""The plugin in plain pytest: run a toy suite and read its reports."""

from pathlib import Path

import pytest
from tests.conftest import Scripted
from tests.runner.toy import Toy, ending

EACH_VERDICT = """
@rule("CR-DUR-MIN")
def test_pass(context): context.evidence(3)
@rule("CR-DUR-MAX")
def test_fail(context): expect(context, Case("CR-DUR-MAX", "sixteen", {"duration": 16}, "refused"))
@rule("EP-CT-JSON")
def test_should(context): raise Breach("a", "b")
@rule("CR-MODEL-CASE")
def test_observed(context): context.observe("took it")
@rule("CR-MODEL-ENUM")
def test_doubt(): raise Inconclusive("nobody knows")
@rule("CR-PROMPT-REQ")
def test_skip(): raise Skipped("not today")
@rule("CR-PROMPT-TYPE")
def test_bug(): raise ValueError("a bug")
@rule("CR-RATIO-ENUM")
@pytest.mark.second_key
def test_foreign(): pass
@rule("CR-AUDIO-TYPE")
@pytest.mark.full
def test_full(): pass
"""


def test_each_outcome_has_its_verdict(toy: Toy, tmp_path: Path) -> None:
    """Pass, breach, observation, doubt, skip and bug have their verdicts, and every rule has a row."""
    done = toy(EACH_VERDICT, "--seedance-profile=quick")
    assert done.verdicts() == {
        "CR-DUR-MIN": "pass",
        "CR-DUR-MAX": "fail",
        "EP-CT-JSON": "observed",
        "CR-MODEL-CASE": "observed",
        "CR-MODEL-ENUM": "inconclusive",
        "CR-PROMPT-TYPE": "error",
    }
    assert done.code == 1
    assert len(done.report["rules"]) == 224
    assert done.note("CR-PROMPT-REQ") == "not today"
    assert "SEEDANCE_API_KEY_2" in done.note("CR-RATIO-ENUM")
    assert done.note("CR-AUDIO-TYPE") == "only in the full profile"
    assert "binds the client" in done.note("LC-POLL-STOP")
    red = next(row for row in done.report["rules"] if row["verdict"] == "fail")
    assert "$SEEDANCE_API_KEY" in red["counterexample"]["curl"]
    assert red["counterexample"]["request"]["body"] == {"duration": 16}
    assert "sk-test" not in "".join(path.read_text() for path in (tmp_path / "out").iterdir()) + done.output


def test_strict_judges_should_rules(toy: Toy) -> None:
    """With --strict a SHOULD rule fails, and so does a run with doubt."""
    tests = '@rule("EP-CT-JSON")\ndef test_should(): raise Breach("a", "b")'
    assert toy(tests, "--seedance-strict").verdicts() == {"EP-CT-JSON": "fail"}
    doubt = '@rule("CR-DUR-MIN")\ndef test_doubt(): raise Inconclusive("x")'
    assert toy(doubt, "--seedance-strict").code == 1
    assert toy(doubt).code == 3, "nothing was judged"


def test_fail_fast_stops_at_the_first_red_rule(toy: Toy) -> None:
    """The reports are complete, other rules say why they have no verdict, and `--last-failed` judges the red one."""
    tests = EACH_VERDICT.replace('@rule("EP-CT-JSON")', '@rule("EP-CREATE-PATH")')
    done = toy(tests, "--seedance-fail-fast", "--seedance-concurrency=1")
    assert done.code == 1
    assert done.verdicts() == {"CR-DUR-MIN": "pass", "CR-DUR-MAX": "fail"}
    assert done.report["stopped"] == "fail-fast"
    assert "stopped by --fail-fast" in done.note("CR-PROMPT-TYPE")
    assert [finding["rule"] for finding in done.report["findings"]] == ["CR-DUR-MAX"]
    again = toy(tests, "--seedance-last-failed")
    assert again.verdicts() == {"CR-DUR-MAX": "fail"}


def test_only_selected_rules_are_judged(toy: Toy) -> None:
    """--rules and --skip choose by pattern; the others have a row that says so."""
    done = toy(EACH_VERDICT, "--seedance-rules=CR-DUR-*", "--seedance-skip=CR-DUR-MAX")
    assert (done.code, done.verdicts(), done.note("CR-MODEL-ENUM")) == (0, {"CR-DUR-MIN": "pass"}, "not selected")


LATE = """
@rule("CR-URL-SCHEME")
def test_late(context): expect(context, Case("CR-URL-SCHEME", "ftp", {}, "refused", late=True))
from seedance_conformance.suite.log.test_late import *
"""


@pytest.mark.parametrize(("end", "verdict"), [("failed", "pass"), ("completed", "fail")])
def test_a_violation_is_judged_by_the_end_of_its_task(toy: Toy, scripted: Scripted, end: str, verdict: str) -> None:
    """A late refusal passes, a completed task fails."""
    scripted.answer = ending(end)
    done = toy(LATE)
    assert done.verdicts() == {"CR-URL-SCHEME": verdict}
    assert next(row["late"] for row in done.report["rules"] if row["id"] == "CR-URL-SCHEME") is (end == "failed")


def test_a_target_that_dies_keeps_earlier_verdicts(toy: Toy) -> None:
    """Rules judged before keep their verdict; others don't fail."""
    tests = EACH_VERDICT + (
        '\n@rule("QR-ID-ECHO")\ndef test_gone(context):\n'
        '    context.target.base_url = "http://127.0.0.1:9"\n    context.target.query("video_1")\n'
        '@rule("QR-OBJECT")\ndef test_never(): raise Breach("a", "b")\n'
    )
    done = toy(tests, "--seedance-skip=CR-DUR-MAX")
    assert (done.code, done.verdicts()["QR-ID-ECHO"], done.verdicts()["CR-DUR-MIN"]) == (3, "error", "pass")
    assert "QR-OBJECT" not in done.verdicts()


def test_a_wrong_key_is_a_usage_error(toy: Toy, scripted: Scripted) -> None:
    """The run ends at once, instead of a hundred failed rules."""
    scripted.answer = lambda *_: (401, {}, b"{}")
    done = toy(EACH_VERDICT)
    assert (done.code, done.verdicts()) == (2, {})
    assert "refuses SEEDANCE_API_KEY" in done.note("CR-DUR-MAX")


def test_xdist_is_refused(toy: Toy) -> None:
    """Each process would have another budget and log."""
    (toy.folder / "fake_xdist.py").write_text("def pytest_addoption(parser): parser.addoption('--numprocesses')\n")
    done = toy.separately(EACH_VERDICT, "-p", "fake_xdist", "--numprocesses=2")
    assert done.code == 4
    assert "xdist (-n) can't be used" in done.output
