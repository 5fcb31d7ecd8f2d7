"""Gateway shapes: how some gateways answer creates and queries, so that users can test their own code with them.

A shape (docs/contract.md#gateway-shapes) rewrites the documented answers, with one function for creates and one for
queries. A shape isn't a fault: such servers exist, and they accept and bill these creates. Refusals keep the form of
`--error-style`.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import frozen

from seedance_conformance.mock.media.result_format import FRAMES_A_SECOND
from seedance_conformance.mock.state.tasks import COMPLETED, FAILED, PROCESSING, QUEUED, Task

Document: TypeAlias = dict[str, object]


@frozen
class AnswerContext:
    """The task of an answer, its id, and the address for queries about it."""

    task: Task
    task_id: str
    address: str


Render: TypeAlias = Callable[[Document, AnswerContext], Document]


@frozen
class GatewayShape:
    """One way to answer; `create` and `query` make its answers from the documented ones.

    `about` describes the create answer; `id_form` is a key of `ID_FORMS`, or empty for the choice `id-form`.
    """

    name: str
    about: str
    create: Render
    query: Render
    id_form: str = ""


def _documented(answer: Document, _context: AnswerContext) -> Document:
    return answer


# The words that gateways use for the four documented states, in the order of _STATES.
_CAPITALS = ("SUBMITTED", "IN_PROGRESS", "SUCCESS", "FAILURE")
_RECORD = ("NOT_START", "IN_PROGRESS", "SUCCESS", "FAILURE")
_QUEUE = ("IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED")
_VENDOR = ("queued", "running", "succeeded", "failed")
_SUCCEED = ("submitted", "processing", "succeed", "failed")
_DONE = ("in_queue", "running", "done", "error")
_STATES = (QUEUED, PROCESSING, COMPLETED, FAILED)

_CODE = re.compile(r"([A-Z]\w*(?:\.\w+)*): (.+)", re.DOTALL)
_VALUE = re.compile(r"\b(ID|ADDRESS)\b")


def _word(answer: Document, words: tuple[str, ...]) -> object:
    """The gateway's word for the state of an answer; an undocumented state stays as it is."""
    return dict(zip(_STATES, words, strict=True)).get(str(answer.get("status")), answer.get("status"))


def _error(answer: Document) -> Document | None:
    """The reason of a failed task as code and message; a reason that begins with a code is split."""
    reason = answer.get("error")
    if not isinstance(reason, str):
        return None
    found = _CODE.fullmatch(reason)
    code, message = found.groups() if found else ("InternalServiceError", reason)
    return {"code": code, "message": message}


def _error_text(answer: Document) -> str:
    """The reason of a failed task as `CODE: message`; empty without one."""
    error = _error(answer)
    return f"{error['code']}: {error['message']}" if error else ""


def _with_words(words: tuple[str, ...]) -> Render:
    return lambda answer, _context: answer | {"status": _word(answer, words)}


def _record_query(answer: Document, context: AnswerContext) -> Document:
    """A gateway's database row around the seller's answer; the numeric id is the row's."""
    row = {
        "id": context.task.row,
        "task_id": context.task_id,
        "status": _word(answer, _RECORD),
        "fail_reason": _error_text(answer),
        "result_url": answer.get("video_url") or "",
        "progress": {QUEUED: "0%", PROCESSING: "30%"}.get(str(answer.get("status")), "100%"),
        "data": answer,
    }
    return {"code": "success", "message": "", "data": row}


def _code_200_query(answer: Document, context: AnswerContext) -> Document:
    return {"code": 200, "msg": "success", "data": {"taskId": context.task_id} | answer}


def _code_20000_query(answer: Document, context: AnswerContext) -> Document:
    """In this shape, the reason of a failed task is JSON text."""
    error = _error(answer)
    task = {name: value for name, value in answer.items() if name not in ("id", "object", "error")}
    changes = {"status": _word(answer, _SUCCEED), "error": json.dumps(error, ensure_ascii=False) if error else None}
    return {"code": 20000, "message": "OK", "data": {"task_id": context.task_id} | task | changes}


def _code_10000_query(answer: Document, context: AnswerContext) -> Document:
    task = {name: value for name, value in answer.items() if name not in ("id", "object")}
    changes = {"status": _word(answer, _DONE), "error": _error_text(answer) or None}
    return {"code": 10000, "message": "success", "task_id": context.task_id} | task | changes


def _status_url_query(answer: Document, context: AnswerContext) -> Document:
    return {"request_id": context.task_id} | answer | {"status": _word(answer, _QUEUE)}


def _vendor_query(answer: Document, context: AnswerContext) -> Document:
    """The answer of the vendor's own API."""
    task = context.task
    status, tokens = answer.get("status"), answer.get("totalTokens")
    document: Document = {
        "id": context.task_id,
        "model": answer.get("model"),
        "status": _word(answer, _VENDOR),
        "error": _error(answer),
        "created_at": answer.get("created"),
        "updated_at": int(task.ended_at if status in (COMPLETED, FAILED) else task.created),
    }
    if status == COMPLETED:
        document |= {
            "content": {"video_url": answer.get("video_url")},
            "usage": {"completion_tokens": tokens, "total_tokens": tokens},
            "ratio": task.ratio,
            "duration": task.duration,
            "framespersecond": FRAMES_A_SECOND,
        }
    return document


def _numeric_id(answer: Document, context: AnswerContext) -> Document:
    return answer | {"id": int(context.task_id)}


def _written(name: str, answer: str, query: Render, id_form: str, note: str = "") -> GatewayShape:
    """A shape whose create answer is this JSON with values for ID and ADDRESS."""

    def create(_answer: Document, context: AnswerContext) -> Document:
        values = {"ID": context.task_id, "ADDRESS": context.address}
        document: Document = json.loads(_VALUE.sub(lambda found: json.dumps(values[found[0]]), answer))
        return document

    return GatewayShape(name, answer + note, create, query, id_form)


DOCUMENTED = "documented"
_ROW = "as documented; a query answers a gateway's row with the task inside"
_LONG = "as documented; the id is base64, 300 characters with = and /"
SHAPES: Mapping[str, GatewayShape] = {
    shape.name: shape
    for shape in (
        GatewayShape(DOCUMENTED, "as documented", _documented, _documented),
        _written("data-id", '{"code": "success", "message": "", "data": ID}', _record_query, "task"),
        _written("code-200", '{"code": 200, "msg": "success", "data": {"taskId": ID}}', _code_200_query, "task"),
        _written("code-20000", '{"code": 20000, "message": "OK", "data": {"task_id": ID}}', _code_20000_query, "cgt"),
        _written("code-10000", '{"code": 10000, "message": "success", "task_id": ID}', _code_10000_query, "task"),
        _written("submitted", '{"id": ID, "status": "SUBMITTED"}', _with_words(_CAPITALS), "task"),
        _written("status-url", '{"request_id": ID, "status_url": ADDRESS}', _status_url_query, "uuid"),
        GatewayShape("record", _ROW, _documented, _record_query),
        _written("vendor", '{"id": ID}', _vendor_query, "cgt", "; a query has content.video_url"),
        GatewayShape("number-id", "as documented; the id is a number", _numeric_id, _numeric_id, "number"),
        GatewayShape("long-id", _LONG, _documented, _documented, "base64"),
    )
}
