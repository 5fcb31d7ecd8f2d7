"""Hooks for OpenTelemetry's instrumentation of httpx: spans named by operation, and URLs without signatures.

OpenTelemetry isn't imported: the hooks use a span's methods `is_recording`, `update_name` and `set_attribute`.
"""

from __future__ import annotations

import re
from typing import Any

from .settings import without_secrets

OPERATIONS = (
    ("POST", re.compile(r"/v1/kyyvideo2/videos$"), "create"),
    ("GET", re.compile(r"/v1/result/[^/]+$"), "get task"),
    ("POST", re.compile(r"/kyyVideo2/asset/upload$"), "upload asset"),
    ("GET", re.compile(r"/kyyVideo2/asset/[^/]+$"), "get asset"),
    ("DELETE", re.compile(r"/kyyVideo2/asset/[^/]+$"), "delete asset"),
    ("GET", re.compile(r""), "download"),
)
"""Method and end of the path -> operation; the first that fits."""


def request_hook(span: Any, request: Any) -> None:
    """Name a span by what the client does, such as "seedance create", and remove the query from its URL.

    Pass it to `HTTPXClientInstrumentor`: `instrument_client(http_client, request_hook=request_hook)`.

    Args:
        span: the span of a request, before it is sent.
        request: has `method` and `url`, as strings, bytes or httpx's own types.
    """
    if span is None or not span.is_recording():
        return
    method, url = _text(request.method).upper(), without_secrets(_text(request.url))
    operation = next((name for verb, path, name in OPERATIONS if verb == method and path.search(url)), method)
    span.update_name(f"seedance {operation}")
    span.set_attribute("seedance.operation", operation)
    for name in ("url.full", "http.url"):  # the present and the earlier convention
        span.set_attribute(name, url)
    span.set_attribute("url.query", "")


async def async_request_hook(span: Any, request: Any) -> None:
    """As `request_hook`, for an httpx.AsyncClient: pass it as `async_request_hook`."""
    request_hook(span, request)


def _text(value: Any) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
