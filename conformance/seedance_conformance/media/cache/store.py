"""The written files on disk: compressed, with digests, each one whole or missing."""

import hashlib
import shutil
import tempfile
import threading
import time
import uuid
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from attrs import define, evolve, field, frozen

from seedance_conformance.media.cache.locking import Notice, locked
from seedance_conformance.media.cache.spool import Section, Spool

_FORMAT: Final = b"seedance-media/2\n"
_DIGEST: Final = hashlib.sha256().digest_size
_PACKED_LEVEL: Final = 1
_DRAFT: Final = ".part"
_STALE_SECONDS: Final = 600
_PIECE: Final = 1 << 18


@frozen
class Packed:
    """The compressed bytes of a file; large files repeat themselves, so that they compress well."""

    sha256: bytes  # of the file's bytes
    data: bytes | Section = field(repr=False)  # in memory or in a spool

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Compress the bytes of a file."""
        return cls(hashlib.sha256(content).digest(), zlib.compress(content, _PACKED_LEVEL))

    @classmethod
    def parse(cls, stored: bytes) -> Self | None:
        """Parse stored bytes; None if they are damaged or incomplete."""
        head, check, data = (stored[start:end] for start, end in ((0, _HEAD), (_HEAD, _BODY), (_BODY, None)))
        whole = head.startswith(_FORMAT) and hashlib.sha256(data).digest() == check
        return cls(head[len(_FORMAT) :], data) if whole else None

    def stored(self) -> bytes:
        """The bytes to store. They include a digest of the compressed bytes, which is quick to check each time."""
        data = b"".join(self._data())
        return _FORMAT + self.sha256 + hashlib.sha256(data).digest() + data

    def spooled(self, spool: Spool) -> Self:
        """The same file with its compressed bytes in a spool."""
        return evolve(self, data=spool.add(self.data)) if isinstance(self.data, bytes) else self

    def content(self) -> bytes:
        """The bytes of the file."""
        return b"".join(self.pieces())

    @cached_property
    def size(self) -> int:
        """The number of the file's bytes."""
        return sum(map(len, self.pieces()))

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file in pieces: it may have 16 MB, and a target fetches several at the same time."""
        unpacking = zlib.decompressobj()
        for waiting in self._data():
            piece = unpacking.decompress(waiting, _PIECE)
            yield piece
            while len(piece) == _PIECE:  # a shorter piece says that zlib has no more without further input
                piece = unpacking.decompress(unpacking.unconsumed_tail, _PIECE)
                yield piece

    def _data(self) -> Iterator[bytes]:
        """The compressed bytes, in one piece if they are in memory."""
        if isinstance(self.data, bytes):
            yield self.data
        else:
            yield from self.data.pieces()


_HEAD: Final = len(_FORMAT) + _DIGEST
# Where the second digest begins, and where the compressed bytes begin.
_BODY: Final = _HEAD + _DIGEST


@define
class Store:
    """A folder of compressed files, for several threads. If it isn't writable, a temporary one replaces it."""

    folder: Path | None  # None stores nothing
    _moved: bool = field(default=False, init=False, repr=False)
    _moving: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def get(self, name: str) -> Packed | None:
        """A stored file, or None if it is missing or damaged."""
        if self.folder is None:
            return None
        try:
            return Packed.parse(_place(self.folder, name).read_bytes())
        except OSError:
            return None

    def put(self, name: str, packed: Packed, notice: Notice) -> None:
        """Store a file, completely or not at all; a notice says where the files are if the folder isn't writable."""
        while (folder := self.folder) is not None:
            try:
                content = packed.stored()
                with draft_of(_place(folder, name), f".{uuid.uuid4().hex}{_DRAFT}") as draft:
                    draft.write_bytes(content)
                    if draft.read_bytes() != content:
                        raise OSError("what was written reads back differently")
                return
            except OSError as error:
                self._move(folder, error.strerror or str(error), notice)

    @contextmanager
    def locked(self, notice: Notice) -> Iterator[None]:
        """Lock the folder: other processes wait, and then find the files."""
        folder = self.folder
        with locked(folder, notice) as held:
            if held and folder is not None:
                _remove_stale(folder)
            yield

    def _move(self, folder: Path, why: str, notice: Notice) -> None:
        """Switch to a temporary folder, or to memory if that isn't writable either."""
        with self._moving:
            if self.folder != folder:
                return  # another thread has switched already
            self.folder, self._moved = None if self._moved else self._temporary(), True
        place = f"in '{self.folder}'" if self.folder else "in memory"
        notice(
            f"media files can't be kept in '{folder}' ({why}): for this run they are {place}; set XDG_CACHE_HOME to a "
            "writable folder"
        )

    def _temporary(self) -> Path | None:
        try:
            made = Path(tempfile.mkdtemp(prefix="seedance-media-"))
        except OSError:
            return None
        weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
        return made


def _place(folder: Path, name: str) -> Path:
    return folder / f"{name}.z"


@contextmanager
def draft_of(path: Path, ending: str = _DRAFT) -> Iterator[Path]:
    """A file to write, which then becomes the file at a path, so that nobody ever reads half of it.

    If that fails, neither a draft nor a new file is left. `ending` is added to the name of the draft.
    """
    draft = path.with_name(f"{path.name}{ending}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _remove_stale(folder: Path) -> None:
    """Remove old drafts of runs that were killed."""
    with suppress(OSError):
        for draft in folder.rglob(f"*{_DRAFT}"):
            if time.time() - draft.stat().st_mtime > _STALE_SECONDS:
                draft.unlink()
