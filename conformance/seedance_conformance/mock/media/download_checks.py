"""Whether an HTTP response delivers a whole file. Headers are only hints: the bytes decide what the file is."""

import re
from collections.abc import Mapping

_WHOLE = (200, 203)  # a proxy answers 203 for what it has changed (RFC 9110, 15.3.4)
_PART = 206
_RANGE = re.compile(r"bytes[ =]*(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")


def why_incomplete(status: int, headers: Mapping[str, str]) -> str | None:
    """Why a response doesn't have a whole file, or None if it does.

    Some stores answer 206 for a whole file; without a readable Content-Range, only the bytes tell whether it is whole.

    Args:
        status: the HTTP status.
        headers: with names in lower case, or a case-insensitive mapping.
    """
    if status in _WHOLE:
        return None
    if status != _PART:
        return f"it answers HTTP {status}"
    given = headers.get("content-range")
    if given is None:
        return None
    found = _RANGE.fullmatch(given.strip().lower())
    if found is None:
        return None
    first, last, total = found.groups()
    if int(first) == 0 and total in ("*", str(int(last) + 1)):
        return None
    return f"HTTP 206 gives only a part of the file: {int(last) - int(first) + 1} bytes"
