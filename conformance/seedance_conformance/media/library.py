"""The files by name: written once, kept in the user's cache, held packed in memory while they are served."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

import av
import PIL
from attrs import define, field, frozen

from seedance_conformance.media import (
    clips,
    corpus_audios,
    corpus_images,
    corpus_videos,
    heif,
    non_media,
    pictures,
    sounds,
    writers,
)
from seedance_conformance.media.files import MediaFile, content_type
from seedance_conformance.media.folder import cache_folder, keep_alone
from seedance_conformance.media.making import QUIET, Listener, Made, NotMade, make
from seedance_conformance.media.store import Packed, Store

IMAGES, VIDEOS, AUDIOS = 12, 5, 5
"""How many distinct, surely valid files of each kind there are, numbered from 1."""

_WRITERS = (clips, corpus_audios, corpus_images, corpus_videos, heif, non_media, pictures, sounds, writers)


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


def numbered() -> list[str]:
    """The names of the surely valid files, which nearly every rule sends; they are few and small."""
    return [file.name for kind in KINDS for file in kind.files()]


@cache
def default_cache() -> Path:
    """The folder that keeps written files between runs, one for each version of the writers and their libraries."""
    folder = cache_folder([*map(inspect.getsource, _WRITERS), av.__version__, PIL.__version__])
    keep_alone(folder)
    return folder


_UNPREPARED = "was not written before the run: the test that sends it lacks the marker `files`"


@define
class Library:
    """Files by name: written by `prepare` before they are asked for, and never while they are served.

    Attributes:
        cache: the folder that keeps written files; None keeps none. One that can't be written only costs time.
        failures: by name, the files that could not be written.
        retried: by name, what went wrong at first with files that were written in the end.
    """

    cache: Path | None = field(factory=default_cache)
    failures: dict[str, NotMade] = field(factory=dict, init=False)
    retried: dict[str, NotMade] = field(factory=dict, init=False)
    _store: Store = field(init=False, repr=False)
    _held: dict[str, Packed] = field(factory=dict, init=False, repr=False)
    _unprepared: dict[str, NotMade] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Open the cache."""
        self._store = Store(self.cache)

    def names(self) -> Iterator[str]:
        """Every file name, the surely valid ones first."""
        yield from corpus()

    def prepare(self, names: Iterable[str] | None = None, listener: Listener = QUIET) -> None:
        """Have files at hand: read from the cache, else written, checked and put there.

        What can't be written is in `failures` from then on; the others are there all the same.

        Args:
            names: of files; None for all. What is no file of the corpus is passed over.
            listener: hears how the writing goes; nothing if the cache has all.
        """
        wanted = corpus() if names is None else [name for name in names if name in corpus()]
        if not self._lacking(wanted):
            return
        with self._store.locked(listener.notice):
            # Another process may have written them meanwhile.
            lacking = self._lacking(wanted)
            made = make([corpus()[name] for name in lacking], self._store, listener) if lacking else Made()
        self._held |= made.packed
        self.failures |= made.failures
        self.retried |= made.retried

    def expect(self, name: str) -> None:
        """Make sure that a file can be served, before its address is given away; other names are none of ours.

        Raises:
            NotMade: it could not be written, or nobody prepared it.
        """
        fault = self.failures.get(name)
        if fault is None and name in corpus() and not self._found(name):
            fault = self._unprepared.setdefault(name, NotMade(name, _UNPREPARED))
        if fault is not None:
            raise fault.with_traceback(None)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None when there is none; names are taken in any letter case."""
        packed = self._found(name.lower())
        return packed.content() if packed is not None else None

    def sha256(self, name: str) -> str:
        """The digest of a file's bytes, in hexadecimal digits.

        Raises:
            NotMade: there is no such file.
        """
        self.expect(name)
        return self._held[name].sha256.hex()

    def content_type(self, name: str) -> str:
        """The media type that a file is served as: what its ending says."""
        return content_type(name)

    def _lacking(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name not in self.failures and not self._found(name)]

    def _found(self, name: str) -> Packed | None:
        """From memory, else from the cache."""
        if name not in self._held and name in corpus():
            packed = self._store.get(name)
            if packed is not None:
                self._held[name] = packed
        return self._held.get(name)
