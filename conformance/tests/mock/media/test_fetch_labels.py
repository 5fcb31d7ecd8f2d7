"""Headers don't decide what a file is: the bytes do, in the mock and in `seedance check --media`."""

import asyncio
import gzip
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from seedance_conformance.cli.client.media_check import inspect_media
from seedance_conformance.mock.media.decompression import compressions
from seedance_conformance.mock.media.fetch import Fetched, why_incomplete
from tests.mock.media.fetching import fetched

WORDS = ["", " ", "identity", "Identity", "IDENTITY", "aws-chunked", "UTF-8", "utf8", "none", "binary", "x-unknown"]
WORDS += ["aws-chunked,identity", ",", "gzip", "br", "deflate, gzip", "zstd"]


@pytest.fixture
def found(scripted: Any, make: Any) -> Callable[..., Fetched]:
    """Fetches bytes, by default an image, that a server sends with some headers."""

    def fetch(headers: dict[str, str], content: bytes | None = None, status: int = 200) -> Fetched:
        scripted.answer = lambda *_: (status, headers, make.png() if content is None else content)
        return fetched(scripted.base_url + "/x")

    return fetch


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


PACKED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": lambda content: zlib.compress(content, wbits=-zlib.MAX_WBITS),
    "X-GZIP": gzip.compress,
    "gzip, aws-chunked": gzip.compress,
    "gzip, gzip": lambda content: gzip.compress(gzip.compress(content)),
}


@pytest.mark.parametrize(("word", "pack"), [*PACKED.items()])
def test_a_compressed_file_is_decompressed(found: Callable[..., Fetched], make: Any, word: str, pack: Any) -> None:
    """Hosts compress although that isn't asked for: the file in it counts."""
    facts = found({"Content-Encoding": word}, pack(make.png())).facts
    assert facts is not None
    assert (facts.format, facts.width, facts.flaw) == ("PNG", 400, None)


@pytest.mark.parametrize(
    ("word", "pack", "answer"),
    [
        ("gzip", lambda content: gzip.compress(content)[:-40], "cut"),
        ("br", gzip.compress, "can't be decoded (Content-Encoding=br)"),
        ("gzip, gzip, gzip", gzip.compress, "can't be decoded"),
        ("deflate", gzip.compress, "can't be decoded"),
        ("gzip", lambda _: gzip.compress(b""), "can't be decoded"),
    ],
)
def test_what_cant_be_decompressed(found: Callable[..., Fetched], make: Any, word: str, pack: Any, answer: str) -> None:
    """A file in another coding than declared isn't a file; a part of one is cut."""
    outcome = found({"Content-Encoding": word}, pack(make.png()))
    assert answer in (outcome.reason or str(outcome.facts))


def test_a_bomb_stays_small(found: Callable[..., Fetched]) -> None:
    """Only as many bytes are unpacked as a file of that format may have."""
    facts = found({"Content-Encoding": "gzip"}, gzip.compress(bytes(30_000_000), 1)).facts
    assert facts is not None
    assert (facts.format, facts.size) == ("unknown", 64 * 1024)


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
        (206, "nonsense", None),
        (201, None, "HTTP 201"),
        (202, None, "HTTP 202"),
        (226, None, "HTTP 226"),
    ],
)
def test_a_whole_file_may_have_another_status(
    found: Callable[..., Fetched], make: Any, status: int, given: str | None, reason: str | None
) -> None:
    """203 is 200 through a proxy; 206 with the range of all bytes is the whole file."""
    size = len(make.png())
    headers = {} if given is None else {"Content-Range": given.format(last=size - 1, size=size)}
    outcome = found(headers, status=status)
    assert (outcome.facts is None) == (reason is not None)
    assert (reason or "") in (outcome.reason or "")


def test_the_header_checks() -> None:
    """Both checks as a table, without a server."""
    assert why_incomplete(404, {}) == "it answers HTTP 404"
    assert why_incomplete(206, {"content-range": "bytes 0-0/1"}) is None
    words = ["", "aws-chunked", "br ", "a,ZSTD", "x-gzip"]
    assert [compressions({"content-encoding": word}) for word in words] == [[], [], ["br"], ["zstd"], ["gzip"]]
