"""The media files by name: written once, kept in the user's cache, and compressed in a spool while they are served."""

import inspect
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from attrs import Factory, define, field

from seedance_conformance.media import corpus_audios, corpus_images, corpus_videos
from seedance_conformance.media.cache.folder import cache_folder, remove_old_caches
from seedance_conformance.media.cache.spool import Spool
from seedance_conformance.media.cache.store import Packed, Store
from seedance_conformance.media.files import MediaFile
from seedance_conformance.media.making import QUIET, Listener, Made, NotMade, make
from seedance_conformance.media.writers import audios, heic, images, non_media, scenes, tunes, videos
from seedance_conformance.media.writers import numbered as numbered_files

_WRITERS = (
    *(scenes, tunes, videos, corpus_audios, corpus_images, corpus_videos),
    *(heic, non_media, images, audios, numbered_files),
)


@cache
def corpus() -> Mapping[str, MediaFile]:
    """Every file by name: the numbered valid ones, then those at and beyond the limits.

    A name that occurs twice, or isn't in lower case, raises ValueError.
    """
    made: dict[str, MediaFile] = {}
    for file in (*numbered_files.files(), *corpus_images.files(), *corpus_videos.files(), *corpus_audios.files()):
        if file.name in made or file.name != file.name.lower():
            raise ValueError(f"{file.name} occurs twice, or isn't in lower case")
        made[file.name] = file
    return MappingProxyType(made)


def numbered() -> list[str]:
    """The names of the numbered valid files, which nearly every test sends; they are few and small."""
    return [file.name for file in numbered_files.files()]


@cache
def default_cache() -> Path:
    """The folder that keeps written files between runs; each version of the writers and their libraries has its own."""
    folder = cache_folder([*map(inspect.getsource, _WRITERS), version("av"), version("pillow")])
    remove_old_caches(folder)
    return folder


_UNPREPARED = "was not written before the run: the test that sends it lacks the marker `files`"


@define
class Library:
    """Files by name. `prepare` writes them before they are needed; nothing is written while they are served."""

    cache: Path | None = field(factory=default_cache)  # if it isn't writable, only time is lost
    failures: dict[str, NotMade] = field(factory=dict, init=False)  # by name, of files that couldn't be written
    retried: dict[str, NotMade] = field(factory=dict, init=False)  # of files that were written at the second try
    _store: Store = field(default=Factory(lambda self: Store(self.cache), takes_self=True), init=False, repr=False)
    _held: dict[str, Packed] = field(factory=dict, init=False, repr=False)
    _spool: Spool = field(factory=Spool, init=False, repr=False)
    _unprepared: dict[str, NotMade] = field(factory=dict, init=False, repr=False)

    def prepare(self, names: Iterable[str] | None = None, listener: Listener = QUIET) -> None:
        """Read files from the cache; write, check and cache those that it lacks.

        `failures` has the files that can't be written; the others are available. Without names, it prepares all files.
        Unknown names are ignored. The listener hears nothing if the cache has all files.
        """
        wanted = corpus() if names is None else [name for name in names if name in corpus()]
        if not self.lacking(wanted):
            return
        with self._store.locked(listener.notice):
            # Another process may have written them in the meantime.
            lacking = self.lacking(wanted)
            made = make([corpus()[name] for name in lacking], self._store, listener) if lacking else Made()
        self._held |= {name: packed.spooled(self._spool) for name, packed in made.packed.items()}
        self.failures |= made.failures
        self.retried |= made.retried

    def lacking(self, names: Iterable[str]) -> list[str]:
        """The files that have to be written; those that can't be written aren't named again."""
        return [name for name in names if name not in self.failures and not self.packed(name)]

    def expect(self, name: str) -> None:
        """Make sure that a file can be served, before its address is sent; unknown names pass.

        Raises:
            NotMade: the file couldn't be written, or wasn't prepared.
        """
        fault = self.failures.get(name)
        if fault is None and name in corpus() and not self.packed(name):
            fault = self._unprepared.setdefault(name, NotMade(name, _UNPREPARED))
        if fault is not None:
            raise fault.with_traceback(None)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, or None without one; names are case-insensitive."""
        packed = self.packed(name)
        return packed.content() if packed else None

    def packed(self, name: str) -> Packed | None:
        """A file as it is kept, in the spool or else in the cache, or None without one; names are case-insensitive."""
        name = name.lower()
        if name not in self._held and name in corpus():
            packed = self._store.get(name)
            if packed is not None:
                self._held[name] = packed.spooled(self._spool)
        return self._held.get(name)
