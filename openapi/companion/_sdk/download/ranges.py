"""What the head of a download's answer says: which bytes of the file follow, and in which coding."""

from __future__ import annotations

import re

from ..errors import DownloadFailed

MOST_BYTES = 4 * 2**30
"""A video of 15 seconds has a few megabytes. This limit keeps an endless answer from filling the disk."""
COMPRESSIONS = ("gzip", "deflate", "br", "zstd")
"""Content codings that mean compression. Other words, such as identity, aws-chunked or UTF-8, don't."""
_RANGE = re.compile(r"bytes[ =]*(\d+)-\d+/(\d+|\*)", re.IGNORECASE)


def check_size(size: int) -> None:
    """Check that a file isn't too large.

    Raises:
        DownloadFailed: it is.
    """
    if size > MOST_BYTES:
        raise DownloadFailed(f"the video is larger than the limit of {MOST_BYTES} bytes")


def range_headers(have: int, tag: str | None) -> dict[str, str]:
    """The headers that ask for the bytes after the first `have` only, or for the whole file if it has changed."""
    if not have:
        return {}
    wanted = {"Range": f"bytes={have}-"}
    strong = tag and not tag.startswith("W/")
    return {**wanted, "If-Range": str(tag)} if strong else wanted


def span(status: int, headers: dict[str, str], *, asked_for_rest: bool) -> tuple[int, int | None]:
    """Where an answer's bytes start (-1 if it doesn't say), and the size of the whole file if it is known."""
    if status != 206:
        length = headers.get("content-length", "")
        return 0, int(length) if length.isascii() and length.isdigit() else None
    match = _RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:  # if we asked for the whole file, its MP4 boxes show whether it is complete
        return (-1 if asked_for_rest else 0), None
    return int(match[1]), int(match[2]) if match[2] != "*" else None


def differ(before: object, now: object) -> bool:
    """Whether both values are known and differ, which means that the file has changed."""
    return before is not None and now is not None and before != now


def compressions(coding: str) -> list[str]:
    """The words of a Content-Encoding that mean compression."""
    words = (word.strip().lower().removeprefix("x-") for word in coding.split(","))
    return [word for word in words if word in COMPRESSIONS]
