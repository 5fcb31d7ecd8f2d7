"""The files by name: written once, kept in the user's cache, held packed in memory while they are served."""

import hashlib
import inspect
import threading
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

import av
import PIL
from attrs import field, frozen

from seedance_conformance.media import (
    clips,
    corpus_audios,
    corpus_images,
    corpus_videos,
    heif,
    impostors,
    pictures,
    sounds,
    writers,
)
from seedance_conformance.media.files import MediaFile, content_type
from seedance_conformance.media.folder import cache_folder, keep_alone

IMAGES, VIDEOS, AUDIOS = 12, 5, 5
"""How many distinct, surely valid files of each kind there are, numbered from 1."""

_WRITERS = (clips, corpus_audios, corpus_images, corpus_videos, heif, impostors, pictures, sounds, writers)
_PACKED_LEVEL = 1
_DIGEST = hashlib.sha256().digest_size


@frozen
class Kind:
    """One kind of surely valid file: how its names begin and end, and who writes number n."""

    stem: str
    suffix: str
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

    def files(self) -> Iterator[MediaFile]:
        """Each number as a file of the corpus."""
        for number in range(1, self.count + 1):
            facts = writers.facts(self.stem, number)
            yield MediaFile(self.name(number), "surely valid", facts, partial(self.write, number))


IMAGE = Kind("image", "png", IMAGES, writers.write_image)
VIDEO = Kind("video", "mp4", VIDEOS, writers.write_video)
AUDIO = Kind("audio", "wav", AUDIOS, writers.write_audio)
KINDS = (IMAGE, VIDEO, AUDIO)


@cache
def corpus() -> Mapping[str, MediaFile]:
    """Every file by name: the surely valid ones, then those at and beyond the bounds.

    Raises:
        ValueError: two files have one name.
    """
    made: dict[str, MediaFile] = {}
    numbered = (file for kind in KINDS for file in kind.files())
    for file in (*numbered, *corpus_images.files(), *corpus_videos.files(), *corpus_audios.files()):
        if file.name in made or file.name != file.name.lower():
            raise ValueError(f"{file.name} is there twice, or not in lower case")
        made[file.name] = file
    return MappingProxyType(made)


@cache
def default_cache() -> Path:
    """The folder that keeps written files between runs, one for each version of the writers and their libraries."""
    folder = cache_folder([*map(inspect.getsource, _WRITERS), av.__version__, PIL.__version__])
    keep_alone(folder)
    return folder


@frozen
class Library:
    """Files by name. A cache folder that can't be read or written only costs the time to write the files again.

    Files are kept packed, on disk and in memory, behind their SHA-256: most of a large one is silence or one colour.
    """

    cache: Path | None = field(factory=default_cache)
    _held: dict[str, bytes] = field(factory=dict, init=False, repr=False)
    _locks: dict[str, threading.Lock] = field(factory=dict, init=False, repr=False)

    def names(self) -> Iterator[str]:
        """Every file name, the surely valid ones first."""
        yield from corpus()

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None when there is no such file; names are taken in any letter case."""
        name = name.lower()
        if name not in corpus():
            return None
        if name not in self._held:
            with self._locks.setdefault(name, threading.Lock()):
                if name not in self._held:
                    return self._load(name)
        return zlib.decompress(self._held[name][_DIGEST:])

    def sha256(self, name: str) -> str:
        """The digest of a file's bytes, in hexadecimal digits; `name` is one of `names()`."""
        if name not in self._held:
            self.read(name)
        return self._held[name][:_DIGEST].hex()

    def content_type(self, name: str) -> str:
        """The media type that a file is served as: what its ending says."""
        return content_type(name)

    def _load(self, name: str) -> bytes:
        """From the cache, else from the writer, which then fills the cache."""
        packed = self._cached(name)
        if packed is not None:
            with suppress(zlib.error):  # a damaged file is written again
                content = zlib.decompress(packed[_DIGEST:])
                self._held[name] = packed
                return content
        content = corpus()[name].write()
        packed = hashlib.sha256(content).digest() + zlib.compress(content, _PACKED_LEVEL)
        self._keep(name, packed)
        self._held[name] = packed
        return content

    def _cached(self, name: str) -> bytes | None:
        if self.cache is None:
            return None
        with suppress(OSError):
            return (self.cache / f"{name}.z").read_bytes()
        return None

    def _keep(self, name: str, packed: bytes) -> None:
        """Write beside and rename, so that a parallel run never reads half a file."""
        if self.cache is None:
            return
        path = self.cache / f"{name}.z"
        draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(packed)
            draft.replace(path)
        except OSError:
            with suppress(OSError):
                draft.unlink()
