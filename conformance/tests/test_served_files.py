"""Four readers of files agree: the client's download, the mock's fetcher, `check --media`, and the suite's loader.

Headers are hints, the bytes decide: bytes that are an MP4 are an MP4, and so is one in a declared compression.
"""

import asyncio
import gzip
import json
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from seedance_client import DownloadFailed, Seedance, TaskState
from seedance_conformance.cli.client.check import inspect_media
from seedance_conformance.mock.media.video import VideoMaker
from seedance_conformance.transport.tasks.download import download
from tests.client.conftest import QuickClock
from tests.mock.media.fetching import fetched

TASK = {"id": "video_1", "status": "completed"}


@cache
def mp4() -> bytes:
    """A result of the mock, which may be a reference of the next request."""
    maker = VideoMaker()
    try:
        return maker.file("16:9", 2.0, False).read_bytes()
    finally:
        maker.close()


def raw_deflate(content: bytes) -> bytes:
    """Compressed without the header of zlib, as some servers do."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


def same(content: bytes) -> bytes:
    """As it is."""
    return content


Row = tuple[int, dict[str, str], Callable[[bytes], bytes], bool]
CODINGS = ("", "Identity", "aws-chunked", "UTF-8", ",")
COMPRESSIONS = ("gzip", "x-gzip", "Deflate", "br", "zstd", "gzip, deflate")
RANGES = {
    "bytes 0-{last}/{size}": True,
    "Bytes 0-{last}/{size}": True,
    "bytes=0-{last}/{size}": True,
    "bytes 0-{last}/*": True,
    "nonsense": True,
    "bytes */{size}": True,
    "bytes 0-{last}/99999999": False,
    "bytes 1-{size}/{size}": False,
    "bytes 500-{last}/*": False,
}
TABLE: dict[str, Row] = {
    **{
        f"an MP4 labelled {word!r}": (200, {"Content-Encoding": word}, same, True) for word in (*CODINGS, *COMPRESSIONS)
    },
    "gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress, True),
    "gzip in capitals": (200, {"Content-Encoding": "GZip"}, gzip.compress, True),
    "x-gzip": (200, {"Content-Encoding": "x-gzip"}, gzip.compress, True),
    "gzip of a 203": (203, {"Content-Encoding": "gzip"}, gzip.compress, True),
    "gzip in chunks": (200, {"Content-Encoding": "aws-chunked, gzip"}, gzip.compress, True),
    "deflate": (200, {"Content-Encoding": "deflate"}, zlib.compress, True),
    "deflate without a header": (200, {"Content-Encoding": "deflate"}, raw_deflate, True),
    "twice": (200, {"Content-Encoding": "deflate, gzip"}, lambda mp4: gzip.compress(zlib.compress(mp4)), True),
    "gzip, and not said": (200, {}, gzip.compress, False),
    "gzip, called UTF-8": (200, {"Content-Encoding": "UTF-8"}, gzip.compress, False),
    "gzip, called deflate": (200, {"Content-Encoding": "deflate"}, gzip.compress, False),
    "deflate, called gzip": (200, {"Content-Encoding": "gzip"}, zlib.compress, False),
    "a page": (200, {"Content-Encoding": "gzip"}, lambda _: b"<html>", False),
    "a wrong media type": (200, {"Content-Type": "text/html; charset=utf-8"}, same, True),
    "203": (203, {}, same, True),
    "206 without a range": (206, {}, same, True),
    **{f"206, {given}": (206, {"Content-Range": given}, same, whole) for given, whole in RANGES.items()},
    **{f"HTTP {status}": (status, {}, same, False) for status in (201, 202, 226, 404)},
    "nothing": (200, {}, lambda _: b"", False),
    "nothing, 206": (206, {}, lambda _: b"", False),
}


def by_client(url: str) -> bool:
    """Whether the client downloads the video."""
    base_url = url.rpartition("/")[0]
    with tempfile.TemporaryDirectory() as folder, Seedance("k", base_url=base_url, clock=QuickClock()) as client:
        target = Path(folder) / "x.mp4"
        try:
            client.download(TaskState("video_1", "completed", video_url=url), target)
        except DownloadFailed:
            return False
        return target.read_bytes() == mp4()


def by_mock(url: str) -> bool:
    """Whether the mock's fetcher finds the video."""
    facts = fetched(url).facts
    return facts is not None and (facts.format, facts.size, facts.flaw) == ("MP4", len(mp4()), None)


def by_check(url: str) -> bool:
    """Whether `check --media` has no objection to the video as a reference."""
    body: dict[str, Any] = {"model": "seedance_2_0_pro", "prompt": "x", "referenceVideos": [url]}
    broken, _ = asyncio.run(inspect_media(body))
    return not broken


def by_suite(url: str) -> bool:
    """Whether the suite's loader has the video."""
    file = download(url)
    return file.arrived and file.content == mp4()


@pytest.mark.parametrize(("status", "headers", "pack", "whole"), TABLE.values(), ids=list(TABLE))
def test_four_readers_agree(
    scripted: Any, status: int, headers: dict[str, str], pack: Callable[[bytes], bytes], whole: bool
) -> None:
    """Each of them takes the same answers for the whole file, and the same answers for none."""
    size = len(mp4())
    given = {name: value.format(last=size - 1, size=size) for name, value in headers.items()}
    content, task = pack(mp4()), json.dumps(TASK).encode()
    scripted.answer = lambda _, path, __: (200, {}, task) if "/result/" in path else (status, given, content)
    url = f"{scripted.base_url}/x.mp4"
    task = json.dumps({**TASK, "video_url": url}).encode()
    readers = (by_client, by_mock, by_check, by_suite)
    assert {reader.__name__: reader(url) for reader in readers} == {reader.__name__: whole for reader in readers}
