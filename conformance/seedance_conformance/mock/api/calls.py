"""A request (`Call`) and its answer, as the service sees them: without a framework or a connection.

Their names differ from Starlette's `Request` and `Response`, which other modules here use.
"""

from collections.abc import Mapping

from seedance_conformance.mock.media.rules.checks import NamedFile

CREATE, QUERY, UPLOAD, DETAIL, DELETE = "create", "query", "upload", "detail", "delete"
OPERATIONS = (CREATE, QUERY, UPLOAD, DETAIL, DELETE)


class Call:
    """A request to one of the five operations.

    `resource_id` is the id in the path. The service sets `owner`, `document` and `media` (the files that a create
    names) while it answers the call; the log and the task read them later.
    """

    __slots__ = (
        "authorization", "authorizations", "body", "content_type", "document", "host", "media", "method",
        "operation", "owner", "path", "resource_id",
    )  # fmt: skip

    def __init__(self, operation: str, method: str, path: str, resource_id: str = "") -> None:
        self.operation = operation
        self.method = method
        self.path = path
        self.resource_id = resource_id
        self.host = b""
        self.body = b""
        self.authorization: bytes | None = None
        self.authorizations = 0
        self.content_type: bytes | None = None
        self.owner: bytes | None = None
        self.document: dict[str, object] | None = None
        self.media: list[NamedFile] | None = None


class Answer:
    """An answer: HTTP status, a JSON value or raw bytes, further headers, and the Content-Type (None for JSON)."""

    __slots__ = ("document", "headers", "media_type", "status")

    def __init__(
        self,
        status: int,
        document: object,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
    ) -> None:
        self.status = status
        self.document = document
        self.headers = headers
        self.media_type = media_type
