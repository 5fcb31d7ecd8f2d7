"""Faults in the create answer and its ids."""

from collections.abc import Callable, Iterator
from functools import partial
from zlib import crc32

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, Call
from seedance_conformance.mock.faults.fault import Fault, fault, fault_table, installer
from seedance_conformance.mock.faults.response_mutations import (
    Document,
    Edit,
    changes,
    drops,
    from_second,
    in_array,
    maps,
    replace_with,
    sets,
)
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.state.tasks import Task

_NO_TASK = "*"  # without a task, nearly every rule loses its evidence
_ID_FOLLOWERS = "QR-* LC-* RB-* CS-*"


_edit_create = partial(changes, CREATE)


def _as_number(text: str) -> int:
    """A number for an id: another for each, the same in each process, as `hash` isn't."""
    return crc32(text.encode())


@fault_table
def _ids() -> Iterator[Fault]:
    yield _edit_create("create-without-id", "CS-ID", drops("id"), _NO_TASK)
    yield _edit_create("create-with-null-id", "CS-ID", sets(id=None), _NO_TASK)
    yield _edit_create("create-with-empty-id", "CS-ID", sets(id=""), _NO_TASK)
    yield _edit_create("create-with-number-as-id", "CS-ID", maps("id", _as_number), _NO_TASK)
    second, tenth = _reuse_ids(lambda count: count % 2 == 1), _reuse_ids(lambda count: count % 10 == 9)
    yield fault("id-of-previous-task-reused", "CS-ID-UNIQUE", second, _ID_FOLLOWERS)
    yield fault("id-reused-every-tenth-task", "CS-ID-UNIQUE", tenth, _ID_FOLLOWERS)
    yield fault("same-body-gives-same-id", "CS-ID-UNIQUE", _same_for_same_body, _ID_FOLLOWERS)


@fault_table
def _fields() -> Iterator[Fault]:
    stable = "QR-CREATED-STABLE QR-READ-ONLY"
    yield _edit_create("create-with-other-object", "CS-OBJECT", sets(object="task"))
    yield _edit_create("create-without-object", "CS-OBJECT", drops("object"))
    yield _edit_create("created-in-milliseconds", "CS-CREATED", maps("created", lambda value: value * 1000), stable)
    yield _edit_create("created-as-string", "CS-CREATED", maps("created", str), stable)
    yield _edit_create("created-as-fraction", "CS-CREATED", maps("created", lambda value: value + 0.5), stable)
    yield _edit_create("created-missing", "CS-CREATED", drops("created"), stable)
    yield _edit_create("created-hours-ago", "CS-CREATED", maps("created", lambda value: value - 8 * 3600), stable)
    other = "CS-MODEL-ECHO QR-MODEL-STABLE"
    yield _edit_create("create-with-unknown-model", "CS-MODEL-ENUM", sets(model="doubao-seedance-2-0"), other)
    yield _edit_create("create-without-model", "CS-MODEL-ENUM", drops("model"), other)
    yield _edit_create("create-answers-fast-model", "CS-MODEL-ECHO", sets(model="seedance_2_0_fast"), other)
    standard = _if_model("seedance_2_0", "seedance_2_0_fast")
    yield _edit_create("create-answers-fast-model-to-standard", "CS-MODEL-ECHO", standard, other)
    swapped = _if_model("seedance_2_0_fast_pro", "seedance_2_0_pro")
    yield _edit_create("create-answers-pro-model-to-fast-pro", "CS-MODEL-ECHO", swapped, other)
    for word in ("processing", "completed", "QUEUED", "pending"):
        yield _edit_create(f"create-answers-status-{word}", "CS-STATUS-QUEUED", sets(status=word), "QR-STATUS-*")
    yield _edit_create("create-without-status", "CS-STATUS-QUEUED", drops("status"))
    other_status = from_second(sets(status="processing"))
    yield _edit_create("create-with-other-status-from-second-on", "CS-STATUS-QUEUED", other_status)
    yield _edit_create("create-with-error-text", "CS-ERROR-NULL", sets(error="accepted"), _NO_TASK)
    error = sets(error={"code": 0, "message": "none"})
    yield _edit_create("create-with-error-object", "CS-ERROR-NULL", error, _NO_TASK)


@fault_table
def _shape() -> Iterator[Fault]:
    yield _edit_create("create-wrapped-in-data", "CS-NO-WRAP", _in_data, "CS-* EP-RESP-JSON QR-*")
    yield _edit_create("create-wrapped-in-result", "CS-NO-WRAP", lambda document, _nth: {"result": document}, _NO_TASK)
    yield _edit_create("create-answers-array", "EP-RESP-JSON", in_array, _NO_TASK)
    yield _edit_create("create-answers-nothing", "EP-RESP-JSON", replace_with(b""), _NO_TASK)


def _in_data(document: Document, _nth: int) -> Document:
    return {"code": 0, "msg": None, "data": document}


def _if_model(asked: str, answered: str) -> Edit:
    return maps("model", lambda model: answered if model == asked else model)


@installer
def _reuse_ids(app: MockApp, when: Callable[[int], bool]) -> None:
    """Some tasks get the id of the task before them, and overwrite it; `when` gets the number of earlier tasks."""
    new_task = app.hooks.new_task
    made: list[Task] = []

    def reuse(call: Call, body: Body, failure: str | None) -> Task:
        task = new_task(call, body, failure)
        if made and when(len(made)):
            task = task._replace(row=made[-1].row, head=made[-1].head)
        made.append(task)
        return task

    app.hooks.new_task = reuse


def _same_for_same_body(app: MockApp) -> None:
    new_task = app.hooks.new_task
    made: dict[bytes, Task] = {}

    def reuse(call: Call, body: Body, failure: str | None) -> Task:
        return made.setdefault(call.body, new_task(call, body, failure))

    app.hooks.new_task = reuse
