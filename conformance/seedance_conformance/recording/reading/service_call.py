"""Find the calls of the service in recorded traffic, by method and path."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import frozen

from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH, UPLOAD_PATH

_ENDPOINTS: Final = (
    (re.compile(f"(?P<prefix>.*){re.escape(CREATE_PATH)}"), {"POST": "create"}),
    (re.compile(f"(?P<prefix>.*){re.escape(RESULT_PATH)}(?P<subject>[^/]+)"), {"GET": "query"}),
    (re.compile(f"(?P<prefix>.*){re.escape(UPLOAD_PATH)}"), {"POST": "upload"}),
    (re.compile(f"(?P<prefix>.*){re.escape(ASSET_PATH)}(?P<subject>[^/]+)"), {"GET": "detail", "DELETE": "delete"}),
)


@frozen
class ServiceCall:
    """A call of one of the five endpoints.

    Attributes:
        base_url: of the service, with its prefix.
        operation: as in `Exchange.operation`; `other` for another method.
        subject: the task or asset id in the path, if any.
    """

    base_url: str
    operation: str
    subject: str | None = None


def service_call(method: str, url: str) -> ServiceCall | None:
    """The call that a request makes; None for another path, the preflight of a browser or a WebSocket."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return None
    if method.upper() in ("OPTIONS", "HEAD", "CONNECT") or not host or parts.scheme.lower() not in ("http", "https"):
        return None
    for pattern, operations in _ENDPOINTS:
        found = pattern.fullmatch(parts.path)
        if found:
            subject = found.groupdict().get("subject")
            operation = operations.get(method.upper(), "other")
            base_url = f"{parts.scheme}://{host}{found['prefix']}"
            return ServiceCall(base_url, operation, None if subject is None else unquote(subject))
    return None
