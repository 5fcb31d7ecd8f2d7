# Copied from openapi/companion/_sdk/download/flows.py by scripts/regenerate: edit it there.
# pyright: standard
"""Download the video of a task: to a path, to a file object, or wherever its bytes are handed on to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DownloadFailed, SeedanceError
from ..journal.flows import record_state
from ..journal.interface import AnyJournal
from ..query.get import get
from ..query.poll import find_address
from ..settings import Settings
from ..tasks import TaskState, task_id_of
from ..transport.effects import Callback, Effect, Flow, RunBlocking
from .fetch import Transfer
from .forward import Forward
from .partial_file import OTHER_PATH, PartialFile, partial_path
from .target import BinaryFile, OnBytes, write_all


def download(
    settings: Settings,
    journal: AnyJournal | None,
    task: TaskState | str,
    target: Path | BinaryFile,
    *,
    overwrite: bool = False,
    on_bytes: OnBytes | None = None,
) -> Flow[Path | None]:
    """Download a completed task's video to a target that `check_target` has checked; returns the path.

    A file is complete as soon as it exists; a file object gets the bytes as they arrive. It raises what
    `AsyncSeedance.download` documents.
    """
    if not isinstance(target, Path):
        write = write_all(target)
        yield from forward(settings, journal, task, lambda chunk: Callback(write, (chunk,)), on_bytes=on_bytes)
        return None
    part = PartialFile(path=partial_path(target, task_id_of(task)))
    with _named(task_id_of(task)):
        found = yield from _completed(settings, task)
        try:
            yield from Transfer(settings, found, part, on_bytes).run()
            yield RunBlocking(lambda: part.finish(target, overwrite=overwrite))
        except OSError as error:
            if isinstance(error, SeedanceError):
                raise
            raise DownloadFailed(f"{target} can't be written: {error}; {OTHER_PATH}") from None
        finally:
            part.close()
        yield from record_state(settings, journal, found.id, "downloaded")
    return target


def forward(
    settings: Settings,
    journal: AnyJournal | None,
    task: TaskState | str,
    deliver: Callable[[bytes], Effect],
    *,
    on_bytes: OnBytes | None = None,
) -> Flow[None]:
    """Download a completed task's video, and hand its bytes on as they arrive, by the effect that `deliver` makes.

    It raises what `download` raises; the bytes so far aren't a complete video then.
    """
    with _named(task_id_of(task)):
        found = yield from _completed(settings, task)
        yield from Transfer(settings, found, Forward(), on_bytes, deliver).run()
        yield from record_state(settings, journal, found.id, "downloaded")


@contextmanager
def _named(task_id: str) -> Iterator[None]:
    """Give errors the id of the task."""
    try:
        yield
    except SeedanceError as error:
        error.task_id = task_id
        raise


def _completed(settings: Settings, task: TaskState | str) -> Flow[TaskState]:
    """The completed task with its URL, queried if that isn't known; raises DownloadFailed if it isn't completed."""
    task_id = task_id_of(task)
    known = task if isinstance(task, TaskState) and task.video_url else None
    found: TaskState = known or (yield from get(settings, task_id))
    if found.lacks_address:
        found = yield from find_address(settings, task_id)
    if not found.completed:
        raise DownloadFailed(f"task {found.id} is {found.status}: only a completed task has a video to download")
    return found
