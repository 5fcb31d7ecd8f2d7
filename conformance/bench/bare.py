"""The baseline: the least that an ASGI application can do with a create, on the same server and settings."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

OPTIONS = "--loop uvloop --http httptools --ws none --lifespan off --log-level error --no-access-log --no-server-header"
"""For uvicorn, as the mock has them."""
_ANSWER = (
    b'{"id":"video_79fef973-d050-444a-ab0d-000000000001","object":"video","created":1795387168,'
    b'"model":"seedance_2_0_pro","status":"queued","error":null}'
)
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_ANSWER))]


async def app(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Read the body, answer a constant."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _ANSWER})
