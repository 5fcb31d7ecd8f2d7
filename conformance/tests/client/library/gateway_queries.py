"""A task behind a gateway: its record, its envelope, and a call to a service that gives such answers."""

from typing import Any

import httpx
from tests.client.library.answers import BASE

ID = "task_7kQ2mZ"
URL = "https://cdn.example.com/out.mp4?Signature=s"
RECORD = {"id": 6, "task_id": ID, "status": "SUCCESS", "fail_reason": "", "result_url": URL, "progress": "100%"}
CODE = "OutputAudioSensitiveContentDetected.PolicyViolation"
ERROR = {"code": CODE, "message": "The request failed. Request id: 0217"}
VENDOR = {"id": "cgt-1", "status": "succeeded", "content": {"video_url": URL}, "usage": {"completion_tokens": 108900}}
FAILURE = {**RECORD, "status": "FAILURE", "result_url": ""}


def ask(either: Any, name: str, *documents: Any, **named: Any) -> Any:
    """Call a method against a service that gives these answers, the last one forever."""
    answers = list(documents)

    def answer(request: httpx.Request) -> httpx.Response:
        document = answers.pop(0) if len(answers) > 1 else answers[0]
        return document if isinstance(document, httpx.Response) else httpx.Response(200, json=document)

    return either.call(BASE, name, ID, options={"transport": httpx.MockTransport(answer)}, **named)


def record(data: Any, **more: Any) -> dict[str, Any]:
    """A gateway's envelope."""
    return {"code": "success", "message": "", "data": data, **more}
