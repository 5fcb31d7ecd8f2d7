"""The progress of writing media files on stderr: a bar on a terminal, a line every 5 s in a pipe."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

_LINE_SECONDS: Final = 5.0  # between two lines in a pipe


class MediaProgress:
    """Shows progress and notices. Shows nothing if all files are in the cache."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._bar: tuple[Progress, TaskID] | None = None
        self._begun = self._said = 0.0

    def show(self, done: int, total: int) -> None:
        """Show that `done` of `total` files are written; the first call has `done` 0, the last `total`."""
        if self._console.is_terminal:
            self._show_bar(done, total)
        else:
            self._say_lines(done, total)

    def notice(self, text: str) -> None:
        """Print a line; a closed pipe (`2>&1 | head`) doesn't stop the run."""
        line = f"seedance: {text}"
        if self._console.is_terminal:
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)
            return
        with suppress(OSError, ValueError):  # Rich would end the process and close stdout
            self._console.file.write(f"{line}\n")
            self._console.file.flush()

    def stop(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar[0].stop()
            self._bar = None

    def _show_bar(self, done: int, total: int) -> None:
        if self._bar is None:
            columns = (TextColumn("writing media files"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            progress = Progress(*columns, console=self._console, transient=True)
            self._bar = progress, progress.add_task("", total=total)
            progress.start()
        self._bar[0].update(self._bar[1], completed=done)
        if done == total:
            self.stop()

    def _say_lines(self, done: int, total: int) -> None:
        now = self._clock()
        if done == 0:
            self._begun = self._said = now
            self.notice(f"writing {total} media files that aren't in the cache")
        elif done == total:
            self.notice(f"wrote {total} media files in {now - self._begun:.1f} s")
        elif now - self._said >= _LINE_SECONDS:
            self._said = now
            self.notice(f"wrote {done} of {total} media files")
