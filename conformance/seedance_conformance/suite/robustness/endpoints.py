"""The five endpoints, and a valid call to each: with the right key a correct server answers it with a success."""

import json
from types import EllipsisType
from typing import Final, Literal
from urllib.parse import quote

from attrs import frozen

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.fixtures import CLOSE, PLAIN, live_asset, live_task, upload_body
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH, UPLOAD_PATH

Endpoint = Literal["create", "query", "upload", "detail", "delete"]
ENDPOINTS: Final[tuple[Endpoint, ...]] = ("create", "query", "upload", "detail", "delete")


@frozen
class Call:
    """One valid request, still without a key or an Authorization header."""

    operation: Endpoint
    method: str
    path: str
    subject: str | None = None
    content: bytes | None = None

    def send(self, context: Context, *, key: str = "first", authorization: str | EllipsisType | None = ...) -> Exchange:
        """Send it with the key of a role, or with a raw header value (None means no header)."""
        return context.target.send(
            self.method,
            self.path,
            operation=self.operation,
            subject=self.subject,
            key=key,
            authorization=authorization,
            headers=CLOSE,
            content=self.content,
        )


def valid_call(context: Context, endpoint: Endpoint, subject: str | None = None) -> Call:
    """A valid request to one endpoint, about a task or an asset of the first key unless `subject` is another.

    Raises Inconclusive if the target refuses to make one.
    """
    if endpoint == "create":
        return Call("create", "POST", CREATE_PATH, content=json.dumps(PLAIN).encode())
    if endpoint == "upload":
        return Call("upload", "POST", UPLOAD_PATH, content=json.dumps(upload_body(context)).encode())
    if endpoint == "query":
        subject = subject or live_task(context)
        return Call("query", "GET", RESULT_PATH + quote(subject, safe=""), subject)
    subject = subject or live_asset(context)
    method = "GET" if endpoint == "detail" else "DELETE"
    return Call(endpoint, method, ASSET_PATH + quote(subject, safe=""), subject)
