"""A request (`Call`) and its answer, as the service sees them: without a framework or a connection.

Their names differ from Starlette's `Request` and `Response`, which other modules here use.
"""

from collections.abc import Mapping

from attrs import define

from seedance_conformance.mock.media.rules.checks import NamedFile

CREATE, QUERY, UPLOAD, DETAIL, DELETE = "create", "query", "upload", "detail", "delete"
OPERATIONS = (CREATE, QUERY, UPLOAD, DETAIL, DELETE)


@define(eq=False)
class Call:
    """A request to one of the five operations.

    `resource_id` is the id in the path. The service sets `owner`, `document` and `media` (the files that a create
    names) while it answers the call; the log and the task read them later.
    """

    operation: str
    method: str
    path: str
    resource_id: str = ""
    host: bytes = b""
    body: bytes = b""
    authorization: bytes | None = None
    authorizations: int = 0
    content_type: bytes | None = None
    owner: bytes | None = None
    document: dict[str, object] | None = None
    media: list[NamedFile] | None = None


@define(eq=False)
class Answer:
    """An answer: HTTP status, a JSON value or raw bytes, further headers, and the Content-Type (None for JSON)."""

    status: int
    document: object
    headers: Mapping[str, str] | None = None
    media_type: str | None = None
