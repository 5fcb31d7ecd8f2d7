"""One table of answers to a create, for the client and the suite: what each means for the money, and which id it names.

The two readings share no code, and both must pass this table (test_money_concordance.py). Its verdicts follow the rule
in docs/design.md#refused-is-not-the-same-as-free, not what either does.
"""

import json
from typing import Any, Final, Literal

from attrs import field, frozen
from tests import doubtful_answers, real_refusals
from tests.answer_shapes import ACCEPTED, FURTHER

Verdict = Literal["accepted", "refused", "unknown"]


@frozen
class CreateAnswer:
    """An answer to a create.

    Attributes:
        status: HTTP status.
        body: the JSON document, or bytes as they are.
        verdict: what the answer means for the money.
        id: of the task, if the answer is accepted, or both can read it; else None.
        headers: of the answer; names in lower case.
    """

    status: int
    body: Any
    verdict: Verdict
    id: str | None = None
    headers: dict[str, str] = field(factory=dict)

    @property
    def content(self) -> bytes:
        """The body as it is sent."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


def _in_band(verdict: Verdict, *codes: object, **more: object) -> list[CreateAnswer]:
    return [CreateAnswer(200, {"code": code, "msg": "no", **more}, verdict) for code in codes]


_LINK: Final = {"retry-after": "1"}

_ERRORS: Final[list[object]] = ["no", True, 5, {"code": 7}, {"message": "no"}, ["no"], {"code": "a.b", "message": "no"}]
_NO_ERRORS: Final[list[object]] = [
    *("", None, False, [], {}, {"message": ""}, "none", 0, {"code": 0, "message": "x"}, {"code": "success"}),
]

_UNREADABLE: Final = (
    *("受け付けました".encode("shift-jis"), "受け付けました".encode("euc-jp"), "任务已提交".encode("gbk")),
    *("任務已提交".encode("big5"), "작업 접수".encode("euc-kr"), '{"id": "video_1"}'.encode("cp037")),
    *(b"\xff\xfe\xfd", b"\x01\x02\x03", b"\n\x08prompt\x10\x01", b'{"error": "no \xff"}', b'{"error": "no\\u0000"}'),
    *("\u2705".encode(), b"400 \xf0\x9f\x91\x8d", b'{"error": "\xe2\x8f\xb3"}', "\ue000".encode()),
    b'{"error": "no\\ud800"}',
)
"""Bytes that aren't text, texts in other encodings, and signs that may mean anything."""
_FREE: Final = {"x-credits-used": "0", "x-charged": "false", "x-ratelimit-used": "3", "x-ms-request-charge": "0.00"}
_SIGNS: Final = ("\u274c no", "\U0001f6ab not allowed", "\u26a0\ufe0f prompt required", "no \xa9 text", "below 5 \xb0")
_NOTHING_LEFT: Final = (
    *("0 credits left", "balance: 0.00", "Your balance is -5.20", "remaining credits: 0", "余额0", "余额不足"),
    *("insufficient balance, remaining 90 credits", "need 100 points, remaining 90", "余额不足\uff0c当前余额90"),
    *("Insufficient balance. Current balance: 0.05 USD", "prompt required", "prompt must have 4 characters"),
    *("silent videos aren't supported", "不支持无声视频"),
)
"""They give a reason, unlike an amount that is left after a payment."""
_DOUBLED: Final = (
    b'{"id": "video_1", "id": "video_2", "object": "video", "status": "queued"}',
    b'{"id": "video_1", "object": "video", "created": 1774836724, "status": "queued", "id": ""}',
    b'{"id": "video_1", "object": "video", "status": "queued", "id": null}',
    b'{"code": 0, "data": {"task_id": "t-1"}, "data": {"task_id": "t-2"}}',
    b'{"code": 0, "data": "t-17", "data": "t-18"}',
    b'{"data": {"task_id": "t-1", "taskId": "t-2"}}',
    b'[{"id": "t-1", "ID": "t-2"}]',
    b'{"code": 0, "data": "{\\"task_id\\": \\"t-1\\", \\"task_id\\": \\"t-2\\"}"}',
    b'{"id": "video_1", "object": "video", "status": "failed", "status": "queued"}',
)
"""A name with two values: readers of JSON differ in which of them counts."""

ANSWERS: Final[list[CreateAnswer]] = [
    # HTTP status
    *(CreateAnswer(status, {"message": "no"}, "refused") for status in (400, 401, 402, 403, 404, 405, 413, 415, 422)),
    *(CreateAnswer(status, b"", "refused") for status in (400, 404, 429, 451)),
    *(CreateAnswer(status, {"error": "no"}, "unknown") for status in (408, 409, 425, 499, 500, 501, 502, 503, 504)),
    *(CreateAnswer(status, b"", "unknown") for status in (200, 201, 202, 204, 301, 302, 303, 307, 500, 502, 503)),
    *(CreateAnswer(status, {"error": "no"}, "unknown") for status in (201, 202)),
    *(CreateAnswer(status, {"error": "no"}, "refused") for status in (200, 203)),
    CreateAnswer(429, {"error": "slow down"}, "refused"),
    CreateAnswer(503, b"", "refused", headers=_LINK),
    CreateAnswer(429, {"error": "slow down", "id": "video_1"}, "unknown", "video_1"),
    CreateAnswer(503, {"data": "task_7kQ2mZ"}, "unknown", "task_7kQ2mZ", headers=_LINK),
    CreateAnswer(200, b"<html><h1>Welcome</h1></html>", "unknown"),
    CreateAnswer(404, b"<html><h1>404 Not Found</h1></html>", "refused"),
    CreateAnswer(400, {"error": "no"}, "unknown", headers={"location": "/v1/result/task_1"}),
    CreateAnswer(400, {"error": "no"}, "unknown", headers={"x-task-id": "task_1"}),
    CreateAnswer(400, {"error": "no"}, "refused", headers={"x-request-id": "r-1"}),
    # codes within a success
    *_in_band(
        "refused", -1, "-1", 204, "204", 1001, 401, "402", 403, 404, 410, 422, 429, 451, 500, "502", 503, 504, 599
    ),
    *_in_band("refused", "InvalidParameter.TaskType", "InputImageSensitiveContentDetected.PrivacyInformation"),
    *_in_band("refused", -1, 404, 500, data=None),
    *_in_band("unknown", 400, "400", 408, "409", 425, 499, 600, 1000, 1004, 2013, 20400, 0, 1, 200, "200", 20000, None),
    *_in_band("unknown", "success", "error", "fail", "Ok.Created", "Success.Accepted", "v1.2", True, ""),
    *_in_band("unknown", -1, 401, 500, 1001, data={"code": 1001, "message": "no"}),
    *_in_band("unknown", -1, 401, 500, 1001, data={"message": "duration: 4 to 15"}),
    *_in_band("unknown", -1, 401, 500, 1001, data=7),
    *_in_band("unknown", -1, 401, 500, 1001, data="no"),
    *_in_band("unknown", -1, 401, 500, result={"reason": "no"}),
    *_in_band("unknown", -1, 401, 500, request_id="r-1"),
    *_in_band("unknown", -1, 401, 500, status="queued"),
    *_in_band("unknown", -1, 401, 500, status=401),
    *_in_band("unknown", -1, 401, 500, status_url="https://gw.example.com/r/1"),
    CreateAnswer(400, {"code": 400, "msg": "no", "data": {"message": "duration: 4 to 15"}}, "unknown"),
    CreateAnswer(400, {"status": 400, "error": "Bad Request"}, "refused"),
    CreateAnswer(400, {"status": 500, "error": "Bad Request"}, "unknown"),
    CreateAnswer(400, {"status": "fail", "message": "no"}, "unknown"),
    CreateAnswer(400, {"error": "no", "task_id": "task_7kQ2mZ"}, "unknown", "task_7kQ2mZ"),
    # errors within a success
    *(CreateAnswer(200, {"error": error}, "refused") for error in _ERRORS),
    *(CreateAnswer(200, {"error": error}, "unknown") for error in _NO_ERRORS),
    # which id
    CreateAnswer(200, {"id": "as-1", "task_id": "task_7kQ2mZ"}, "accepted", "task_7kQ2mZ"),
    CreateAnswer(200, {"id": "video_1", "object": "video", "task_id": "task_7kQ2mZ"}, "accepted", "video_1"),
    CreateAnswer(200, {"id": "as-1", "data": {"task_id": "task_7kQ2mZ"}}, "accepted", "task_7kQ2mZ"),
    CreateAnswer(200, {"id": 90817, "video_id": "v-1"}, "accepted", "90817"),
    CreateAnswer(200, {"user": {"id": 90817}, "video_id": "v-1"}, "accepted", "v-1"),
    CreateAnswer(200, {"code": 0, "uuid": "0f5d2c1e", "data": "task_7kQ2mZ"}, "accepted", "task_7kQ2mZ"),
    CreateAnswer(
        200, {"error": {"code": 0, "message": "x"}, "task_id": "t-123", "status": "queued"}, "accepted", "t-123"
    ),
    CreateAnswer(200, {"success": False, "data": "task_7kQ2mZ"}, "unknown", "task_7kQ2mZ"),
    CreateAnswer(200, {"code": 200, "data": 1}, "unknown"),
    CreateAnswer(200, {"code": 200, "data": "17"}, "unknown"),
    CreateAnswer(200, {"code": 0, "request_id": "r-9"}, "unknown"),
    CreateAnswer(200, {"id": "video_1", "status": "failed"}, "unknown", "video_1"),
    CreateAnswer(200, b'{"id": "video_1", "status": "que', "unknown", "video_1"),
    *(CreateAnswer(400, {"message": text}, "refused") for text in _NOTHING_LEFT),
    *(CreateAnswer(400, body, "unknown") for body in _UNREADABLE),
    *(CreateAnswer(400, word.encode(), "unknown", word) for word in ("AAAA.0", "ABC-12")),
    *(CreateAnswer(400, word, "unknown") for word in (b"E1001", b"image1", b"v1.2", b"15s", b"1001", b'"AAAA.0"')),
    *(CreateAnswer(400, {"error": "no"}, "refused", headers={name: value}) for name, value in _FREE.items()),
    *(CreateAnswer(400, {"error": text}, "refused") for text in _SIGNS),
    *(CreateAnswer(200, body, "unknown") for body in _DOUBLED),
    CreateAnswer(
        200, b'{"id": "video_1", "object": "video", "status": "queued", "id": "video_1"}', "accepted", "video_1"
    ),
    CreateAnswer(200, {"requestId": "r-1", "request_id": "r-2", "task_id": "t-1"}, "accepted", "t-1"),
    CreateAnswer(200, {"task_id": "t-1", "taskId": ""}, "accepted", "t-1"),
]
"""Answers that are no shape of a gateway: refusals, near misses of refusals, and ids in odd company."""

REQUEST: Final = {
    "model": "seedance_2_0_pro",
    "prompt": "A fox z9y8x7w6 in snow",
    "duration": 20,
    "first_image": "asset://a-17",
    "aspect_ratio": "\U0001f600",
    "last_image": {"\xbcx": None},
}
"""The request that all answers of this table are about; an answer may repeat it."""
_REPEATS: Final[list[object]] = [
    {"error": {"message": "no such asset: asset://a-17", "param": "first_image"}},
    {"error": {"message": "the prompt 'A fox z9y8x7w6 in snow' isn't allowed"}},
    {"error": {"message": "z9y8x7w6 isn't allowed", "input": REQUEST}},
    {"errors": [{"first_image": "asset://a-17", "duration": 20}]},
    {"error": {"value": "asset://a-17"}},
    {"errors": [{"field": "aspect_ratio", "value": "\U0001f600"}]},
    {"error": {"message": "no", "value": {"\xbcx": None}}},
    {"error": {"message": "Cannot POST /v1/kyyvideo2/videos"}},
]

WORDED: Final[list[CreateAnswer]] = [
    *(CreateAnswer(status, body, "refused", headers=real_refusals.HEADERS) for status, body in real_refusals.CERTAIN),
    *(CreateAnswer(status, body, "unknown") for status, body in real_refusals.DOUBTFUL.values()),
    *(CreateAnswer(400, body, "refused") for body in _REPEATS),
    CreateAnswer(400, {"error": {"message": "no such asset: asset://a-18"}}, "unknown"),
    CreateAnswer(400, {"error": {"message": "\U0001f600"}}, "unknown"),
    CreateAnswer(400, {"error": {"value": "\U0001f601"}}, "unknown"),
    *(CreateAnswer(status, body, "unknown") for status, body in doubtful_answers.BODIES),
    *(CreateAnswer(400, {"error": "no"}, "unknown", headers={n: v}) for n, v in doubtful_answers.HEADERS.items()),
]
"""Real refusals, answers that repeat the request, and refusals that may have started a task."""

_UNSURE: Final = {
    *("nothing known", "failed with an id", "a new code", "no and an id", "success is false", "no id", "empty id"),
    *("a word under data", "a count under data", "request_id of a log alone", "an unknown name", "two tasks"),
    *("request_id, another address",),
}

SHAPES: Final = {
    name: CreateAnswer(200, shape.body, "unknown" if name in _UNSURE else "accepted", shape.task_id)
    for name, shape in (ACCEPTED | FURTHER).items()
}
"""The shapes of gateways, each of which started a task."""
