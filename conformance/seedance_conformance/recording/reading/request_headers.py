"""The headers of a recorded request that are stored: keys may hide in any other."""

from collections.abc import Mapping
from typing import Final

from seedance_conformance.transport.redaction import REDACTED

_KEPT: Final = (
    *("accept", "accept-encoding", "content-encoding", "content-length", "content-type", "expect"),
    *("transfer-encoding", "user-agent"),
)


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The harmless headers of a request, and that it had a key; names in lower case."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() in _KEPT}
    hidden = {name.lower(): REDACTED for name in headers if name.lower() == "authorization"}
    return kept | hidden
