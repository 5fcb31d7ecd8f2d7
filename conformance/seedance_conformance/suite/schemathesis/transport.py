"""Sends cases of Schemathesis through our transport, which logs them, and converts the answers."""

import json
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote

import httpx
from schemathesis import Case

from seedance_conformance.suite.schemathesis.checks import operation_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target

OPERATIONS: Final = {
    "createVideo": "create",
    "getVideo": "query",
    "uploadAsset": "upload",
    "getAsset": "detail",
    "deleteAsset": "delete",
}
"""The contract's operations, and their names in the log."""


def send(case: Case[Any], target: Target) -> Exchange:
    """Send a case with the first key, without generated headers, many of which can't be sent; raises TransportError."""
    request = case.as_transport_kwargs(base_url=target.base_url)
    path = str(request["url"]).removeprefix(target.base_url)
    operation = OPERATIONS[operation_id(case)]
    content = _content(request)
    return target.send(
        case.method,
        path,
        operation=operation,
        subject=unquote(path.rpartition("/")[2]) if content is None else None,
        content=content,
    )


def as_response(exchange: Exchange) -> httpx.Response:
    """The answer as a response for Schemathesis; raises ValueError without an answer."""
    if exchange.status is None:
        raise ValueError(f"exchange {exchange.number} has no answer")
    # The body is already decoded, so its length may have changed.
    coded = ("content-encoding", "content-length", "transfer-encoding")
    headers = {name: value for name, value in exchange.headers.items() if name not in coded}
    request = httpx.Request(exchange.method, exchange.url, content=exchange.request_body)
    response = httpx.Response(exchange.status, headers=headers, content=exchange.body, request=request)
    response.elapsed = timedelta(seconds=exchange.seconds)
    return response


def _content(request: dict[str, Any]) -> bytes | None:
    if "json" in request:
        return json.dumps(request["json"]).encode()
    data = request.get("data")
    return data.encode() if isinstance(data, str) else data
