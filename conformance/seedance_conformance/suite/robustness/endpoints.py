"""The five endpoints, each as one call that a sound server answers with a success to the owner of the right key."""

import json
from typing import Final, Literal
from urllib.parse import quote

from attrs import frozen

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.existing import CLOSE, PLAIN, live_asset, live_task, upload_body
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import ASSET_PATH, CREATE_PATH, DEFAULT, RESULT_PATH, UPLOAD_PATH, Default

Endpoint = Literal["create", "query", "upload", "detail", "delete"]
ENDPOINTS: Final[tuple[Endpoint, ...]] = ("create", "query", "upload", "detail", "delete")


@frozen
class Call:
    """One valid request, of which the Authorization header and the key are still open."""

    operation: Endpoint
    method: str
    path: str
    subject: str | None = None
    content: bytes | None = None

    def send(self, context: Context, *, key: str = "first", authorization: str | Default | None = DEFAULT) -> Exchange:
        """Send it with the given role's key, or with a raw header value (None for no header)."""
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
    """A valid request to one endpoint.

    Args:
        context: of the run.
        endpoint: which one.
        subject: the task or asset id to name; by default one that belongs to the first key.

    Raises:
        Inconclusive: it needs a task or an asset, and the target takes neither.
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
