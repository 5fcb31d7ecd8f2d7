"""`seedance conform` and other commands, mostly with wrong input."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from seedance_conformance.cli.main import main
from tests import forks
from tests.conftest import Scripted

KEYS = {"SEEDANCE_API_KEY": "sk-test-0123456789"}


def seedance(*arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end."""
    return forks.run(main, *arguments, folder=cwd, environment=forks.bare_environment() | environment)


def test_the_embedded_mock_conforms(tmp_path: Path) -> None:
    """Without a target the mock is started and conforms; every rule has a row, and every report exists."""
    done = seedance("conform", "--profile", "quick", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    out = tmp_path / "conformance-report"
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "junit.xml", "report.json", "run.jsonl"]
    report = json.loads((out / "report.json").read_text())
    assert len(report["rules"]) == 224
    assert report["target"]["kind"] == "mock"
    assert report["counts"]["fail"] == report["counts"]["error"] == 0
    assert report["counts"]["pass"] > 60
    assert report["requests"]["creates_maybe_billed"] == 0, "the mock's own refusals are certain"
    assert "0 fail" not in done.stdout
    assert "index.html" in done.stdout


def test_a_larger_budget_continues_a_spent_run(scripted: Scripted, tmp_path: Path) -> None:
    """The command takes it, too, and bills no more than it."""
    creates: list[bytes] = []

    def answer(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        billed = method == "POST" and path.endswith("/videos")
        creates.extend([body] if billed else [])
        return 500 if billed else 404, {"content-type": "application/json"}, b"{}"

    scripted.answer = answer
    first = ("conform", "--base-url", scripted.base_url, "--profile", "quick", "--budget", "2")
    seedance(*first, "--out", "run", cwd=tmp_path, **KEYS)
    assert len(creates) == 2
    done = seedance("conform", "--resume", "run", "--budget", "4", cwd=tmp_path, **KEYS)
    assert "4 of 4 units of the budget used: 0 tasks accepted, 4 maybe billed, 0 refused" in done.stdout
    assert len(creates) == 4


def test_a_faulty_mock_fails_with_a_counterexample(tmp_path: Path) -> None:
    """One wrong bound: one failed rule, exit 1, and a curl command."""
    accepted = os.environ | {"SEEDANCE_MOCK_KEYS": "sk-first-key,sk-second-key"}
    with forks.mock("--port", "0", "--fault", "duration-16-accepted", environment=accepted) as base_url:
        keys = {"SEEDANCE_API_KEY": "sk-first-key", "SEEDANCE_API_KEY_2": "sk-second-key"}
        options = ("--base-url", base_url, "--profile", "quick", "--rules", "CR-DUR-MAX", "--poll-seconds", "0.05")
        done = seedance("conform", *options, cwd=tmp_path, **keys)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "expected: refused" in done.stdout
    assert "$SEEDANCE_API_KEY" in done.stdout
    assert '"duration": 16' in done.stdout
    assert "sk-first-key" not in done.stdout + (tmp_path / "conformance-report" / "run.jsonl").read_text()


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (["conform", "--bogus"], {}, 2, "No such option '--bogus'"),
        (["conform", "--rules", "XX-1"], {}, 2, "'XX-1' matches no rule"),
        (["conform", "--budget", "-1"], {}, 2, "--budget is -1: give a number from 0"),
        (["conform", "--out", "taken"], {}, 2, "can't be written to 'taken'"),
        (["conform", "--examples", "0"], {}, 2, "--examples is 0"),
        (["conform", "--base-url", "nonsense"], KEYS, 2, "the base URL 'nonsense' isn't a valid"),
        (["conform", "--base-url", "http://127.0.0.1:9/x"], {}, 2, "SEEDANCE_API_KEY isn't set"),
        (["conform", "--base-url", "http://127.0.0.1:9/x"], KEYS, 3, "http://127.0.0.1:9 can't be reached"),
        (["conform", "--base-url", "https://example.invalid/x"], KEYS, 2, "--budget N"),
        (["rules", "XX-1"], {}, 2, "'XX-1' matches no rule"),
        (["conform", "--baseline", "nowhere"], {}, 2, "the baseline 'nowhere' can't be read"),
        (["report", "show", "nowhere"], {}, 2, "'nowhere' has no run.jsonl, so no run"),
        (["report", "merge", "nowhere"], {}, 2, "'nowhere' has no run.jsonl, so no run"),
        (["report", "replay", "CR-X", "nowhere"], {}, 2, "'nowhere' has no run.jsonl, so no run"),
        (["report", "diff", "nowhere", "nowhere"], {}, 2, "'nowhere' can't be read"),
        (["frobnicate"], {}, 2, "No such command 'frobnicate'"),
    ],
)
def test_a_usage_error_is_one_sentence_and_the_right_code(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], code: int, message: str
) -> None:
    """The message says what is wrong and what to do."""
    (tmp_path / "taken").touch()
    done = seedance(*arguments, cwd=tmp_path, **environment)
    assert done.returncode == code, done.stdout + done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "verb", [[], ["conform"], ["mock"], ["rules"], ["report"], ["report", "show"], ["report", "diff"]]
)
def test_help_shows_an_example(tmp_path: Path, verb: list[str]) -> None:
    """The help of each command has an example."""
    done = seedance(*verb, "--help", cwd=tmp_path)
    assert (done.returncode, "Example" in done.stdout, "seedance" in done.stdout) == (0, True, True)


def test_a_rule_is_explained_with_its_source(tmp_path: Path) -> None:
    """`seedance rules ID` shows the source and the day on which it was read."""
    done = seedance("rules", "cr-dur-max", cwd=tmp_path)
    assert "`duration` is at most 15" in done.stdout
    assert "read 2026-11-22" in done.stdout
