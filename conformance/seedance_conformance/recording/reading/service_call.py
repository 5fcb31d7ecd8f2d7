"""Find the calls of the service in recorded traffic by method and path, and the headers of them that are stored."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import frozen

from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH, UPLOAD_PATH
from seedance_conformance.transport.redaction import REDACTED

_KEPT: Final = (
    *("accept", "accept-encoding", "content-encoding", "content-length", "content-type", "expect"),
    *("transfer-encoding", "user-agent"),
)
_ENDPOINTS: Final = (
    (re.compile(f"(?P<prefix>.*){re.escape(CREATE_PATH)}"), {"POST": "create"}),
    (re.compile(f"(?P<prefix>.*){re.escape(RESULT_PATH)}(?P<subject>[^/]+)"), {"GET": "query"}),
    (re.compile(f"(?P<prefix>.*){re.escape(UPLOAD_PATH)}"), {"POST": "upload"}),
    (re.compile(f"(?P<prefix>.*){re.escape(ASSET_PATH)}(?P<subject>[^/]+)"), {"GET": "detail", "DELETE": "delete"}),
)


@frozen
class ServiceCall:
    """A call of one of the five endpoints; its operation is `other` for another method, its subject a task or asset."""

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
        if found := pattern.fullmatch(parts.path):
            subject = found.groupdict().get("subject")
            operation = operations.get(method.upper(), "other")
            base_url = f"{parts.scheme}://{host}{found['prefix']}"
            return ServiceCall(base_url, operation, None if subject is None else unquote(subject))
    return None


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The harmless headers of a request, and that it had a key; names in lower case. Keys may hide in any other."""
    lower = {name.lower(): value for name, value in headers.items()}
    kept = {name: value for name, value in lower.items() if name in _KEPT}
    return kept | ({"authorization": REDACTED} if "authorization" in lower else {})
