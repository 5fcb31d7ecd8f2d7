"""Compressed files that can't be decompressed, or grow too much; tests/test_served_files.py has those that can."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from seedance_conformance.mock.media.fetch import Fetched
from tests.mock.media.fetching import fetched


@pytest.fixture
def found(scripted: Any) -> Callable[..., Fetched]:
    """Fetches bytes that a server sends with a Content-Encoding."""

    def fetch(coding: str, content: bytes) -> Fetched:
        scripted.answer = lambda *_: (200, {"Content-Encoding": coding}, content)
        return fetched(scripted.base_url + "/x")

    return fetch


@pytest.mark.parametrize(
    ("word", "pack", "answer"),
    [
        ("gzip", lambda content: gzip.compress(content)[:-40], "cut"),
        ("br ", gzip.compress, "can't be decoded (Content-Encoding=br)"),
        ("a,ZSTD", gzip.compress, "can't be decoded (Content-Encoding=zstd)"),
        ("gzip, gzip, gzip", gzip.compress, "can't be decoded"),
        ("deflate", gzip.compress, "can't be decoded"),
        ("gzip", lambda _: gzip.compress(b""), "can't be decoded"),
    ],
)
def test_what_cant_be_decompressed(found: Callable[..., Fetched], make: Any, word: str, pack: Any, answer: str) -> None:
    """A file in another coding than declared isn't a file; a part of one is cut."""
    outcome = found(word, pack(make.png()))
    assert answer in (outcome.reason or str(outcome.facts))


def test_a_bomb_stays_small(found: Callable[..., Fetched]) -> None:
    """Only as many bytes are unpacked as a file of that format may have."""
    facts = found("gzip", gzip.compress(bytes(30_000_000), 1)).facts
    assert facts is not None
    assert (facts.format, facts.size) == ("unknown", 64 * 1024)
