"""A task, as the service describes it, and the tasks that a client remembers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from attrs import evolve, field, frozen
from attrs.converters import optional

from .answers.service_errors import error_code, reason
from .answers.values import as_number, as_text, meaning_of
from .checks import kind_of
from .notebook import html_of
from .serializing import attributes_of, from_attributes
from .transport.log_redaction import without_query

T = TypeVar("T")


@frozen(slots=False)
class TaskState:
    """The state of a task, as data. `Task` and `AsyncTask` are bound to a client.

    Attributes:
        id: the task's id. Store it: it is all that you need to download the video.
        status: `queued`, `processing`, `completed`, `failed`, or another word of the service, in lower case; the
            properties `completed` and `failed` know what it means.
        model: the model, or None if the answer doesn't name it.
        created: when it was created, in Unix seconds, or None.
        video_url: the URL of the MP4 once completed; it works for 24 hours.
        duration: the length of the video in seconds once completed.
        tokens: the number of tokens used once completed.
        error: the reason once failed.
        request_id: the id that this client gave the request that started the task, or None.
        raw: the service's description of the task in its last answer, unchanged; None if there wasn't one.
        error_code: the service's error code, such as `OutputVideoSensitiveContentDetected`, or None.
        trouble: why the last query failed, in words; None if it succeeded.
        label: your own name for the task, as given to `create`, or None.
        metadata: your own facts about the task, as given to `create`, or None.
        path: the file that the video was downloaded to last, by `generate` or with this object; None if there is none.
            Only this attribute changes.
    """

    id: str
    status: str
    model: str | None = None
    created: int | None = None
    video_url: str | None = field(default=None, repr=without_query)
    duration: float | None = None
    tokens: int | None = None
    error: str | None = None
    request_id: str | None = None
    raw: Mapping[str, Any] | None = field(default=None, repr=False, eq=False)
    error_code: str | None = None
    trouble: str | None = field(default=None, eq=False)
    label: str | None = None
    metadata: Mapping[str, Any] | None = field(default=None, repr=False, eq=False)
    path: Path | None = field(default=None, converter=optional(Path), eq=False)

    def to_dict(self) -> dict[str, Any]:
        """The task as JSON-ready data, for `from_dict`.

        It has the signed URL of the video: whoever has it can download the video for a day.
        """
        return attributes_of(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The task that `to_dict` has described. Unknown keys are ignored.

        Raises:
            TypeError, ValueError: the data isn't from `to_dict`.
        """
        return from_attributes(cls, data, ("id", "status"))

    def _repr_html_(self) -> str:
        """How a notebook shows the task: a table, and the video once it is a local file."""
        return html_of(self)

    @property
    def completed(self) -> bool:
        """Whether the video is ready. A URL together with an unknown status means that it is."""
        return self.video_url is not None and meaning_of(self.status) in ("completed", "unknown")

    @property
    def failed(self) -> bool:
        """Whether the task ended without a video."""
        return meaning_of(self.status) == "failed"

    @property
    def lacks_address(self) -> bool:
        """Whether the task is completed, but the answer doesn't have the video's URL."""
        return self.video_url is None and meaning_of(self.status) == "completed"


def note_path(task: TaskState | str, path: Path | None) -> None:
    """Let a task remember the file of its video, so that a notebook can play it."""
    if isinstance(task, TaskState) and path is not None:
        object.__setattr__(task, "path", path)


FROM_DATA = ": make a task of it first, with Task.from_dict"


def task_id_of(task: object) -> str:
    """The id of a task that is given as an object or an id; raises TypeError, or ValueError if the id is empty."""
    task_id = task.id if isinstance(task, TaskState) else task
    if not isinstance(task_id, str):
        raise TypeError(f"a task must be a task or its id; got {kind_of(task)}{FROM_DATA * isinstance(task, Mapping)}")
    if not task_id.strip() or task_id.strip(".") == "":  # the request would go to another endpoint
        what = f"{task_id!r} can't be a task id" if task_id.strip() else "the task id is empty"
        raise ValueError(f"{what}: give the id that create returned")
    return task_id


def list_of_tasks(tasks: Iterable[TaskState | str]) -> list[TaskState | str]:
    """Several tasks, each checked as by `task_id_of`; a single one raises TypeError."""
    if isinstance(tasks, str | TaskState):
        raise TypeError("tasks must be several tasks or their ids, as in [task]; got a single one")
    given = list(tasks)
    for task in given:
        task_id_of(task)
    return given


def _whole(value: object) -> int | None:
    found = None if value is None else as_number(value)
    return None if found is None else int(found)


def read_task(fields: Mapping[str, Any], task_id: str, request_id: str | None = None) -> TaskState:
    """The task in the answer to a create, in the documented shape; `query/shapes.py` reads the answers to queries."""
    status = (as_text(fields.get("status")) or "unknown").lower()
    url = as_text(fields.get("video_url"))
    return TaskState(
        id=task_id,
        status=status,
        model=as_text(fields.get("model")),
        created=_whole(fields.get("created")),
        video_url=url if url and url.lower().startswith(("http://", "https://")) else None,
        duration=as_number(fields.get("actualDuration")),
        tokens=_whole(fields.get("totalTokens")),
        error=(reason({"error": fields["error"]}) or None) if fields.get("error") else None,
        request_id=request_id,
        raw=dict(fields),
        error_code=error_code({"error": fields["error"]}) if fields.get("error") else None,
    )


MOST_TASKS = 10_000
"""Only the newest are kept, so that the memory doesn't grow without limit."""


class TaskMemory:
    """The tasks that a client has created or got an answer about. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._created: OrderedDict[str, float] = OrderedDict()
        self._given: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._alive: OrderedDict[str, None] = OrderedDict()

    def note_created(self, task_id: str, now: float) -> None:
        """Remember that a task was created, at a time of the monotonic clock."""
        self._note(self._created, task_id, now)

    def note_alive(self, task_id: str) -> None:
        """Remember that the service has answered about a task."""
        self._note(self._alive, task_id, None)

    def note_given(self, task: TaskState) -> None:
        """Remember the request id, label and metadata of a task, which the service's answers don't have."""
        given = {"request_id": task.request_id, "label": task.label, "metadata": task.metadata}
        if any(value is not None for value in given.values()):
            self._note(self._given, task.id, given)

    def _note(self, tasks: OrderedDict[str, T], task_id: str, fact: T) -> None:
        with self._lock:
            tasks[task_id] = fact
            if len(tasks) > MOST_TASKS:
                tasks.popitem(last=False)

    def with_given(self, task: TaskState) -> TaskState:
        """A task with its request id, label and metadata, if they are known."""
        given = self._given.get(task.id)
        return task if given is None else evolve(task, **given)

    def is_alive(self, task_id: str) -> bool:
        """Whether the service has answered about a task."""
        return task_id in self._alive

    def knows(self, task_id: str) -> bool:
        """Whether the service has answered about a task, or this client has created it."""
        return task_id in self._alive or task_id in self._created

    def is_younger(self, task_id: str, seconds: float, now: float) -> bool:
        """Whether this client created a task less than `seconds` ago."""
        created = self._created.get(task_id)
        return created is not None and now - created < seconds
