"""Faults in the query answer and in the lifecycle of a task."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import QUERY, Answer, Call
from seedance_conformance.mock.faults.fault import Fault, Install, changing_tasks, fault, fault_table, installer
from seedance_conformance.mock.faults.response_mutations import (
    Document,
    Edit,
    at,
    changes,
    drops,
    from_second,
    maps,
    rewrite_answers,
    sets,
)
from seedance_conformance.mock.state.tasks import NEVER

_STATUSES = ("queued", "processing", "completed", "failed")
_ENDED = "QR-* RB-TASK-ENDS"


_one = partial(changes, QUERY)


@fault_table
def _identity() -> Iterator[Fault]:
    yield _one("query-answers-other-id", "QR-ID-ECHO", maps("id", lambda text: text[:-1] + "z"), "QR-READ-ONLY")
    yield _one("query-answers-id-in-capitals", "QR-ID-ECHO", maps("id", str.upper))
    yield _one("query-without-id", "QR-ID-ECHO", drops("id"), "EP-QUERY-PATH")
    for status in ("completed", "failed"):
        other = at(status, sets(id="video_1"))
        yield _one(f"query-answers-other-id-when-{status}", "QR-ID-ECHO", other, "QR-READ-ONLY")
    yield _one("query-with-other-object", "QR-OBJECT", sets(object="task"))
    yield _one("query-without-object", "QR-OBJECT", drops("object"))
    yield _one("query-with-other-object-when-completed", "QR-OBJECT", at("completed", sets(object="result")))


@fault_table
def _stable_fields() -> Iterator[Fault]:
    stable, model = "QR-CREATED-STABLE", "QR-MODEL-STABLE"
    yield _one("created-a-second-later-in-query", stable, maps("created", lambda value: value + 1))
    yield _one("created-moves-when-completed", stable, at("completed", maps("created", lambda value: value + 60)))
    yield _one("created-as-string-in-query", stable, maps("created", str), "CS-CREATED")
    yield _one("created-missing-in-query", stable, drops("created"))
    yield _one("created-counts-queries", f"{stable} QR-READ-ONLY", _add_count)
    yield _one("model-changes-when-processing", model, at("processing", sets(model="seedance_2_0")))
    yield _one("model-changes-when-completed", model, at("completed", sets(model="seedance_2_0_fast")))
    yield _one("model-changes-at-second-query", f"{model} QR-READ-ONLY", from_second(sets(model="seedance_2_0_fast")))
    yield _one("query-with-unknown-model", model, sets(model="doubao-seedance-2-0"))
    yield _one("query-without-model", model, drops("model"))


def _add_count(document: Document, nth: int) -> Document:
    return document | {"created": document["created"] + nth}


@fault_table
def _statuses() -> Iterator[Fault]:
    for status, word in (
        ("processing", "running"),
        ("processing", "in_progress"),
        ("completed", "succeeded"),
        ("completed", "COMPLETED"),
        ("queued", "pending"),
    ):
        yield _one(f"{status}-called-{word}", "QR-STATUS-ENUM", at(status, sets(status=word)), _ENDED)
    yield _one("status-cancelled-when-failed", "QR-STATUS-ENUM", at("failed", sets(status="cancelled")), _ENDED)
    yield _one("query-without-status", "QR-STATUS-ENUM", drops("status"), "*")


@fault_table
def _completed() -> Iterator[Fault]:
    url, seconds, tokens = "QR-URL-COMPLETED", "QR-ADUR-COMPLETED", "QR-TOK-COMPLETED"
    media = "QR-MP4 QR-SOUND QR-FRAME-RATIO CR-*-DEFAULT LC-URL-TTL QR-ADUR-MATCH"
    value: object
    for name, value in (("null", None), ("empty", ""), ("relative", "/results/1.mp4"), ("ftp", "ftp://host/1.mp4")):
        yield _one(f"video-url-{name}-when-completed", url, at("completed", sets(video_url=value)), media)
    yield _one("video-url-missing-when-completed", url, at("completed", drops("video_url")), media)
    yield _one("video-url-lost-at-second-query", url, at("completed", from_second(sets(video_url=None))), media)
    for name, value in (("null", None), ("zero", 0), ("negative", -5), ("text", "5"), ("boolean", True)):
        wrong = at("completed", sets(actualDuration=value))
        yield _one(f"actual-duration-{name}-when-completed", seconds, wrong, media)
    yield _one("actual-duration-missing-when-completed", seconds, at("completed", drops("actualDuration")), media)
    for name, value in (("null", None), ("negative", -1), ("fraction", 1.5), ("text", "108900")):
        yield _one(f"total-tokens-{name}-when-completed", tokens, at("completed", sets(totalTokens=value)))
    yield _one("total-tokens-missing-when-completed", tokens, at("completed", drops("totalTokens")))


@fault_table
def _failed() -> Iterator[Fault]:
    errors: dict[str, object] = {"null": None, "empty": "", "object": {"code": 1, "message": "why"}}
    for name, value in errors.items():
        yield _one(f"error-{name}-when-failed", "QR-ERR-FAILED", at("failed", sets(error=value)))
    yield _one("error-missing-when-failed", "QR-ERR-FAILED", at("failed", drops("error")))


@fault_table
def _fields_of_other_statuses() -> Iterator[Fault]:
    """Fields that have a value in the wrong status."""
    for status in _STATUSES:
        if status != "completed":
            early = at(status, sets(video_url="http://127.0.0.1/early.mp4"))
            yield _one(f"video-url-when-{status}", "QR-URL-ELSE", early)
            yield _one(f"actual-duration-when-{status}", "QR-ADUR-ELSE", at(status, sets(actualDuration=5)))
            yield _one(f"total-tokens-when-{status}", "QR-TOK-ELSE", at(status, sets(totalTokens=0)))
        if status != "failed":
            yield _one(f"error-when-{status}", "QR-ERR-ELSE", at(status, sets(error="none")))


@fault_table
def _lifecycle() -> Iterator[Fault]:
    back = "QR-STATUS-MONOTONE"
    yield _one("processing-goes-back-to-queued", back, at("processing", from_second(sets(status="queued"))))
    yield _one("queued-begins-as-processing", back, at("queued", _begin_as_processing))
    ended = "QR-TERMINAL-STABLE"
    lost = "QR-* CR-* RB-TASK-ENDS LC-*"
    unended = from_second(_as_status("processing"))
    yield _one("completed-goes-back-to-processing", f"{ended} {back}", at("completed", unended), lost)
    failed = at("completed", from_second(_as_status("failed")))
    yield _one("completed-turns-into-failed", ended, failed, f"{back} {lost}")
    yield fault("task-forgotten-after-12-queries", ended, _forgotten_after(12), lost)
    yield fault("task-forgotten-while-processing", "RB-TASK-ENDS", _forgotten_while_processing, "*")
    queued = at("failed", from_second(_as_status("queued")))
    yield _one("queued-again-after-failed", f"{ended} {back}", queued, lost)
    yield fault("tasks-stay-queued", "RB-TASK-ENDS", _change_tasks(processing_at=NEVER, ended_at=NEVER), "*")
    yield fault("tasks-stay-in-processing", "RB-TASK-ENDS", _change_tasks(ended_at=NEVER), "*")
    fast = _change_tasks("seedance_2_0_fast", ended_at=NEVER)
    yield fault("tasks-stay-in-processing-on-fast", "RB-TASK-ENDS", fast, "*")
    reason = "the model gave up"
    yield fault("every-task-fails", "RB-TASK-ENDS", _change_tasks(failure=reason), "*")
    yield fault("tasks-of-fast-pro-fail", "RB-TASK-ENDS", _change_tasks("seedance_2_0_fast_pro", failure=reason), "*")


@installer
def _forgotten_after(app: MockApp, most: int) -> None:
    """A task is gone after `most` queries: 410."""
    asked = Counter[str]()

    def rewrite(call: Call, answer: Answer) -> Answer:
        asked[call.resource_id] += 1
        gone = {"error": {"code": "Gone", "message": "this task is no longer kept"}}
        return Answer(410, gone) if asked[call.resource_id] > most else answer

    rewrite_answers(rewrite, QUERY)(app)


def _forgotten_while_processing(app: MockApp) -> None:
    """A task is gone as soon as one query has shown that it is processing, so nobody sees its end."""
    shown = set[str]()

    def rewrite(call: Call, answer: Answer) -> Answer:
        if call.resource_id in shown:
            return Answer(404, {"error": {"code": "NotFound", "message": "no such task"}})
        if isinstance(answer.document, dict) and answer.document.get("status") == "processing":
            shown.add(call.resource_id)
        return answer

    rewrite_answers(rewrite, QUERY)(app)


def _begin_as_processing(document: Document, nth: int) -> Document:
    return document | {"status": "processing"} if nth == 1 else document


def _as_status(status: str) -> Edit:
    """Answer another status with the fields that belong to it, so that nothing else is wrong."""
    other = sets(status=status, video_url=None, error="it broke" if status == "failed" else None)
    return lambda document, nth: drops("actualDuration", "totalTokens")(other(document, nth), nth)


def _change_tasks(model: str = "", **changes: object) -> Install:
    """Change every task that would succeed, or those of one model."""
    return changing_tasks(lambda _, task: task.failure is None and model in ("", task.model), **changes)
