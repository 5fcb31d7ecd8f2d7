"""Output that stdout refuses: each command explains it in a sentence and keeps its exit code."""

from pathlib import Path

import pytest
from tests.client.cli_verbs import in_a_shell
from tests.recording.session import record

TROUBLE = "seedance: the result can't be written to stdout: No space left on device\n"
RUN = "conform --profile quick --rules CR-PROMPT-REQ --out"
FREE = ("rules", "rules CR-DUR-MAX", "--version", "--help", "mock --list-faults", "mock --port 0", "conform --dry-run")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a Linux device")
@pytest.mark.parametrize("words", FREE)
def test_full_disk(words: str) -> None:
    """A full disk is explained, without a traceback."""
    done = in_a_shell(f"{words} > /dev/full")
    assert (done.returncode, done.stderr) == (2, TROUBLE)


@pytest.mark.parametrize("words", FREE)
def test_a_closed_pipe_is_silent(words: str) -> None:
    """A reader that exits early (`| head`) causes no message."""
    done = in_a_shell(f"{words} | true")
    assert (done.returncode in (0, 1), done.stderr) == (True, "")


refused = pytest.mark.parametrize(("stdout", "told"), [("> /dev/full", TROUBLE), ("| true", ""), (">&-", "")])


@refused
def test_the_exit_code_of_the_verdict_stays(stdout: str, told: str, tmp_path: Path) -> None:
    """A run with a closed stdout writes its reports and keeps its exit code."""
    done = in_a_shell(f"{RUN} {tmp_path} {stdout}")
    # On a busy machine the run takes long enough for a line about its progress.
    said = "".join(line for line in done.stderr.splitlines(keepends=True) if " tests, " not in line)
    assert (done.returncode, said) == (0, told)
    assert {path.name for path in tmp_path.iterdir()} == {"run.jsonl", "report.json", "junit.xml", "index.html"}


@refused
def test_the_exit_code_of_a_judged_recording_stays(stdout: str, told: str, tmp_path: Path) -> None:
    """It says whether a rule is broken, not whether somebody reads it."""
    har = record(tmp_path / "a.har", faults=("duration-16-accepted",))
    for rule, code in (("CR-DUR-MAX", 1), ("CR-PRO-*", 0)):
        done = in_a_shell(f"judge {har} --rules {rule} --out {tmp_path / 'out'} {stdout}")
        assert (done.returncode, done.stderr) == (code, told)
