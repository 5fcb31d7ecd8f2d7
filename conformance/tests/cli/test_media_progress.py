"""How the writing of media files is shown: a bar on a terminal, few lines in a pipe, nothing that can stop a run."""

import io

from rich.console import Console
from seedance_conformance.cli.media_progress import MediaProgress


class Clock:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_a_pipe_gets_a_line_now_and_then() -> None:
    """One at first, one each five seconds, one at last."""
    file, clock = io.StringIO(), Clock()
    shown = MediaProgress(Console(file=file, force_terminal=False), clock)
    for done in range(101):
        clock.now = done / 10
        shown.show(done, 100)
    assert file.getvalue().splitlines() == [
        "seedance: writing the 100 media files that the cache lacks",
        "seedance: 50 of 100 media files are written",
        "seedance: 100 media files are written, in 10.0 s",
    ]


def test_a_terminal_gets_a_bar_that_goes() -> None:
    """It is there while files are written; what is printed meanwhile stays."""
    file = io.StringIO()
    shown = MediaProgress(Console(file=file, force_terminal=True, width=80))
    shown.show(0, 2)
    shown.notice("a.png [red]could not be written")
    shown.show(1, 2)
    shown.show(2, 2)
    shown.stop()
    assert "writing media files" in file.getvalue()
    assert "seedance: a.png [red]could not be written" in file.getvalue()
    assert file.getvalue().endswith("\x1b[2K"), "the line of the bar is cleared"


def test_a_bar_can_be_taken_away_before_its_end() -> None:
    """After Ctrl-C nothing is left on the line, and asking twice is no fault."""
    file = io.StringIO()
    shown = MediaProgress(Console(file=file, force_terminal=True, width=80))
    shown.show(0, 2)
    shown.stop()
    shown.stop()
    assert file.getvalue().endswith("\x1b[2K")


def test_nobody_has_to_read() -> None:
    """A reader that has gone, or a full disk behind stderr, is no reason to stop."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    MediaProgress(Console(file=Full(), force_terminal=False)).show(0, 5)
