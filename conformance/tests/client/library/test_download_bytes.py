"""Files and answers whose heads say odd things of their bytes: the bytes decide (more in test_served_files.py)."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from seedance_client import DownloadFailed
from tests.client.library.answers import DONE, ID, MP4, cut, finished, http

PACKED = gzip.compress(MP4)
SPAN = f"bytes 0-{len(MP4) - 1}/{len(MP4)}"
ODD_CODINGS = ["", "Identity", "IDENTITY", "aws-chunked", "UTF-8", "binary", "none", "null", "8bit", "x", "gzip", "br"]

AT_ONCE: dict[str, bytes] = {
    **{f"Content-Encoding: {coding}": http(MP4, Content_Encoding=coding) for coding in [*ODD_CODINGS, "zstd"]},
    "gzip, and so it is": http(PACKED, Content_Encoding="gzip"),
    "206 for all": http(MP4, 206, Content_Range=SPAN),
}


@pytest.mark.parametrize("reply", AT_ONCE.values(), ids=list(AT_ONCE))
def test_bytes_that_are_an_mp4_are_an_mp4(reply: bytes, hostile: Any, call: Any, target: Path) -> None:
    """One request is enough, whatever the headers say about the bytes, and no other file is left."""
    hostile.script["GET"] = [reply]
    call("download", finished(hostile), target)
    assert target.read_bytes() == MP4
    assert list(target.parent.iterdir()) == [target]
    assert hostile.count("GET") == 1


NEVER: dict[str, bytes] = {
    "compressed twice": http(gzip.compress(PACKED), Content_Encoding="gzip"),
    "a bomb": http(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
    "damaged": http(PACKED[:-200] + b"x" * 200, Content_Encoding="gzip"),
}


@pytest.mark.parametrize("reply", NEVER.values(), ids=list(NEVER))
def test_what_is_no_mp4_is_none(reply: bytes, hostile: Any, call: Any, target: Path) -> None:
    """What no video is in gives an error with the id, and no file."""
    found = http({**DONE, "video_url": f"{hostile.base_url}/out.mp4"})
    hostile.answer = lambda path: found if "/v1/result/" in path else reply
    with pytest.raises(DownloadFailed) as caught:
        call("download", finished(hostile), target)
    assert caught.value.task_id == ID
    assert not target.exists()


def test_the_rest_of_a_compressed_file(hostile: Any, call: Any, target: Path) -> None:
    """A compressed file that broke off goes on where it was: its pieces are kept as they came."""
    first = cut(http(PACKED, Content_Encoding="gzip")[:-30])
    size = len(PACKED)
    rest = http(PACKED[-30:], 206, Content_Encoding="gzip", Content_Range=f"bytes {size - 30}-{size - 1}/{size}")
    hostile.script["GET"] = [first, rest]
    call("download", finished(hostile), target)
    assert target.read_bytes() == MP4


CODINGS: dict[str, tuple[bytes, str]] = {
    "empty": (b"%s", ""),
    "Identity": (b"%s", "Identity"),
    "UTF-8": (b"%s", "UTF-8"),
    "aws-chunked": (b"%s", "aws-chunked"),
    "gzip, and isn't": (b"%s", "gzip"),
    "deflate, and isn't": (b"%s", "deflate"),
    "br, and isn't": (b"%s", "br"),
    "gzip": (b"gzip", "gzip"),
    "deflate": (b"deflate", "Deflate"),
    "aws-chunked,gzip": (b"gzip", "aws-chunked,gzip"),
}


@pytest.mark.parametrize(("how", "coding"), CODINGS.values(), ids=list(CODINGS))
@pytest.mark.parametrize("name", ["get", "create"])
def test_json_in_an_odd_coding(how: bytes, coding: str, name: str, hostile: Any, call: Any) -> None:
    """An answer about a task is read by its bytes, too: a paid id is not lost to a word in the head."""
    body = json.dumps({"id": ID, "status": "queued"}).encode()
    content = {b"gzip": gzip.compress(body), b"deflate": zlib.compress(body)}.get(how, body)
    hostile.script["GET"] = hostile.script["POST"] = [http(content, Content_Encoding=coding)]
    arguments = {"model": "seedance_2_0_pro", "prompt": "x"} if name == "create" else {"task": ID}
    assert call(name, **arguments).id == ID
    assert len(hostile.seen) == 1
