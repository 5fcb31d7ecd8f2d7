"""The progress of writing media files: a bar on a terminal, some lines in a pipe."""

import io

import pytest
from rich.console import Console
from seedance_conformance.cli.media_progress import MediaProgress


def test_a_pipe_gets_a_line_now_and_then() -> None:
    """The first line, one every five seconds, and the last line."""
    file, now = io.StringIO(), 0.0
    shown = MediaProgress(Console(file=file, force_terminal=False), lambda: now)
    for done in range(101):
        now = done / 10
        shown.show(done, 100)
    assert file.getvalue().splitlines() == [
        "seedance: writing 100 media files that aren't in the cache",
        "seedance: wrote 50 of 100 media files",
        "seedance: wrote 100 media files in 10.0 s",
    ]


@pytest.mark.parametrize("files", [1, 2], ids=["after Ctrl-C", "at the end"])
def test_a_terminal_gets_a_transient_bar(files: int) -> None:
    """The bar is shown while files are written; other lines stay, and removing it twice is fine."""
    file = io.StringIO()
    shown = MediaProgress(Console(file=file, force_terminal=True, width=80))
    shown.show(0, 2)
    shown.notice("a.png [red]could not be written")
    for done in range(1, files + 1):
        shown.show(done, 2)
    shown.stop()
    shown.stop()
    assert "writing media files" in file.getvalue()
    assert "seedance: a.png [red]could not be written" in file.getvalue()
    assert file.getvalue().endswith("\x1b[2K"), "the line of the bar is cleared"


def test_a_closed_stderr_does_not_stop_a_run() -> None:
    """Neither a closed pipe nor a full disk behind stderr is an error."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    MediaProgress(Console(file=Full(), force_terminal=False)).show(0, 5)
