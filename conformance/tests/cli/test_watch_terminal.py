"""Ctrl-C in a real terminal ends `conform --watch`: in a run, while it waits, and twice."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.forks import bare_environment

if sys.platform == "win32":
    pytest.skip("needs a terminal of Unix", allow_module_level=True)

import pty


class Terminal:
    """A command in the foreground of its own terminal."""

    def __init__(self, *options: str, folder: Path) -> None:
        self.said = b""
        self.log = folder / "conformance-report" / "run.jsonl"
        (folder / "src").mkdir()
        command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--watch", "src"]
        command += ["--profile", "quick", *options]
        self.process, self.end = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(sys.executable, command, bare_environment())  # noqa: S606 - in the forked process
        os.set_blocking(self.end, False)

    def press_ctrl_c(self) -> None:
        """Interrupt the command."""
        os.write(self.end, b"\x03")

    def read(self) -> bool:
        """Read what was printed; false at the end."""
        try:
            found = os.read(self.end, 65_536)
        except BlockingIOError:
            return True
        except OSError:  # how Linux tells the end
            return False
        self.said += found
        return bool(found)

    def await_that(self, happened: Callable[[], bool]) -> None:
        """Wait for something, at most a minute."""
        deadline = time.monotonic() + 60
        while self.read() and not happened():
            assert time.monotonic() < deadline, self.said.decode()
            time.sleep(0.05)  # another process is under way: there is no clock to move
        assert happened(), self.said.decode()

    def expect_end(self, code: int) -> None:
        """Wait for the end, with an exit code and no traceback."""
        self.await_that(lambda: not self.read())
        _, status = os.waitpid(self.process, 0)
        assert os.waitstatus_to_exitcode(status) == code, self.said.decode()
        assert b"Traceback" not in self.said

    def logged(self, word: str) -> bool:
        """Whether the log of the run has a word."""
        return self.log.exists() and word in self.log.read_text("utf-8", "replace")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts a watched run."""
    opened: list[Terminal] = []

    def started(*options: str) -> Terminal:
        opened.append(Terminal(*options, folder=tmp_path))
        return opened[-1]

    yield started
    for terminal in opened:
        os.close(terminal.end)


def report(terminal: Terminal) -> dict[str, object]:
    """The report of the last run."""
    found: dict[str, object] = json.loads((terminal.log.parent / "report.json").read_text("utf-8"))
    return found


def processes(folder: Path) -> list[str]:
    """The commands of the kit that still run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or belongs to another user
            if (process / "cwd").readlink() == folder.resolve():
                found.append((process / "cmdline").read_text())
    return [command for command in found if "seedance_conformance" in command]


def test_ctrl_c_during_a_run_reports_it(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The verdicts so far are written, the mock ends, and the exit code is that of an interrupted run."""
    terminal = start()
    terminal.await_that(lambda: terminal.logged('"event": "case"'))
    terminal.press_ctrl_c()
    terminal.expect_end(130)
    assert b"seedance: ended" in terminal.said
    found = report(terminal)
    assert (found["exit_code"], found["stopped"], len(found["rules"])) == (130, "interrupted", 224)  # type: ignore[arg-type]
    assert processes(tmp_path) == []


def test_ctrl_c_while_it_waits_keeps_the_last_exit_code(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The report of the last run stays as it was."""
    terminal = start("--rules", "CR-DUR-MIN")
    terminal.await_that(lambda: b"waiting for changes" in terminal.said)
    terminal.press_ctrl_c()
    terminal.expect_end(0)
    assert (report(terminal)["exit_code"], report(terminal)["stopped"]) == (0, None)
    assert processes(tmp_path) == []


def test_a_change_begins_another_run(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Ctrl-C ends that one, too."""
    terminal = start("--rules", "CR-DUR-MIN")
    terminal.await_that(lambda: b"waiting for changes" in terminal.said)
    begun = report(terminal)["started"]
    time.sleep(1.1 - time.time() % 1)  # the report has whole seconds
    (tmp_path / "src" / "gateway.py").write_text("changed")
    terminal.await_that(lambda: terminal.said.count(b"waiting for changes") == 2)
    assert report(terminal)["started"] != begun
    terminal.press_ctrl_c()
    terminal.expect_end(0)


def test_a_second_ctrl_c_ends_at_once(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Nothing is left running, also if the second one comes while the run writes its reports."""
    terminal = start()
    terminal.await_that(lambda: terminal.logged('"event": "case"'))
    terminal.press_ctrl_c()
    time.sleep(0.2)
    terminal.press_ctrl_c()
    terminal.expect_end(130)
    deadline = time.monotonic() + 20
    while processes(tmp_path):
        assert time.monotonic() < deadline, processes(tmp_path)
        time.sleep(0.1)
