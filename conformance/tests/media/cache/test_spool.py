"""The spool: what is in it can be read in any order, and a full disk only costs memory."""

import errno
import os
import random

import pytest
from seedance_conformance.media.cache.spool import Section, Spool
from seedance_conformance.media.cache.store import Packed


def full(*_: object, **__: object) -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_spooled_files_have_their_bytes() -> None:
    """Files that compress well or not at all, read in another order and in pieces, as from memory."""
    spool, chance = Spool(), random.Random(0)
    contents = [b"", b"padding" * 500_000, chance.randbytes(700_000), b"x"]
    spooled = [Packed.of(content).spooled(spool) for content in contents]
    assert all(isinstance(file.data, Section) for file in spooled)
    for spooled_file, content in reversed(list(zip(spooled, contents, strict=True))):
        for file in (spooled_file, Packed.of(content)):
            assert (file.content(), file.size) == (content, len(content))
            assert max(map(len, file.pieces()), default=0) <= 300_000
            assert Packed.parse(file.stored()) == Packed.of(content)


def test_a_full_disk_leaves_files_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are still served."""
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    file = Packed.of(b"some bytes").spooled(Spool())
    assert isinstance(file.data, bytes)
    assert file.content() == b"some bytes"
