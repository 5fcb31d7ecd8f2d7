"""Headers don't decide what a file is: the bytes do, in the mock and in `seedance check --media`."""

import asyncio
import gzip
import zlib
from typing import Any

import pytest
from seedance_conformance.cli.client.media import inspect_media
from seedance_conformance.mock.media.download_checks import is_labelled_compressed, why_incomplete
from tests.mock.media.fetching import fetched

WORDS = ["", " ", "identity", "Identity", "IDENTITY", "aws-chunked", "UTF-8", "utf8", "none", "binary", "x-unknown"]
WORDS += ["aws-chunked,identity", ",", "gzip", "br", "deflate, gzip", "zstd"]


@pytest.mark.parametrize("word", WORDS)
def test_an_image_may_have_any_content_encoding(scripted: Any, make: Any, mock: Any, word: str) -> None:
    """Mock and `check --media` accept it, even as gzip, if its bytes are an image."""
    scripted.answer = lambda *_: (200, {"Content-Encoding": word, "Content-Type": "text/html"}, make.png())
    address = f"{scripted.base_url}/{WORDS.index(word)}.png"
    outcome = fetched(address)
    assert outcome.facts is not None, outcome.reason
    assert (outcome.facts.format, outcome.facts.width) == ("PNG", 400)
    assert mock.create(first_image=address).status_code == 200
    body = {"model": "seedance_2_0_pro", "prompt": "x", "first_image": address}
    assert asyncio.run(inspect_media(body)).problems == []


@pytest.mark.parametrize(
    ("word", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("X-GZIP", gzip.compress)]
)
def test_a_compressed_body_is_refused(scripted: Any, make: Any, word: str, pack: Any) -> None:
    """It wasn't requested, and nothing here decompresses what may be a bomb."""
    scripted.answer = lambda *_: (200, {"Content-Encoding": word}, pack(make.png()))
    assert "compressed" in (fetched(scripted.base_url + "/x").reason or "")


@pytest.mark.parametrize(
    ("status", "given", "reason"),
    [
        (200, None, None),
        (203, None, None),
        (206, None, None),
        (206, "bytes 0-{last}/{size}", None),
        (206, "Bytes 0-{last}/{size}", None),
        (206, "bytes 0-{last}/*", None),
        (206, "bytes 0-{last}/999999", "a part of the file"),
        (206, "bytes 1-{size}/{size}", "a part of the file"),
        (206, "nonsense", "a part of the file"),
        (201, None, "HTTP 201"),
        (202, None, "HTTP 202"),
        (226, None, "HTTP 226"),
    ],
)
def test_a_whole_file_may_have_another_status(
    scripted: Any, make: Any, status: int, given: str | None, reason: str | None
) -> None:
    """203 is 200 through a proxy; 206 with the range of all bytes is the whole file."""
    content = make.png()
    size = len(content)
    headers = {} if given is None else {"Content-Range": given.format(last=size - 1, size=size)}
    scripted.answer = lambda *_: (status, headers, content)
    outcome = fetched(scripted.base_url + "/x")
    assert (outcome.facts is None) == (reason is not None)
    assert (reason or "") in (outcome.reason or "")


def test_the_header_checks() -> None:
    """Both checks as a table, without a server."""
    assert why_incomplete(404, {}) == "it answers HTTP 404"
    assert why_incomplete(206, {"content-range": "bytes 0-0/1"}) is None
    assert [is_labelled_compressed({"content-encoding": word}) for word in ("", "aws-chunked", "br ", "a,ZSTD")] == [
        False,
        False,
        True,
        True,
    ]
