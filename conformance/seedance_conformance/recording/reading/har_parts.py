"""The parts of an entry of a HAR file: headers, times and bodies."""

import base64
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

# HAR times are whole milliseconds, so an answer may have come a little later than the sum says.
_ROUNDING: Final = 0.001
_LATEST: Final = 250_000_000_000.0  # Unix seconds in the year 9892; later ones have no date in every zone

Attached = Callable[[str], bytes | None]
"""The content of a file that a HAR names, or None."""


def pairs(headers: Any) -> Iterator[tuple[str, str]]:
    """The headers without the pseudo-headers of HTTP/2."""
    for header in headers or ():
        name = str(header["name"])
        if not name.startswith(":"):
            yield name.lower(), str(header.get("value", ""))


def times(item: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """When sending began, and after how many seconds the answer was complete; None if it isn't recorded."""
    try:
        moment = datetime.fromisoformat(str(item["startedDateTime"]))
        sent = moment.timestamp() if moment.tzinfo else None  # without a zone nobody knows the order of two files
        sent = sent if sent is not None and 0 <= sent < _LATEST else None
    except (KeyError, ValueError, OverflowError):
        sent = None
    took = item.get("time")
    if isinstance(took, bool) or not isinstance(took, int | float) or not 0 <= took < 1e9:
        return sent, None
    return sent, took / 1000 + _ROUNDING


def text(part: Mapping[str, Any], attached: Attached) -> bytes | None:
    """A body, as text, in base64 or in another file; None if it isn't recorded."""
    if part.get("_file"):
        return attached(str(part["_file"]))
    text = part.get("text")
    if text is None:
        return None
    if str(part.get("encoding", "")).lower() == "base64":
        return base64.b64decode(text)
    return str(text).encode("utf-8", "surrogatepass")


def status_of(response: Mapping[str, Any]) -> int | None:
    """The HTTP status, or None without an answer.

    Raises:
        ValueError, TypeError: it isn't a status.
    """
    status = int(response.get("status") or 0)
    if status > 0 and not 100 <= status <= 999:
        raise ValueError(f"{status} isn't an HTTP status")
    return status if status > 0 else None
