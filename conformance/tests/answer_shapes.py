"""Create answers that real gateways give, collected from public reports; ids are replaced.

Each of these tasks was started and billed (docs/contract.md#gateway-shapes). docs/answers.md names each shape. The
tables of the client's tests and of the suite's tests both use them, so that the two readings can't drift apart.
"""

from typing import Any, Final

from attrs import frozen

UUID_ID: Final = "video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"
LONG_ID: Final = "Q0dU" + "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo0NTY3ODkw" * 6 + "MDEyMzQ1Njc4OWFiY2RlZmdo" + "/x=="
"""A base64 id of about 300 characters, as one gateway gives it."""


@frozen
class Shape:
    """A create answer that bills.

    Attributes:
        body: the answer's JSON document.
        task_id: the id of the task where the answer names one, else None.
    """

    body: Any
    task_id: str | None


ACCEPTED: Final = {
    "documented": Shape({"id": UUID_ID, "object": "video", "created": 1774836724, "status": "queued"}, UUID_ID),
    "id as data": Shape({"code": "success", "message": "", "data": "task_7kQ2mZ"}, "task_7kQ2mZ"),
    "number as data": Shape({"code": "success", "message": "", "data": 90817263}, "90817263"),
    "code 200, taskId": Shape({"code": 200, "msg": "success", "data": {"taskId": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "code 20000, task_id": Shape({"code": 20000, "message": "OK", "data": {"task_id": "cgt-2026-ab"}}, "cgt-2026-ab"),
    "code 10000, flat": Shape({"code": 10000, "message": "success", "task_id": "task_7kQ2mZ"}, "task_7kQ2mZ"),
    "code 1": Shape({"code": 1, "msg": "SUCCESS", "data": {"id": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "code '0', projectId": Shape({"code": "0", "msg": None, "data": {"projectId": "p-90817263"}}, "p-90817263"),
    "id alone": Shape({"id": "cgt-2026-ab"}, "cgt-2026-ab"),
    "submitted": Shape({"id": "task_7kQ2mZ", "status": "SUBMITTED"}, "task_7kQ2mZ"),
    "status_url alone": Shape({"request_id": "r-1", "status_url": "https://gw.example.com/requests/r-1"}, "r-1"),
    "numeric id": Shape({"id": 90817263, "status": "queued"}, "90817263"),
    "long base64 id": Shape({"id": LONG_ID, "status": "queued"}, LONG_ID),
    "id with ; and ,": Shape({"data": {"task_id": "t;7,k"}}, "t;7,k"),
    "id with other letters": Shape({"code": 200, "data": {"id": "задача-7"}}, "задача-7"),
    "result": Shape({"code": "SUCCESS", "result": "task_7kQ2mZ"}, "task_7kQ2mZ"),
    "nested twice": Shape({"code": 0, "data": {"data": {"id": "task_7kQ2mZ"}}}, "task_7kQ2mZ"),
    "list": Shape([{"id": "task_7kQ2mZ"}], "task_7kQ2mZ"),
    "nothing known": Shape({"ok": True}, None),
    "failed with an id": Shape({"id": UUID_ID, "status": "failed", "error": "busy"}, UUID_ID),
}

FURTHER: Final = {
    "list under data": Shape(
        {"code": 200, "data": [{"status": "submitted", "task_id": "task_01K8SGYNNN"}]}, "task_01K8SGYNNN"
    ),
    "request_id of a log": Shape(
        {"code": 0, "message": "ok", "request_id": "r-9", "data": {"task_id": "831", "task_status": "submitted"}}, "831"
    ),
    "output": Shape(
        {"output": {"task_status": "PENDING", "task_id": "0385dc79-5ff8"}, "request_id": "r-9"}, "0385dc79-5ff8"
    ),
    "output, no state": Shape({"output": {"task_id": "0385dc79-5ff8"}, "request_id": "r-9"}, "0385dc79-5ff8"),
    "state": Shape({"task_id": "831", "state": "created", "model": "m", "credits": 4}, "831"),
    "task": Shape({"task": {"id": "424010985738629", "status": "queued"}}, "424010985738629"),
    "taskNo, code 1000": Shape({"code": 1000, "message": "success", "data": {"taskNo": "a1b2c3d4"}}, "a1b2c3d4"),
    "result of digits": Shape(
        {"code": 1, "description": "submitted", "result": "1320098173412546"}, "1320098173412546"
    ),
    "status is a code": Shape(
        {
            "code": 10000,
            "data": {"task_id": "7392616336519610409"},
            "message": "Success",
            "request_id": "r",
            "status": 10000,
        },
        "7392616336519610409",
    ),
    "id of a log beside task_id": Shape(
        {"id": "as-d2f7xspq", "task_id": "67bd3a0", "base_resp": {"status_code": 0, "status_msg": "success"}}, "67bd3a0"
    ),
    "row number beside task_id": Shape({"code": "success", "data": {"id": 6, "task_id": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "both ids": Shape(
        {"id": "cgt-2026-wnc8k", "task_id": "cgt-2026-wnc8k", "object": "video", "status": "queued"}, "cgt-2026-wnc8k"
    ),
    "error of code 0": Shape(
        {"task_id": "abcd1234efgh", "status": "queued", "error": {"code": 0, "message": "string"}}, "abcd1234efgh"
    ),
    "empty error": Shape({"code": 200, "data": {"id": "9f", "urls": {"get": "u"}, "outputs": [], "error": ""}}, "9f"),
    "queue": Shape(
        {
            "status": "IN_QUEUE",
            "request_id": "764cabcf-b745",
            "response_url": "https://queue.example.com/app/requests/764cabcf-b745",
            "status_url": "https://queue.example.com/app/requests/764cabcf-b745/status",
            "queue_position": 0,
        },
        "764cabcf-b745",
    ),
    "request_id, another address": Shape({"request_id": "r-1", "status_url": "https://gw.example.com/q/77"}, "r-1"),
    "JSON text under data": Shape({"code": 0, "data": '{"taskId": "task_7kQ2mZ"}'}, "task_7kQ2mZ"),
    "id beside a word under data": Shape({"id": "task_7kQ2mZ", "status": "queued", "data": "tier-1"}, "task_7kQ2mZ"),
    "the seller's answer within": Shape(
        {"code": "success", "data": {"id": 6, "task_id": "task_7kQ2mZ", "data": {"task_id": "cgt-2026-ab"}}},
        "task_7kQ2mZ",
    ),
    "taskUUID": Shape({"data": [{"taskType": "videoInference", "taskUUID": "770c3b6e-20b2"}]}, "770c3b6e-20b2"),
    "two tasks": Shape({"data": [{"task_id": "task_a1"}, {"task_id": "task_a2"}]}, "task_a1"),
    "success": Shape(
        {"success": True, "data": {"id": "task12d7f8", "status": "pending", "result": None}}, "task12d7f8"
    ),
    "a new code": Shape({"code": 777, "data": {"task_id": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "no and an id": Shape({"code": 1001, "msg": "no", "data": {"task_id": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "success is false": Shape({"success": False, "data": {"task_id": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "no id": Shape({"code": 0, "message": "success", "data": None}, None),
    "empty id": Shape({"task_id": "", "base_resp": {"status_code": 1004, "status_msg": "login fail"}}, None),
    "a word under data": Shape({"code": 200, "data": "success"}, None),
    "a count under data": Shape({"code": 200, "data": 1}, None),
    "request_id of a log alone": Shape({"code": 0, "request_id": "r-9"}, None),
    "an unknown name": Shape({"ok": True, "render_id": "rnd-77"}, "rnd-77"),
}
"""More shapes, from public pages of gateways, and near misses: with an id, with one that isn't clear, and without."""
