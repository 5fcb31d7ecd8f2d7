"""Create answers that real gateways give, collected from public reports (contract.md, section 11.1; ids replaced).

Each of these tasks was started and billed. The tables of the client's tests and of the suite's tests both use them, so
that the two readings can't drift apart.
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


TAKEN: Final = {
    "documented": Shape({"id": UUID_ID, "object": "video", "created": 1774836724, "status": "queued"}, UUID_ID),
    "id as data": Shape({"code": "success", "message": "", "data": "task_7kQ2mZ"}, "task_7kQ2mZ"),
    "number as data": Shape({"code": "success", "message": "", "data": 90817263}, "90817263"),
    "code 200, taskId": Shape({"code": 200, "msg": "success", "data": {"taskId": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "code 20000, task_id": Shape({"code": 20000, "message": "OK", "data": {"task_id": "cgt-2026-ab"}}, "cgt-2026-ab"),
    "code 10000, flat": Shape({"code": 10000, "message": "success", "task_id": "task_7kQ2mZ"}, "task_7kQ2mZ"),
    "code 1": Shape({"code": 1, "msg": "SUCCESS", "data": {"id": "task_7kQ2mZ"}}, "task_7kQ2mZ"),
    "code '0', projectId": Shape({"code": "0", "msg": None, "data": {"projectId": "p-90817263"}}, "p-90817263"),
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
