# Copied from openapi/companion/_sdk/create/generate.py by scripts/regenerate: edit it there.
# pyright: standard
"""From a prompt to a file: create, wait, download. After the create, each error has the id of the paid task."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..download.flows import download
from ..download.target import BinaryFile, OnBytes
from ..errors import SeedanceError
from ..journal.interface import AnyJournal
from ..query.poll import wait
from ..settings import Settings
from ..tasks import TaskState
from ..transport.effects import Callback, Flow
from .send import create
from .spending import SpendingGuard

log = logging.getLogger("seedance_client")


def generate(
    settings: Settings,
    guard: SpendingGuard,
    journal: AnyJournal | None,
    body: Mapping[str, Any],
    target: Path | BinaryFile | None,
    *,
    timeout: float,
    on_update: Callable[[TaskState], Any] | None,
    on_bytes: OnBytes | None,
    overwrite: bool,
    **options: Any,
) -> Flow[tuple[TaskState, Path | None]]:
    """Create a task, wait for it, and download its video to a target that `check_target` has checked.

    The options are those of `create`; `on_update` is called with the new task, and then as `wait` does. Without a
    target, the video stays with the service.

    Returns the completed task, and the path of its video, if the target is one.
    Raises as `create`, `wait` and `download`.
    """
    task: TaskState = yield from create(settings, guard, journal, body, **options)
    with _with_task_id(task.id):
        if on_update is not None:
            yield Callback(on_update, (task,))
        done: TaskState = yield from wait(settings, journal, task, timeout=timeout, on_update=on_update)
        path = None
        if target is not None:
            path = yield from download(settings, journal, done, target, overwrite=overwrite, on_bytes=on_bytes)
    return done, path


@contextlib.contextmanager
def _with_task_id(task_id: str) -> Iterator[None]:
    """Give every error the id of the task, which is paid for, as `task_id`; also Ctrl-C and a callback's error."""
    try:
        yield
    except SeedanceError as error:
        error.task_id = error.task_id or task_id
        raise
    except GeneratorExit:
        raise
    except BaseException as error:
        said = f"task {task_id} was created, and may be billed: wait for it by its id"
        log.warning("%s (%s)", said, type(error).__name__)
        error.add_note(said)
        with contextlib.suppress(AttributeError):
            error.task_id = task_id  # type: ignore[attr-defined]
        raise
