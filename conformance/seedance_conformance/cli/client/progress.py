"""Wait and download, and show the progress: live on a terminal, otherwise as plain lines."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich import progress as rich_progress
from rich.progress import Progress, ProgressColumn, TextColumn
from seedance_client import Seedance, Task, Video

from seedance_conformance.cli.client.session import Session
from seedance_conformance.stdout import without_controls, writing

USUAL: dict[str | None, str] = {
    **dict.fromkeys(("seedance_2_0_pro", "seedance_2_0"), "2 to 5 minutes"),
    **dict.fromkeys(("seedance_2_0_fast_pro", "seedance_2_0_fast"), "1 to 3 minutes"),
    None: "1 to 5 minutes",
}
"""Model -> how long a task usually takes (source G-K2-QUERY); long clips and many references take longer."""
LINE_SECONDS = 5.0
"""Seconds between two lines about a download, where stderr isn't a terminal."""


def check_output(output: str, *, overwrite: bool, as_json: bool = False) -> None:
    """Raise click.UsageError unless a video can be written to a path, or to stdout as `-`, before it is paid for."""
    if output == "-":
        if as_json:
            raise click.UsageError("-o - and --json both write to stdout: give a file, or leave out --json")
        if sys.stdout is not None and sys.stdout.isatty():
            raise click.UsageError("-o - would write a video to the terminal: redirect stdout, or give a file")
        return
    path = Path(output)
    if not path.name or path.is_dir():
        raise click.UsageError(f"-o '{output}' is a folder: give the path of a file")
    check_folder(f"-o '{output}'", path.parent)
    if os.path.lexists(path) and not overwrite:
        raise click.UsageError(f"-o '{output}' exists: give another path, or replace the file with --overwrite")


def check_folder(what: str, folder: Path) -> None:
    """Check that files can be written to a folder, or raise click.UsageError; `what` is the option and its value."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise click.UsageError(f"{what} can't be written: create the folder '{folder}' first, or make it writable")


def wait_with_progress(
    session: Session, client: Seedance, task: Task | str, timeout: float, model: str | None = None
) -> Video:
    """Wait, and show the status; on a terminal also the time since then, and how long it usually takes.

    Errors are already on stderr: the client logs them as warnings.
    """
    session.task_id = task.id if isinstance(task, Task) else task
    if not session.console.is_terminal:

        def say(seen: Task) -> None:
            if seen.trouble is None:
                session.say(f"{session.shown_id(seen.id)}: {seen.status}")

        return client.wait(task, timeout=timeout, on_update=say)
    elapsed = TextColumn("usually {task.fields[usual]}", style="dim", markup=False)
    usually, columns = USUAL.get(model, USUAL[None]), [rich_progress.TimeElapsedColumn(), elapsed]
    with bar(session, f"{session.task_id}: waiting", columns, usual=usually) as change:

        def show(seen: Task) -> None:
            state = f"{seen.status}, but queries fail" if seen.trouble else seen.status
            usual = USUAL.get(seen.model or model, USUAL[None])
            change(description=without_controls(f"{seen.id}: {state}"), usual=usual)

        return client.wait(task, timeout=timeout, on_update=show)


def download_with_progress(
    session: Session, client: Seedance, task: Task | str, output: str, *, overwrite: bool
) -> Path:
    """Download to a path, or to stdout as `-`, and show the progress: a bar with rate and time left, or lines."""
    session.output = output if isinstance(task, Task) else None
    name = "stdout" if output == "-" else output

    def fetch(on_bytes: Callable[[int, int | None], None]) -> Path:
        if output != "-":
            session.stored = client.download(task, output, overwrite=overwrite, on_bytes=on_bytes)
            return session.stored
        client.download(task, Stdout(), on_bytes=on_bytes)
        return Path("-")

    if not session.console.is_terminal:
        return fetch(lines(session, name))
    columns = [
        rich_progress.BarColumn(),
        rich_progress.DownloadColumn(),
        rich_progress.TransferSpeedColumn(),
        rich_progress.TimeRemainingColumn(),
    ]
    with bar(session, name, columns) as change:
        return fetch(lambda received, total: change(completed=received, total=total))


def lines(
    session: Session, name: str, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int | None], None]:
    """A callback that prints a line every few seconds."""
    last = clock()

    def say(received: int, total: int | None) -> None:
        nonlocal last
        if clock() - last >= LINE_SECONDS:
            last = clock()
            of = f" of {total:,} bytes ({received / total:.0%})" if total else " bytes"
            session.say(f"{name}: {received:,}{of}")

    return say


@contextmanager
def bar(session: Session, text: str, columns: list[ProgressColumn], **fields: Any) -> Iterator[Callable[..., None]]:
    """A live line in characters that the terminal has; yields a function that changes it."""
    spinner = rich_progress.SpinnerColumn("dots" if "utf" in session.console.encoding.lower() else "line")
    description = TextColumn("{task.description}", markup=False)
    with Progress(spinner, description, *columns, console=session.console, transient=True) as progress:
        yield partial(progress.update, progress.add_task(without_controls(text), total=None, **fields))


class Stdout:
    """stdout for bytes."""

    def write(self, chunk: bytes) -> int:
        """Write a chunk. Raises StdoutError if stdout can't be written."""
        with writing("video") as stdout:
            stdout.buffer.write(chunk)
        return len(chunk)
