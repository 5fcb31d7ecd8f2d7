"""Where a video goes: a path, a file object, memory, or an iterator; and the progress on the way."""

import asyncio
import errno
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from seedance_client import DownloadFailed, InvalidOutput
from tests.client.library.answers import ID, box, finished, http, open_client

MP4 = box(b"ftyp", b"isom0000") + box(b"moov", b"m" * 500) + box(b"mdat", bytes(range(256)) * 400)
OTHER = MP4[:-1] + b"?"


def chunked(body: bytes, size: int = 30_000) -> bytes:
    """The body of an answer in chunks, without a length."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    content = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + content


def cut(content: bytes, *, left: int) -> Any:
    """A reply that breaks off after `left` bytes of the whole film."""
    return lambda connection: connection.sendall(content[: len(content) - len(MP4) + left])


@pytest.mark.parametrize("known", [True, False], ids=["with a length", "in chunks"])
def test_progress_as_bytes_arrive(known: bool, hostile: Any, call: Any, target: Path) -> None:
    """The callback gets growing numbers, and the total if the server tells it."""
    hostile.script["GET"] = [http(MP4) if known else chunked(MP4)]
    seen: list[tuple[int, int | None]] = []
    call("download", finished(hostile), target, on_bytes=lambda *both: seen.append(both))
    received = [have for have, _ in seen]
    assert len(seen) > 1
    assert received == sorted(set(received))
    assert seen[-1] == (len(MP4), len(MP4) if known else None)


def test_progress_goes_on_after_a_break(hostile: Any, call: Any, target: Path) -> None:
    """A download that continues counts the bytes that are stored already, and keeps the total."""
    rest = http(MP4[50_000:], 206, Content_Range=f"bytes 50000-{len(MP4) - 1}/{len(MP4)}")
    hostile.script["GET"] = [cut(http(MP4), left=50_000), rest]
    seen: list[tuple[int, int | None]] = []
    call("download", finished(hostile), target, on_bytes=lambda *both: seen.append(both))
    received = [have for have, _ in seen]
    assert 50_000 in received
    assert received == sorted(received)
    assert {total for _, total in seen} == {len(MP4)}
    assert target.read_bytes() == MP4


def test_an_error_of_the_callback_is_raised_and_the_rest_can_be_downloaded(
    hostile: Any, call: Any, target: Path
) -> None:
    """It isn't taken for a broken connection; the partial file stays for a later download."""
    hostile.script["GET"] = [http(MP4)]
    with pytest.raises(ZeroDivisionError):
        call("download", finished(hostile), target, on_bytes=lambda have, total: 1 / 0)
    assert hostile.count("GET") == 1
    assert call("download", finished(hostile), target) == target


def test_into_memory_and_file_objects(hostile: Any, call: Any, either: Any, tmp_path: Path) -> None:
    """All targets get the same bytes; a path is returned, a file object isn't."""
    hostile.script["GET"] = [http(MP4)]
    task, memory = finished(hostile), io.BytesIO()
    assert call("read", task) == MP4
    assert call("download", task, memory) is None
    assert memory.getvalue() == MP4
    with (tmp_path / "raw.mp4").open("wb", buffering=0) as file:
        call("download", task, file)
    assert (tmp_path / "raw.mp4").read_bytes() == MP4
    assert b"".join(either.items(hostile.base_url, "iter_bytes", task)) == MP4


def test_a_file_object_that_takes_little_at_a_time(hostile: Any, call: Any) -> None:
    """Unbuffered files say how much they took; the rest is written again."""

    class Slow(io.BytesIO):
        def write(self, chunk: Any) -> int:
            return super().write(chunk[:1000])

    hostile.script["GET"] = [http(MP4)]
    file = Slow()
    call("download", finished(hostile), file)
    assert file.getvalue() == MP4


def test_a_file_object_with_a_coroutine(hostile: Any) -> None:
    """The asynchronous client awaits `write`, as the files of aiofiles and anyio need."""
    hostile.script["GET"] = [http(MP4)]
    found: list[bytes] = []

    class File:
        async def write(self, chunk: bytes) -> int:
            await asyncio.sleep(0)
            found.append(chunk)
            return len(chunk)

    with open_client("async", base_url=hostile.base_url) as (client, finish):
        finish(client.download(finished(hostile), File()))
    assert b"".join(found) == MP4


def test_a_server_without_ranges(hostile: Any, either: Any) -> None:
    """The server sends the whole film again: what was handed on isn't handed on twice."""
    hostile.script["GET"] = [cut(http(MP4), left=70_000), cut(http(MP4), left=90_000), http(MP4)]
    assert b"".join(either.items(hostile.base_url, "iter_bytes", finished(hostile))) == MP4
    assert [seen.headers.get("range") for seen in hostile.seen] == [None, "bytes=70000-", "bytes=90000-"]


def test_a_film_that_changes_meanwhile(hostile: Any, call: Any) -> None:
    """Bytes that were handed on can't be taken back: another film is an error, not a mixture."""
    changed = MP4[:100] + b"!" + MP4[101:]
    hostile.script["GET"] = [cut(http(MP4), left=70_000), http(changed)]
    with pytest.raises(DownloadFailed, match="has changed since its first bytes were handed on") as caught:
        call("read", finished(hostile))
    assert caught.value.task_id == ID


@pytest.mark.parametrize("page", [b"<html>soon</html>", b"no", MP4[8:]], ids=["html", "short", "cut at the front"])
def test_nothing_that_is_not_a_film_is_handed_on(page: bytes, hostile: Any, call: Any) -> None:
    """The first bytes are held back until they look like an MP4."""
    hostile.script["GET"] = [http(page)]
    memory = io.BytesIO()
    with pytest.raises(DownloadFailed, match="isn't an MP4"):
        call("download", finished(hostile), memory)
    assert memory.getvalue() == b""


def test_a_film_that_is_cut_off_is_an_error(hostile: Any, call: Any) -> None:
    """An answer that ends properly but lacks a part of a box isn't a complete video."""
    hostile.script["GET"] = [chunked(MP4[:-1])]
    with pytest.raises(DownloadFailed, match=r"aren't a complete video: it is cut off: box b'mdat'"):
        call("read", finished(hostile))


def test_stopping_early_closes_the_connection(hostile: Any, either: Any) -> None:
    """Whoever leaves the loop leaves no open connection and no warning."""
    hostile.script["GET"] = [http(MP4)]
    (first,) = either.items(hostile.base_url, "iter_bytes", finished(hostile), most=1)
    assert MP4.startswith(first)


def test_an_existing_file_is_not_overwritten_unasked(hostile: Any, call: Any, target: Path) -> None:
    """Nothing is sent; the error has the number and the task's id, and names the way out."""
    target.write_bytes(b"before")
    hostile.script["GET"] = [http(MP4)]
    with pytest.raises(InvalidOutput, match=r"exists: .*overwrite=True") as caught:
        call("download", finished(hostile), target)
    assert (caught.value.errno, caught.value.task_id) == (errno.EEXIST, ID)
    assert not hostile.seen
    assert call("download", finished(hostile), target, overwrite=True) == target
    assert target.read_bytes() == MP4


def test_a_file_that_appears_meanwhile_is_kept(hostile: Any, call: Any, target: Path) -> None:
    """The last step doesn't replace it either; the video stays in the partial file."""
    hostile.script["GET"] = [http(MP4)]
    with pytest.raises(DownloadFailed, match="meanwhile there is another file"):
        call("download", finished(hostile), target, on_bytes=lambda *_: target.write_bytes(b"other"))
    assert target.read_bytes() == b"other"


NO_OUTPUTS: dict[str, tuple[str, int]] = {
    "a folder": (".", errno.EISDIR),
    "in a missing folder": ("missing/fox.mp4", errno.ENOENT),
    "below a file": ("file/fox.mp4", errno.ENOENT),
    "too long": ("x" * 300, errno.ENAMETOOLONG),
    "a null byte": ("\0", errno.EINVAL),
}


@pytest.mark.skipif(sys.platform == "win32", reason="the names and numbers are those of POSIX")
@pytest.mark.parametrize(("name", "number"), NO_OUTPUTS.values(), ids=list(NO_OUTPUTS))
def test_no_place_for_a_file(name: str, number: int, hostile: Any, call: Any, tmp_path: Path) -> None:
    """Each is found before anything is sent, also by `generate`, before anything is paid for."""
    (tmp_path / "file").touch()
    place = f"{tmp_path}/{name}"
    for method, arguments in (("download", (ID, place)), ("generate", ("x",))):
        more = {"model": "seedance_2_0_pro", "to": place} if method == "generate" else {}
        with pytest.raises(InvalidOutput) as caught:
            call(method, *arguments, **more)
        assert (caught.value.errno, caught.value.task_id) == (number, ID if method == "download" else None)
    assert not hostile.seen


DATA = {"id": ID, "video_url": "https://media.example.com/out.mp4?Signature=SECRET"}


@pytest.mark.parametrize(
    "to", [io.StringIO(), 5, None, object(), DATA], ids=["text", "number", "None", "object", "data"]
)
def test_no_target(to: Any, hostile: Any, call: Any) -> None:
    """A wrong kind of target is a TypeError before anything is sent; data isn't repeated."""
    with pytest.raises(TypeError, match="the output") as caught:
        call("download", ID, to)
    assert "SECRET" not in str(caught.value)
    assert not hostile.seen
