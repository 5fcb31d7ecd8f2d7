"""Whether an HTTP answer delivers a whole file. Its labels are hints at best: the bytes decide what the file is."""

import re
from collections.abc import Mapping

_WHOLE = (200, 203)  # 203 is an answer that a proxy has changed (RFC 9110, 15.3.4)
_PART = 206
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_PACKERS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"})


def missing(status: int, headers: Mapping[str, str]) -> str | None:
    """Why an answer has no whole file, or None if it has one.

    Some stores answer 206 for a whole file; without a total the bytes have to tell whether it is one.

    Args:
        status: the HTTP status.
        headers: names in lower case, or a mapping that minds no case.
    """
    if status in _WHOLE:
        return None
    if status != _PART:
        return f"it answers HTTP {status}"
    given = headers.get("content-range")
    if given is None:
        return None
    found = _RANGE.fullmatch(given.strip().lower())
    if found:
        first, last, total = found.groups()
        if int(first) == 0 and total in ("*", str(int(last) + 1)):
            return None
    return f"it answers HTTP 206 with a part of the file ({given[:60]})"


def is_labelled_packed(headers: Mapping[str, str]) -> bool:
    """Whether Content-Encoding names a way to pack; other words (empty, Identity, aws-chunked, UTF-8) mean nothing."""
    words = headers.get("content-encoding", "").lower().split(",")
    return any(word.strip() in _PACKERS for word in words)
