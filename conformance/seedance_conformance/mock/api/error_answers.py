"""Writes refusals, in one of three styles, since the documents don't show the real one (docs/contract.md#errors)."""

from collections.abc import Mapping

from attrs import frozen

from seedance_conformance.mock.api.calls import CREATE, DELETE, DETAIL, QUERY, UPLOAD, Answer, Call
from seedance_conformance.mock.problems import Problem, Refusal

STYLES = ("nested", "flat", "in-band")
_ASSET_OPERATIONS = frozenset({UPLOAD, DETAIL, DELETE})


@frozen
class _Kind:
    """How a kind of refusal is written: HTTP status, numeric code, and the words of the nested style."""

    status: int
    number: int
    word: str
    type: str


_KINDS: Mapping[str, _Kind] = {
    "body": _Kind(400, 400, "InvalidParameter", "BadRequest"),
    # 204: the service's code for a wrong key (docs/contract.md#errors).
    "key": _Kind(401, 204, "AuthenticationError", "Unauthorized"),
    "task": _Kind(404, 404, "NotFound", "NotFound"),
    "asset": _Kind(404, -1, "NotFound", "NotFound"),
    "asset-url": _Kind(400, 1001, "InvalidParameter", "BadRequest"),
    "route": _Kind(404, 404, "NotFound", "NotFound"),
    "method": _Kind(405, 405, "MethodNotAllowed", "BadRequest"),
    "media-type": _Kind(415, 415, "UnsupportedMediaType", "BadRequest"),
    "size": _Kind(413, 413, "RequestTooLarge", "BadRequest"),
    "store": _Kind(503, 503, "StoreUnavailable", "ServiceUnavailable"),
}

# An answer lists no more: a body with 100,000 wrong references has as many, and the answer would have 18 MB.
_MOST_PROBLEMS = 100


class ErrorAnswers:
    """Writes refusals in one of the STYLES."""

    def __init__(self, style: str, choices: Mapping[str, str]) -> None:
        self._style = style
        self._only_first = choices["check-order"] == "first"
        self._refuse_as_failed_task = choices["refused-create"] == "failed"
        self._codes = choices["asset-code"]
        self._statuses = {kind: row.status for kind, row in _KINDS.items()}
        self._statuses["body"] = self._statuses["asset-url"] = int(choices["refusal-status"])
        self._statuses["method"] = int(choices["wrong-method"])
        if choices["auth-style"] != "401":
            self._statuses["key"] = 200 if choices["auth-style"] == "200-204" else 403
        if choices["unknown-id"] != "404":
            status = 200 if choices["unknown-id"] == "200-code" else 400
            self._statuses["task"] = self._statuses["asset"] = status

    def answer(self, call: Call, refusal: Refusal) -> Answer:
        """Write the answer to a refused call; it never has a task id."""
        problems = refusal.problems[:1] if self._only_first else refusal.problems
        entries = [problem.entry() for problem in problems[:_MOST_PROBLEMS]]
        kind = _KINDS[refusal.kind]
        if self._refuse_as_failed_task and call.operation == CREATE and refusal.kind == "body":
            failed = {"object": "video", "status": "failed", "error": problems[0].sentence()}
            return Answer(200, failed | {"problems": entries})
        status = self._statuses[refusal.kind]
        if self._style == "in-band" and refusal.kind not in ("route", "method", "store"):
            status = 200
        document = self._document(call, kind, status, problems[0])
        return Answer(status, document | {"problems": entries})

    def _document(self, call: Call, kind: _Kind, status: int, problem: Problem) -> dict[str, object]:
        message = problem.sentence()
        # Refusals of asset calls are documented: a code other than 0 with the reason in msg (AS-UP-FAIL).
        if call.operation in _ASSET_OPERATIONS:
            code: int | str = kind.number
            return {"code": str(code) if self._codes == "string" else code, "msg": message, "data": None}
        if status == 200 or self._style == "in-band":
            # 400 within HTTP 200 isn't among the codes that were seen to mean no, so nobody could know that it is free.
            return {"code": str(422 if kind.number == 400 else kind.number), "msg": message}
        if self._style == "flat":
            return {"code": status, "msg": message, "data": None}
        error = {"code": kind.word, "message": message, "param": problem.field or None, "type": kind.type}
        return {"error": error}


def unknown_id(operation: str, resource_id: str) -> Refusal:
    """The refusal of an unknown id; a deleted one and one of another key get the same answer."""
    if operation == QUERY:
        message, remedy = "this key has no task with that id", "send an id that a create with this key returned"
        return Refusal("task", [Problem("RB-ID-UNKNOWN", "id", resource_id, message, remedy)])
    message, remedy = "this key has no asset with that id", "send an id that an upload with this key returned"
    return Refusal("asset", [Problem("RB-ID-UNKNOWN", "assetId", resource_id, message, remedy)])
