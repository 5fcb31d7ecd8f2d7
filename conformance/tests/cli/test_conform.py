"""`seedance conform` and other commands, mostly with wrong input."""

import json
import subprocess
from pathlib import Path

import pytest
from seedance_conformance.cli.main import main
from tests import forks

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


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (["conform", "--bogus"], {}, 2, "No such option '--bogus'"),
        (["conform", "--rules", "XX-1"], {}, 2, "'XX-1' matches no rule"),
        (["conform", "--out", "taken"], {}, 2, "can't be written to 'taken'"),
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
