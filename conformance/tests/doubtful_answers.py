"""Answers that refuse a create and may have started a task: none is a certain refusal.

Each was tried on the client and the suite with servers that bill every create. They stand for kinds: a name, a
sentence, a header or a place of an id that nobody has listed before.
"""

from typing import Any, Final

from tests.doubtful_sentences import EXISTING, SENTENCES, STARTED, UNSEEN
from tests.going_on import GOING_ON

UUID: Final = "0385dc79-5ff8-4c4d-9f7d-1234567890ab"

PAGE: Final = b"<html><head><title>400 Bad Request</title></head><body>@<h1>400 Bad Request</h1></body></html>"
HIDDEN: Final = (
    *(b"<style>.t{--task:qz77ab12}</style>", b"<style>/* 77120019ab */</style>", b"<style>.qz77ab12{margin:0}</style>"),
    *(b'<style data-t="qz77ab12"></style>', b"<style>.task-abcdef{margin:0}</style>"),
    b"<STYLE>a{--x:'qz77ab12'}</STYLE>",
    *(b"<style>a{background:url(/q/qz77ab12)}</style>", b"<style>@import 'qz77ab12';"),
    b"<!--[if qz77ab12]><![endif]-->",
    *(b"<![if qz77ab12]><![endif]>", b'<p xmlns:qz77ab12="x">x</p>', b'<td cellqz77ab12="1">x</td>'),
    b"<style>a{--task:qwerty}</style>",
    *(b'<p stroke-qz77ab12="1">x</p>', b"<style>a{z-index:77120019}</style>"),
    *(b"<!-- task qz77ab12 -->", b"<!-- qz77ab12 -->", b"<!-- qwertyui -->", b'<div class="t-77ab12"></div>'),
    *(b'<div id="77120019"></div>', b'<div id="task-abcdef"></div>', b'<a name="ab77cd12"></a>', b"<p qz77ab12>x</p>"),
    *(b'<p style="--x:qz77ab12">x</p>', b'<p width="77120019">x</p>', b"<qz77ab12/>", b"<p>La tarea fue aceptada</p>"),
)

BODIES: Final[list[tuple[int, Any]]] = [
    # sentences
    *(
        (status, {"error": {"message": text}})
        for status, text in (
            (400, "任务已提交\uff0c任务号 1771234"),
            (400, "任务已提交\uff0c编号 cgt7782019"),
            (400, f"Timed out waiting for {UUID}"),
            (422, "Task 29344 was started; the callback URL was rejected"),
            (422, "Task 93441 was started; callback URL rejected"),
            (422, "Your task id is qwertyui; callback URL rejected"),
            (429, "Too many requests; your job 55ab77 is queued"),
            (400, "Your task was submitted, but the callback failed"),
            (400, "the request was accepted with number 12"),
            (400, "job 7 failed to call back"),
            (400, "see https://api.example.com/v1/predictions/ufawqhfynnddngld"),
            (400, "see /v1/tasks/abcdef"),
            (400, "order no: abcdef"),
            (400, "charged 4 credits"),
            (400, "创建成功\uff0c回调失败"),
            (400, "任务号为 abcdef"),
            (400, "duplicate request: already running"),
            (400, "\uff34\uff41\uff53\uff4b \uff17\uff17\uff18\uff12\uff10\uff11\uff19 failed to call back"),
        )
    ),
    *(
        (200, {"code": -1, "msg": text})
        for text in (
            "task abcd-1234 created but callback failed",
            f"submitted: {UUID}",
            "任务已提交,任务ID:7782019",
            "queued as abcdef, task abcdef was queued",
        )
    ),
    (500, {"code": 500, "msg": "task_id\uff1a7782019ab"}),
    # pages and texts
    (400, b"task 77aabb started, callback refused"),
    (400, b"Your task id is qwertyui"),
    (400, b"task_id: x9\n"),
    (400, b"task_id=x9"),
    (403, b"<html><body>Job ID: <b>qq77aabb</b></body></html>"),
    (403, b'<html><body data-task="qq77aabb">x</body></html>'),
    (403, b'<html><form><input name="task_id" value="77aabb"></form></html>'),
    (403, b'<html><form><input name="task_id" value="qwertyui"></form></html>'),
    (400, b'<task id="x29"/>'),
    (400, b"<r><order>abcdef</order></r>"),
    # names
    *(
        (200, {"code": -1, "msg": "no", name: value})
        for name, value in (
            *(("idTask", 7783), ("id_task", "7782"), ("id ", "7782"), ("id\u00a0", "7782"), ("task_i\u200bd", "7782")),
            *(("sn", "7782a"), ("order", "abcdef"), ("transaction", "tx77ab"), ("run", "ab77cd88")),
            ("clip", "ab77cd88"),
            *(("任务编号", "T7782aa"), ("任务编号", "abcdef"), ("номер", "abcdef"), ("workflow_run", "ab77")),
            ("poll", "/q/7"),
            *(("links", {"self": "/v1/generations/9f8e7d6c"}), ("url", "https://cdn.example.com/x77.mp4")),
            ("urls", {"get": "https://api.example.com/v1/predictions/ufawqhfynnddngld"}),
            ("object", {"gen": "abcd1234"}),
            *(("stage", "SUBMITTED"), ("queue_position", 2), ("progress", "0%"), ("eta", 60), ("submitted", True)),
            *(("usage", {"total_tokens": 10}), ("billed", True), ("amount", 0.5), ("data", {"q1a2": {}})),
            *(("tasks", {"q1a2b3": None}), ("data", True)),
        )
    ),
    *(
        (400, {"error": "x", name: value})
        for name, value in (
            *(("id", {"value": "q1"}), ("job_name", "abcd"), ("reference_number", "X9"), ("trackingNumber", "X9")),
            *(("invoice", "INV-2026-77"), ("key", "a1b2c3d4"), ("hash", "a1b2c3d4"), ("phase", "queued")),
            ("success", True),
            *(("video_url", "https://cdn.example.com/x.mp4"), ("url", "https://api.example.com/v1/tasks/771")),
            *(("poll", "https://api.example.com/v1/q/771"), ("payload", "eyJpZCI6InExIn0=")),
            ("name", "models/v3/operations/j9x2k1"),
            *(("created", 1774836724), ("code", "success"), ("msg", "success"), ("errors", [{"handle": "abcdef"}])),
        )
    ),
    *(
        (400, {"error": {"message": "x", name: value}})
        for name, value in (
            ("url", "https://api.example.com/v1/predictions/277ab"),
            ("href", "https://api.example.com/v1/tasks/771"),
            *(("value", "task_771abc"), ("input", "abc771"), ("data", "771"), ("task", "abcd"), ("code", 504)),
            ("code", 409),
            *(("code", "Timeout"), ("code", "gateway_timeout"), ("code", "408"), ("type", "task_771abc")),
        )
    ),
    # an answer that says yes and no
    (200, {"code": 0, "msg": "success", "success": True, "error": "callback unreachable"}),
    (200, {"code": 0, "error": "callback unreachable"}),
    (200, {"code": "success", "error": "note: callback unreachable"}),
    (200, {"success": True, "error": "callback unreachable"}),
    (200, {"message": "success", "error": "callback unreachable"}),
    (200, {"code": -1, "stage": "SUBMITTED", "queue_position": 2}),
    (400, {"code": 200, "message": "no"}),
    # a time-out behind the gateway
    (200, {"code": 504, "message": "upstream timed out"}),
    (200, {"code": 500, "message": "read upstream timeout"}),
    (400, {"error": {"code": 504, "message": "upstream timed out"}}),
    (400, {"error": {"code": "Timeout"}}),
    (400, {"error": {"message": "context deadline exceeded"}}),
    (400, {"message": "上游请求超时"}),
    *(
        (200, {"code": 500, "msg": text})
        for text in (
            *("Read timed out", "SocketTimeoutException: Read timed out", "timeout of 60000ms exceeded"),
            *("Connection reset by peer", "cURL error 28: Operation timed out after 60001 milliseconds", "读取超时"),
            *("操作超时\uff0c请稍后查询", "视频生成中\uff0c请稍后查询结果", "任务处理中\uff0c请勿重复提交"),
            *("任务已存在", "已收到您的请求", "回调失败\uff0c本次消耗4积分"),
        )
    ),
    *(
        (400, {"error": {"message": text}})
        for text in (
            *("net/http: timeout awaiting response headers", "unexpected EOF", "socket hang up"),
            *("The operation has timed out.", "ETIMEDOUT", "ReadTimeout"),
            *("Task created but webhook registration failed", "Created task, but the callback failed"),
            *("Job accepted; the webhook failed", "Your video is being generated; the webhook failed"),
            *("Generation in progress", "4 credits have been deducted.", "You were charged for this request."),
            *("Task already exists", "Duplicate request"),
        )
    ),
    # languages and sentences that no list knows
    *(
        (status, {"code": -1 if status == 200 else "invalid_request", "message": text})
        for status in (200, 400)
        for text in (*SENTENCES, *UNSEEN, *EXISTING, *STARTED, *GOING_ON)
    ),
    # a page says it where nobody looks
    *((400, PAGE.replace(b"@", hidden)) for hidden in HIDDEN),
    # in codes, in kinds of errors, and in what was made
    (400, {"error": {"code": "output_moderation", "message": "blocked"}}),
    (200, {"code": "OutputVideoSensitiveContentDetected.PolicyViolation", "message": "blocked"}),
    (200, {"code": "Billing.SettleFailed", "message": "no"}),
    (200, {"code": "Upstream.NoAnswer", "message": "no"}),
    (200, {"code": "Request.Lined.Up", "message": "no"}),
    (400, {"error": {"code": "payment_pending", "message": "no"}}),
    (400, {"error": {"code": "waitlisted", "message": "no"}}),
    (400, {"error": {"code": "saved", "message": "no"}}),
    (400, {"error": {"code": "on_the_way", "message": "no"}}),
    (400, {"error": {"type": "late_failure", "message": "no"}}),
    (400, {"error": "no", "category": "billing_done"}),
    (400, {"error": "no", "price": 0.5}),
    (400, {"error": "no", "mode": "async"}),
    (400, {"error": "no", "object": "task"}),
    (400, {"error": "no", "refunded": False}),
    (400, {"error": {"message": "no"}, "object": "video.generation"}),
    (200, {"code": -1, "msg": "failed after start"}),
    (200, {"code": 500, "msg": "生成失败\uff0c积分不退"}),
    (200, {"error": {"message": "the charge expired"}}),
    (400, {"errors": {"abcd12": ["is too large"]}}),
    (400, {"error": {"message": "prompt is required", "job12": None}}),
    (429, {"error": {"message": "Server busy. Your request was added to the queue."}}),
    (429, {"error": {"message": "we have queued your request"}}),
]
"""Status and body."""

HEADERS: Final = {
    "operation-location": "https://gw.example.com/ops/abc123",
    "content-location": "/v1/videos/abc123",
    "location": "/v1/videos/abc123",
    "refresh": "5; url=/v1/videos/abc123",
    "link": '</v1/videos/abc123>; rel="monitor"',
    "x-order-no": "99",
    "x-task": "abc123",
    "x-task-key": "abcdef",
    "x-kyy-taskid": "abc123",
    "x-gw-handle": "abcdef",
    "x-started": "abc123",
    "set-cookie": "task_id=abc123",
    "etag": '"task_abc123"',
    "openai-response": "resp_abcdef",
    "x-ms-client-id": "abc123",
    "x-fal-request-id": "0385dc79-5ff8-4c4d-9f7d-1234567890ab",
    "cf-task": "abc123",
    "x-envoy-job-name": "abcdef",
    "cdn-video": "abc123",
    "cf-ref": "task_abc123",
    "x-upstream-id": "abc123",
    "x-kong-upstream-id": "abc123",
    "x-vercel-deployment-id": "abcdef",
    "content-id": "abc123",
    "proxy-id": "7",
    "x-gw-status": "77120019",
    "x-request-id": "task_abc123",
    "x-credits-used": "10",
    "x-charged": "true",
    "x-billing-amount": "0.75",
    "x-request-cost": "10",
    "x-quota-consumed": "1",
    "x-ms-request-charge": "2.5",
    "x-queue-position": "3",
    "x-eta": "40",
}
"""Each of them beside a refusal."""
