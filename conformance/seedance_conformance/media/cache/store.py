"""The written files on disk: packed, with digests, each whole or not there."""

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
from pathlib import Path
from typing import Final, Self

from attrs import define, field, frozen

from seedance_conformance.media.cache.locking import Notice, locked

_FORMAT: Final = b"seedance-media/2\n"
_DIGEST: Final = hashlib.sha256().digest_size
_PACKED_LEVEL: Final = 1
_DRAFT: Final = ".part"
_STALE_SECONDS: Final = 600


@frozen
class Packed:
    """The bytes of a file, packed: most of a large one is silence or one colour.

    Attributes:
        sha256: of the file's bytes.
        data: the bytes, compressed.
    """

    sha256: bytes
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Pack the bytes of a file."""
        return cls(hashlib.sha256(content).digest(), zlib.compress(content, _PACKED_LEVEL))

    @classmethod
    def parse(cls, stored: bytes) -> Self | None:
        """What was stored, or None if that was damaged or cut."""
        head, check, data = (stored[start:end] for start, end in ((0, _HEAD), (_HEAD, _BODY), (_BODY, None)))
        whole = head.startswith(_FORMAT) and hashlib.sha256(data).digest() == check
        return cls(head[len(_FORMAT) :], data) if whole else None

    def stored(self) -> bytes:
        """As it is stored. The digest of the packed bytes comes too: it is checked each time, and they are few."""
        return _FORMAT + self.sha256 + hashlib.sha256(self.data).digest() + self.data

    def content(self) -> bytes:
        """The bytes of the file."""
        return zlib.decompress(self.data)


_HEAD: Final = len(_FORMAT) + _DIGEST
_BODY: Final = _HEAD + _DIGEST
# Where the check begins, and where the packed bytes do.


@define
class Store:
    """A folder of packed files. One that can't be written is replaced by a temporary one, which goes with the store.

    Attributes:
        folder: where the files are; None keeps nothing.
    """

    folder: Path | None
    _moved: bool = field(default=False, init=False, repr=False)
    _moving: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def get(self, name: str) -> Packed | None:
        """A stored file, or None if there is no whole one."""
        if self.folder is None:
            return None
        try:
            return Packed.parse(_place(self.folder, name).read_bytes())
        except OSError:
            return None

    def put(self, name: str, packed: Packed, notice: Notice) -> None:
        """Store a file, whole or not at all. Thread-safe.

        Args:
            name: of the file.
            packed: its bytes.
            notice: told where the files go instead, if the folder can't be written.
        """
        while (folder := self.folder) is not None:
            try:
                _write_whole(_place(folder, name), packed.stored())
                return
            except OSError as error:
                self._move(folder, error.strerror or str(error), notice)

    @contextmanager
    def locked(self, notice: Notice) -> Iterator[None]:
        """Keep other processes from writing the same files meanwhile: they wait, and find them written."""
        folder = self.folder
        with locked(folder, notice) as held:
            if held and folder is not None:
                _remove_stale(folder)
            yield

    def _move(self, folder: Path, why: str, notice: Notice) -> None:
        """Go on in a temporary folder, or without one if that can't be written either."""
        with self._moving:
            if self.folder != folder:
                return  # another thread has moved already
            self.folder, self._moved = None if self._moved else self._temporary(), True
        place = f"in '{self.folder}'" if self.folder else "in memory"
        notice(
            f"media files can't be kept in '{folder}' ({why}): for this run they are {place}; set XDG_CACHE_HOME to a "
            "folder that can be written"
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


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside, read back and rename, so that no run ever reads half a file.

    Raises:
        OSError: it can't be written, or reads back differently.
    """
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}{_DRAFT}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        if draft.read_bytes() != content:
            raise OSError("what was written reads back differently")
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _remove_stale(folder: Path) -> None:
    """Remove the drafts that a killed run has left."""
    with suppress(OSError):
        for draft in folder.rglob(f"*{_DRAFT}"):
            if time.time() - draft.stat().st_mtime > _STALE_SECONDS:
                draft.unlink()
