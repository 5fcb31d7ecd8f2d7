"""Answers of real gateways to a create that name no task beyond doubt: what is unknown, and what is free."""

import json
from typing import Final

from seedance_client import AuthenticationFailed, Busy, Refused, SeedanceError
from tests.answer_shapes import UUID_ID
from tests.client.library.answers import Reply, cut


def http(body: object, status: int = 200, kind: str = "application/json", more: str = "") -> bytes:
    """An answer; a body that isn't a text is written as JSON."""
    content = body if isinstance(body, str) else json.dumps(body)
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content.encode())}\r\n{more}"
    return f"{head}\r\n{content}".encode()


HTML: Final = '<html><pre>{"code":"success","data":{"task_id":"task_7kQ2mZ"}}</pre></html>'
ESCAPED: Final = "<pre>{&quot;task_id&quot;:&quot;task_7kQ2mZ&quot;}</pre>"
TAKEN_BODY: Final = {"code": 200, "data": {"task_id": "t-9"}}

UNKNOWN: Final[dict[str, tuple[Reply, str | None]]] = {
    "408": (http({}, 408), None),
    "408 with its id": (http({"id": "t-9"}, 408), "t-9"),
    "409": (http({"error": "such a task is there"}, 409), None),
    "409 with its id": (http({"error": "such a task is there", "task_id": "t-9"}, 409), "t-9"),
    "425": (http({}, 425), None),
    "499": (http("", 499), None),
    "400 with the id": (http({"error": "no", "id": UUID_ID}, 400), UUID_ID),
    "400 with an id within": (http({"error": {"message": "no", "details": [{"taskId": "t-9"}]}}, 400), "t-9"),
    "401 with a task": (http(TAKEN_BODY, 401), "t-9"),
    "400 with a state": (http({"status": "queued"}, 400), None),
    "400 with an address to ask at": (http({"status_url": "https://gw.example.com/q/7"}, 400), None),
    "400 with a task's number": (http({"error": "no", "taskNo": "a1b2"}, 400), "a1b2"),
    "400 that mentions a task": (http({"error": f"{UUID_ID} is under way"}, 400), UUID_ID),
    "422 with a text under data": (http({"error": "no", "data": "task_7kQ2mZ"}, 422), "task_7kQ2mZ"),
    "429 with the id": (http({"error": "slow", "task_id": "t-9"}, 429), "t-9"),
    "503 that puts off a task": (http({"id": "t-9"}, 503, more="Retry-After: 1\r\n"), "t-9"),
    "429 cut within its id": (http('{"error":"x","id":"task_7kQ2m', 429), None),
    "429 of a form": (http("task_id=task_7k&status=queued", 429, "text/plain"), "task_7k"),
    "429 with a place": (http("", 429, more="Location: /v1/videos/task_7k\r\n"), None),
    "429 with the place of a query": (http("", 429, more="Location: /v1/result/task_7k\r\n"), "task_7k"),
    "503 with a header": (http("", 503, more="Retry-After: 0\r\nX-Task-Id: task_7k\r\n"), "task_7k"),
    "429 whose body never came": (cut(b"HTTP/1.1 429 X\r\nContent-Length: 90\r\n\r\n"), None),
    "400 whose body never came": (cut(b"HTTP/1.1 400 X\r\nContent-Length: 90\r\n\r\n"), None),
    "400 cut within its id": (http('{"error":"x","id":"task_7kQ2m', 400), None),
    "400 XML": (http("<error><taskId>task_7k</taskId></error>", 400, "text/xml"), "task_7k"),
    "400 with an id in a sentence": (http({"error": "under way, task id: task_7kQ2mZ81"}, 400), "task_7kQ2mZ81"),
    "400 with an order": (http({"error": "no", "order_no": "7k2m"}, 400), None),
    "400 with a job": (http({"error": "no", "job": {"name": "jobs/9912"}}, 400), None),
    "400 with a list": (http({"error": "no", "items": ["task_7kQ2mZ81"]}, 400), "task_7kQ2mZ81"),
    "400 with a place to poll": (http({"error": "no", "polling_url": "https://gw.example.com/q/7"}, 400), None),
    "200 with code 409": (http({"code": 409, "msg": "no"}), None),
    "200 with code '499'": (http({"code": "499", "msg": "no"}), None),
    "200 with a dotted success": (http({"code": "Ok.Created", "data": None}), None),
    "500": (http({"error": "oops"}, 500), None),
    "502 HTML": (http("<h1>Bad Gateway</h1>", 502, "text/html"), None),
    "200 HTML": (http("<h1>Welcome</h1>", 200, "text/html"), None),
    "200 HTML with JSON": (http(HTML, 200, "text/html"), "task_7kQ2mZ"),
    "200 HTML with escaped JSON": (http(ESCAPED, 200, "text/html"), "task_7kQ2mZ"),
    "200 an id as text": (http("task_7kQ2mZ", 200, "text/plain"), "task_7kQ2mZ"),
    "200 a word as text": (http("OK", 200, "text/plain"), None),
    "200 empty": (http(""), None),
    "202 empty": (http("", 202), None),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", None),
    "200 twice named": (http('{"id": "task_7kQ2mZ", "id": null, "error": "no"}'), "task_7kQ2mZ"),
    "200 failed, no id": (http({"object": "video", "status": "failed", "error": "no"}), None),
    "200 an error beside an id": (http({"error": {"code": "X.Y"}, "id": "t-9"}), "t-9"),
    "200 with code 400": (http({"code": 400, "msg": "no"}), None),
    "200 with code '400'": (http({"code": "400", "msg": "no", "data": None}), None),
    "200 that repeats its code": (http({"code": 1001, "msg": "no", "data": 1001}), None),
    "200 that repeats its code as a text": (http({"code": "-1", "msg": "no", "data": "-1"}), None),
    "200 that repeats its text": (http({"code": 401, "msg": "no", "data": "no"}), None),
    "200 that says no in Chinese under data": (http({"code": 1001, "data": "余额不足"}), None),
    "200 that says yes in Chinese under data": (http({"code": 200, "data": "提交成功"}), None),
    "200 with a word under data": (http({"code": "success", "data": "yes"}), None),
    "200 with its reason under data": (http({"code": 1001, "data": {"code": 1001, "message": "no"}}), None),
    "200 with a message under data": (http({"error": "no", "data": {"message": "no money"}}), None),
    "400 with a code under data": (http({"error": "no", "data": {"code": 7}}, 400), None),
    "200 without success, the id as data": (http({"success": False, "data": "task_7kQ2mZ"}), "task_7kQ2mZ"),
    "200 without success": (http({"success": False, "message": "no"}), None),
    "200 with the id of a log alone": (http({"code": 401, "request_id": "r-9"}), None),
    "200 with an error, and the id of a log": (http({"error": {"message": "no", "request_id": "r-9"}}), None),
    "200 a list with the id": (http(["task_7kQ2mZ"]), "task_7kQ2mZ"),
    "200 the id as JSON": (http('"task_7kQ2mZ"'), "task_7kQ2mZ"),
    "200 XML": (http("<r><task_id>task_7kQ2mZ</task_id></r>", 200, "text/xml"), "task_7kQ2mZ"),
    "200 XML, id": (http("<r><id>task_7kQ2mZ</id></r>", 200, "application/xml"), "task_7kQ2mZ"),
    "200 a page that names the id": (http("<p>Task ID: <b>task_7k</b> task_id=t-9.</p>", 200, "text/html"), "t-9"),
    "200 a sentence that ends with the id": (http("Created task_7kQ2mZ", 200, "text/plain"), "task_7kQ2mZ"),
    "200 a sentence with the id": (http("accepted, task id: t-9", 200, "text/plain"), "t-9"),
    "202 with a header": (http("", 202, more="X-Task-Id: task_7k\r\n"), "task_7k"),
    "200 with a plain word": (http({"code": "busy", "msg": "no"}), None),
    "302": (http("", 302, more="Location: /login\r\n"), None),
}
"""Answers that may be about a task that is billed, and the id that they name."""


def codes() -> dict[str, tuple[bytes, type[SeedanceError]]]:
    """Codes within a 200 that were seen to mean "no", as numbers and as texts."""
    found: dict[str, tuple[bytes, type[SeedanceError]]] = {}
    for code in (-1, -1000, 204, 401, 402, 403, 404, 422, 429, 451, 500, 503, 505, 599, 1001):
        error = AuthenticationFailed if code in (204, 401) else Refused
        found[f"code {code}"] = (http({"code": code, "msg": "no", "data": None}), error)
        found[f"code '{code}'"] = (http({"code": str(code), "msg": "no"}), error)
    return found


DOTTED: Final = "InputImageSensitiveContentDetected.PrivacyInformation"
FREE: Final[dict[str, tuple[bytes, type[SeedanceError]]]] = {
    **codes(),
    "dotted code": (http({"code": DOTTED, "message": "a face"}), Refused),
    "error text": (http({"error": "no money"}), Refused),
    "error object": (http({"error": {"code": DOTTED, "message": "a face"}}), Refused),
    "error of nulls and a text": (http({"error": {"code": None, "message": "no"}, "id": None, "data": []}), Refused),
    "an empty object under data": (http({"code": 1001, "message": "no", "data": {"list": [], "id": None}}), Refused),
    "an error beside code 400": (http({"code": 400, "error": "no money"}), Refused),
    "400": (http({"error": {"code": "InvalidParameter", "message": "no", "param": "content[1]"}}, 400), Refused),
    "400 of Spring": (http({"timestamp": 1, "status": 400, "error": "Bad Request", "path": "/v1"}, 400), Refused),
    "400 of a gateway": (http({"code": "invalid_request", "message": "no", "data": None}, 400), Refused),
    "400 empty": (http("", 400), Refused),
    "400 HTML": (http('<html><body id="main"><h1>No</h1></body></html>', 400, "text/html"), Refused),
    "400 text": (http("no such model", 400, "text/plain"), Refused),
    "400 array": (http([{"loc": ["body"], "msg": "no"}], 400), Refused),
    "401": (http({"error": {"message": "no"}}, 401), AuthenticationFailed),
    "402": (http({"message": "no money"}, 402), Refused),
    "403": (http("", 403), AuthenticationFailed),
    "404": (http({"message": "No handler found"}, 404), Refused),
    "413": (http("", 413), Refused),
    "418": (http({}, 418), Refused),
    "422": (http({"detail": [{"loc": ["body", "duration"], "msg": "no", "type": "value_error"}]}, 422), Refused),
    "429": (http({"error": "slow"}, 429), Busy),
    "451": (http({}, 451), Refused),
    "503 with Retry-After": (http("", 503, more="Retry-After: 9\r\n"), Busy),
}
"""Refusals that are certain."""
