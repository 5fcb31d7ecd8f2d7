"""The files by name: written once, kept in the user's cache, held in memory while they are served."""

import hashlib
import inspect
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import av
from attrs import field, frozen

from seedance_conformance.media import writers

IMAGES, VIDEOS, AUDIOS = 12, 5, 5
"""How many distinct files of each kind there are, numbered from 1."""


@frozen
class Kind:
    """One kind of file: how its names begin and end, what it is served as, and who writes number n."""

    stem: str
    suffix: str
    content_type: str
    count: int
    write: Callable[[int], bytes]

    def name(self, number: int) -> str:
        """The file name of one number, for example `video-2.mp4`.

        Raises:
            ValueError: there is no file of that number.
        """
        if not 1 <= number <= self.count:
            raise ValueError(f"{self.stem} {number} does not exist: there are 1 to {self.count}")
        return f"{self.stem}-{number}.{self.suffix}"


IMAGE = Kind("image", "png", "image/png", IMAGES, writers.write_image)
VIDEO = Kind("video", "mp4", "video/mp4", VIDEOS, writers.write_video)
AUDIO = Kind("audio", "wav", "audio/wav", AUDIOS, writers.write_audio)
KINDS = (IMAGE, VIDEO, AUDIO)


def default_cache() -> Path:
    """The folder that keeps written files between runs, one for each version of the writers."""
    version = hashlib.sha256((inspect.getsource(writers) + av.__version__).encode()).hexdigest()[:12]
    home = os.environ.get("XDG_CACHE_HOME")
    root = Path(home) if home else Path.home() / ".cache"
    return root / "seedance-kit" / f"media-{version}"


@frozen
class Library:
    """Files by name. A cache folder that can't be read or written only costs the time to write the files again."""

    cache: Path | None = field(factory=default_cache)
    _held: dict[str, bytes] = field(factory=dict, init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def names(self) -> Iterator[str]:
        """Every file name, images first."""
        for kind in KINDS:
            for number in range(1, kind.count + 1):
                yield kind.name(number)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None when there is no such file; names are taken in any letter case."""
        name = name.lower()
        if name in self._held:
            return self._held[name]
        with self._lock:
            if name not in self._held:
                content = self._load(name)
                if content is None:
                    return None
                self._held[name] = content
        return self._held[name]

    def content_type(self, name: str) -> str:
        """The media type that a file is served as."""
        suffix = name.lower().rpartition(".")[2]
        types = {kind.suffix: kind.content_type for kind in KINDS}
        return types.get(suffix, "application/octet-stream")

    def export(self, folder: Path) -> list[Path]:
        """Write every file into a folder, to be published for a remote target (`--media-url`).

        Raises:
            OSError: the folder can't be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for name in self.names():
            path = folder / name
            path.write_bytes(self.read(name) or b"")
            written.append(path)
        return written

    def _load(self, name: str) -> bytes | None:
        """From the cache, else from the writer, which then fills the cache."""
        for kind in KINDS:
            for number in range(1, kind.count + 1):
                if kind.name(number) == name:
                    cached = self._cached(name)
                    if cached:
                        return cached
                    content = kind.write(number)
                    self._keep(name, content)
                    return content
        return None

    def _cached(self, name: str) -> bytes | None:
        if self.cache is None:
            return None
        with suppress(OSError):
            return (self.cache / name).read_bytes()
        return None

    def _keep(self, name: str, content: bytes) -> None:
        """Write beside and rename, so that a parallel run never reads half a file."""
        if self.cache is None:
            return
        with suppress(OSError):
            self.cache.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.cache, delete=False) as draft:
                draft.write(content)
            Path(draft.name).replace(self.cache / name)
