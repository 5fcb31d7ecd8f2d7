"""One request and one answer, as the service sees them: no framework, no connection."""

from collections.abc import Mapping

from seedance_conformance.mock.media.probe.rules import Medium

CREATE, QUERY, UPLOAD, DETAIL, DELETE = "create", "query", "upload", "detail", "delete"
OPERATIONS = (CREATE, QUERY, UPLOAD, DETAIL, DELETE)


class Call:
    """A request to one of the five operations.

    `subject` is the id in the path; `owner`, `document` and `media` (the files that a create names) are set while
    the call is answered, so that whatever looks at it later (the log, an answer's renderer) knows who asked for what.
    """

    __slots__ = (
        "authorization", "authorizations", "body", "content_type", "document", "host", "media", "method",
        "operation", "owner", "path", "subject",
    )  # fmt: skip

    def __init__(self, operation: str, method: str, path: str, subject: str = "") -> None:
        self.operation = operation
        self.method = method
        self.path = path
        self.subject = subject
        self.host = b""
        self.body = b""
        self.authorization: bytes | None = None
        self.authorizations = 0
        self.content_type: bytes | None = None
        self.owner: bytes | None = None
        self.document: dict[str, object] | None = None
        self.media: list[Medium] | None = None


class Answer:
    """An answer: HTTP status, a JSON value (or raw bytes), its media type and further headers."""

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
