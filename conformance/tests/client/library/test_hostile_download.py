"""Download from a misbehaving server: the file is complete, or doesn't exist."""

import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from seedance_client import DownloadFailed, Seedance
from seedance_client._sdk.download.partial_file import partial_path
from tests.client.library.answers import DONE, ID, MP4, TASK, Reply, box, cut, finished, http


def rest(start: int, of: bytes = MP4, total: int | None = None, tag: str = "") -> bytes:
    """The answer to a question for the rest."""
    total = total or len(of)
    return http(of[start:], 206, Content_Range=f"bytes {start}-{total - 1}/{total}", ETag=tag)


HALF = cut(http(MP4)[:3000])
GOT = 3000 - (len(http(MP4)) - len(MP4))

OTHER = box(b"ftyp", b"isom0000") + box(b"moov", b"n" * 500) + box(b"mdat", bytes(range(256)) * 40)
LONGER = OTHER + box(b"free", b"")
TAGGED = http(OTHER, ETag='"v1"')
GOT_TAGGED = 3000 - (len(TAGGED) - len(OTHER))


def download(either: Any, hostile: Any, target: Path) -> Any:
    """Download the video of the finished task."""
    return either.call(hostile.base_url, "download", finished(hostile), target, overwrite=True)


WHOLE: dict[str, tuple[list[Reply], int]] = {
    "at once": ([http(MP4)], 1),
    "broken off, the rest": ([HALF, rest(GOT)], 2),
    "broken off twice": ([HALF, cut(rest(GOT)[:1000]), http(MP4)], 3),
    "broken off, Range ignored": ([HALF, http(MP4)], 2),
    "broken off, then 500, then the rest": ([HALF, http(b"", 500), rest(GOT)], 3),
    "broken off, a wrong range": ([HALF, rest(5), http(MP4)], 3),
    "broken off, the rest of another file": ([cut(TAGGED[:3000]), rest(GOT_TAGGED, tag='"v2"'), http(MP4)], 3),
    "broken off, the rest of a longer file": ([HALF, rest(GOT, of=LONGER), http(MP4)], 3),
    "broken off, then 416": ([HALF, http(b"", 416), http(MP4)], 3),
    "without a length": ([cut(http(MP4, Content_Length=""))], 1),
    "without a length, broken off": ([cut(http(MP4, Content_Length="")[:3000]), http(MP4)], 2),
    "truncated at the source": ([http(MP4[:-100]), http(MP4)], 2),
    "an HTML page first": ([http(b"<html>busy</html>"), http(MP4)], 2),
    "nothing first": ([http(b""), http(MP4)], 2),
    "503 first": ([http(b"", 503), http(MP4)], 2),
    "dropped first": ([cut(b""), http(MP4)], 2),
}


@pytest.mark.parametrize(("replies", "gets"), WHOLE.values(), ids=list(WHOLE))
def test_download_is_whole(replies: list[Reply], gets: int, hostile: Any, either: Any, target: Path) -> None:
    """Whatever breaks during the download, the file is complete, and no other file is left."""
    hostile.script["GET"] = list(replies)
    target.write_bytes(b"an older file")
    assert download(either, hostile, target) == target
    assert target.read_bytes() == MP4
    assert list(target.parent.iterdir()) == [target]
    assert hostile.count("GET") == gets
    assert not [request for request in hostile.seen if "authorization" in request.headers]


def test_only_the_rest_is_asked_for(hostile: Any, either: Any, target: Path) -> None:
    """After a break the next question is for the bytes that are missing, under the tag of the first answer."""
    hostile.script["GET"] = [cut(http(MP4, ETag='"v1"')[:3000]), http(MP4)]
    download(either, hostile, target)
    first, second = (request.headers for request in hostile.seen)
    assert "range" not in first
    assert second["range"].startswith("bytes=")
    assert second["if-range"] == '"v1"'


NEVER: dict[str, Reply] = {
    "always broken off at one place": HALF,
    "always truncated at the source": http(MP4[:-100]),
    "always an HTML page": http(b"<html>no</html>"),
    "always 500": http(b"", 500),
    "no head": http(box(b"ftyp", b"isom") + box(b"mdat", b"x" * 50)),
    "a box that claims too much": http(box(b"ftyp", b"isom") + b"\x7f\xff\xff\xffmoov"),
    "always dropped": cut(b""),
    "redirects in a circle": http(b"", 302, Location="out.mp4"),
}


@pytest.mark.parametrize("reply", NEVER.values(), ids=list(NEVER))
def test_half_a_video_is_no_video(reply: Reply, hostile: Any, either: Any, target: Path) -> None:
    """Where it never comes whole, an error has the id, and what stood at the place stays."""
    hostile.script["GET"] = [reply]
    target.write_bytes(b"an older file")
    with pytest.raises(DownloadFailed) as caught:
        download(either, hostile, target)
    assert caught.value.task_id == ID
    assert target.read_bytes() == b"an older file"


DAMAGED = {
    "a box that is too long": (
        b"\0\0\0\x64mdat" + b"x" * 42,
        "it is cut off: box b'mdat' at byte 12 needs 100 bytes, but only 50",
    ),
    "a box that is too short": (
        b"\0\0\0\x04mdat" + b"x" * 42,
        "it is damaged: box b'mdat' at byte 12 declares only 4 bytes",
    ),
    "a part of a box's head": (b"\0\0\0", "it is cut off: box b'' at byte 12 needs 8 bytes, but only 3"),
}


@pytest.mark.parametrize(("end", "words"), DAMAGED.values(), ids=list(DAMAGED))
def test_the_error_says_where_the_file_is_damaged(
    end: bytes, words: str, hostile: Any, either: Any, target: Path
) -> None:
    """The error names the box, its place, and how many bytes it needs."""
    hostile.script["GET"] = [http(box(b"ftyp", b"isom") + end)]
    with pytest.raises(DownloadFailed) as caught:
        download(either, hostile, target)
    assert words in str(caught.value)


def test_a_later_call_goes_on(hostile: Any, either: Any, target: Path) -> None:
    """What an earlier call has fetched is not fetched again."""
    hostile.script["GET"] = [HALF, http(b"", 500)]
    with pytest.raises(DownloadFailed):
        download(either, hostile, target)
    hostile.script["GET"] = [rest(GOT)]
    download(either, hostile, target)
    assert hostile.seen[-1].headers["range"] == f"bytes={GOT}-"
    assert target.read_bytes() == MP4


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_fresh_address_is_asked_for(status: int, hostile: Any, either: Any, target: Path) -> None:
    """Where the address has expired, the service is asked for another."""
    hostile.script["GET"] = [http(b"", status), http({**DONE, "video_url": f"{hostile.base_url}/new.mp4"}), http(MP4)]
    download(either, hostile, target)
    assert [request.path.rpartition("/")[2] for request in hostile.seen] == ["out.mp4", ID, "new.mp4"]
    assert target.read_bytes() == MP4


def test_a_place_that_cannot_be_written(hostile: Any, call: Any, tmp_path: Path) -> None:
    """A partial file that can't be opened is a separate error immediately; the download isn't retried."""
    hostile.script["GET"] = [http(MP4)]
    partial_path(tmp_path / "fox.mp4", ID).mkdir()
    with pytest.raises(DownloadFailed, match="can't be written"):
        call("download", finished(hostile), tmp_path / "fox.mp4")
    assert hostile.count("GET") == 1


def test_no_video_yet(hostile: Any, call: Any, target: Path) -> None:
    """A task that is still queued has nothing to fetch."""
    hostile.script["GET"] = [http(TASK)]
    with pytest.raises(DownloadFailed, match="queued"):
        call("download", ID, target)


def test_two_downloads_don_t_mix(hostile: Any, target: Path) -> None:
    """While one download writes its pieces, another of the same video to the same place is refused."""
    started, go_on = threading.Event(), threading.Event()

    def slow(connection: socket.socket) -> None:
        connection.sendall(http(MP4)[:3000])
        started.set()
        go_on.wait(30)
        connection.sendall(http(MP4)[3000:])

    hostile.script["GET"] = [slow, http(MP4)]
    with Seedance("k", base_url=hostile.base_url) as client:
        first = threading.Thread(target=client.download, args=(finished(hostile), target))
        first.start()
        assert started.wait(5)
        while not list(target.parent.iterdir()):
            time.sleep(0.01)
        with pytest.raises(DownloadFailed, match="another download"):
            client.download(finished(hostile), target)
        go_on.set()
        first.join(30)
    assert target.read_bytes() == MP4
