"""A task behind a gateway: its record, its envelope, and a call to a service that gives such answers."""

from typing import Any

from tests.client.library.answers import BASE, service

ID = "task_7kQ2mZ"
URL = "https://cdn.example.com/out.mp4?Signature=s"
RECORD = {"id": 6, "task_id": ID, "status": "SUCCESS", "fail_reason": "", "result_url": URL, "progress": "100%"}
CODE = "OutputAudioSensitiveContentDetected.PolicyViolation"
ERROR = {"code": CODE, "message": "The request failed. Request id: 0217"}
VENDOR = {"id": "cgt-1", "status": "succeeded", "content": {"video_url": URL}, "usage": {"completion_tokens": 108900}}
FAILURE = {**RECORD, "status": "FAILURE", "result_url": ""}


def ask(either: Any, name: str, *documents: Any, **named: Any) -> Any:
    """Call a method against a service that gives these answers, the last one forever."""
    transport, _ = service(*documents)
    return either.call(BASE, name, ID, options={"transport": transport}, **named)


def record(data: Any, **more: Any) -> dict[str, Any]:
    """A gateway's envelope."""
    return {"code": "success", "message": "", "data": data, **more}
