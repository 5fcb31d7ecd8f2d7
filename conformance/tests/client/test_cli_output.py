"""Where the commands write a video, and how they show the progress."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from seedance_client import Task
from seedance_conformance.cli.client import progress
from seedance_conformance.cli.client.session import Session
from tests.client.cli_verbs import in_a_shell, seedance


def test_a_video_on_stdout(service: str) -> None:
    """`-o -` writes the bytes of the video and nothing else to stdout; the rest is on stderr."""
    done = seedance("generate", "A red fox", "-o", "-", base_url=service)
    assert done.exit_code == 0, done.stderr
    assert done.stdout_bytes[4:8] == b"ftyp"
    task_id = done.stderr.split()[1]
    for verb in ("wait", "download"):
        again = seedance(verb, task_id, "-o", "-", base_url=service)
        assert (again.exit_code, again.stdout_bytes) == (0, done.stdout_bytes), again.stderr


def test_a_reader_that_stops(service: str) -> None:
    """`-o - | head` ends quietly with 141, as shells show SIGPIPE; the id of a paid task is on stderr."""

    def run(arguments: str) -> str:
        done = in_a_shell(f"{arguments} --no-journal | true", service)
        assert done.returncode == 141, done.stderr
        return done.stderr

    said = run("generate fox -o -")
    task_id = said.split()[1]
    assert said.endswith(f"Its video is ready. Download it with: seedance download {task_id} -o -\n")
    assert run(f"download {task_id} -o -") == ""
    assert run(f"wait {task_id} -o -") == f"{task_id}: completed\n"
    assert run(f"get {task_id}") == ""
    assert "rror" not in said


def test_a_file_that_exists(service: str, target: Path) -> None:
    """It is wrong usage before anything is paid for; --overwrite replaces it."""
    target.write_bytes(b"before")
    done = seedance("generate", "x", "-o", str(target), base_url="http://127.0.0.1:9")
    assert done.exit_code == 2
    assert "--overwrite" in done.stderr
    assert target.read_bytes() == b"before"
    done = seedance("generate", "x", "-o", str(target), "--overwrite", base_url=service)
    assert done.exit_code == 0, done.stderr
    assert target.read_bytes()[4:8] == b"ftyp"


def test_resume_keeps_a_file_that_exists(service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the command line's option, and the task stays in the journal."""
    monkeypatch.chdir(tmp_path)
    task_id = seedance("create", "x", base_url=service).stdout.strip()
    path = tmp_path / f"{task_id}.mp4"
    path.touch()
    done = seedance("resume", base_url=service)
    assert done.exit_code == 2
    assert "replace it with --overwrite" in done.stderr
    assert seedance("resume", "--overwrite", "--json", base_url=service).exit_code == 0
    assert path.read_bytes()[4:8] == b"ftyp"


def test_lines_in_a_pipe() -> None:
    """At most a line every five seconds, with bytes, total and percent."""
    stream, times = io.StringIO(), iter([0.0, 1.0, 6.0, 6.0, 7.0, 12.0, 12.0])
    session = Session(as_json=False, console=Console(file=stream, width=200))
    say = progress.lines(session, "fox.mp4", clock=lambda: next(times))
    for received in (1, 2_000_000, 3_000_000):
        say(received, 4_000_000)
    say(3_500_000, None)
    assert stream.getvalue().splitlines() == [
        "fox.mp4: 2,000,000 of 4,000,000 bytes (50%)",
        "fox.mp4: 3,500,000 bytes",
    ]


class Service:
    """A client that waits and downloads with the callbacks, but without a network."""

    def wait(self, task: Any, *, timeout: float, on_update: Any) -> Any:
        """Call back once for each status."""
        for status in ("queued", "processing"):
            on_update(Task("video_1", status, model="seedance_2_0_fast"))
        return task

    def download(self, task: Any, to: Any, *, overwrite: bool, on_bytes: Any) -> Path:
        """Call back with growing numbers."""
        for received in (1_000_000, 3_000_000):
            on_bytes(received, 4_000_000)
        return Path(to)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_bar_on_a_terminal(encoding: str) -> None:
    """Waiting shows status, elapsed time and the usual time; downloading a bar, the sizes and the rate."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, force_terminal=True, width=120, legacy_windows=False)
    session, service = Session(as_json=False, console=console), Service()
    progress.wait_with_progress(session, service, "video_1", 60)  # type: ignore[arg-type] # as far as it is used
    progress.download_with_progress(session, service, "video_1", "fox.mp4", overwrite=False)  # type: ignore[arg-type]
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding)
    assert "video_1: processing" in text
    assert "0:00:0" in text
    assert "usually 1 to 3 minutes" in text
    assert "3.0/4.0 MB" in text
    assert "MB/s" in text or "?" in text
    assert ("━" in text) == (encoding == "utf-8")
