"""Writes media files: each one is written, checked and stored before it is needed. No other module does this."""

import os
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from typing import Final

from attrs import define, field, frozen

from seedance_conformance.media.cache.locking import Notice
from seedance_conformance.media.cache.store import Packed, Store
from seedance_conformance.media.checking import check
from seedance_conformance.media.codecs import PIL, av
from seedance_conformance.media.files import MediaFile
from seedance_conformance.media.writers import audios, videos

# Each needs up to 200 MB, for the bytes of a file in several forms.
_WORKERS: Final = min(2, os.cpu_count() or 1)
# The last lines of FFmpeg's log that a failure keeps.
_WORDS: Final = 5


def _ignore(*_: object) -> None:
    """Do nothing."""


@frozen
class Listener:
    """Gets progress and notices."""

    progress: Callable[[int, int], None] = _ignore  # how many files are done, and of how many
    notice: Notice = _ignore  # a line for the user about something unusual


QUIET: Final = Listener()


class NotMade(Exception):
    """A media file isn't available; the message names the file, what went wrong and the libraries."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name


@define
class Made:
    """The result of writing files."""

    packed: dict[str, Packed] = field(factory=dict)  # the written files, by name
    failures: dict[str, NotMade] = field(factory=dict)  # the files that couldn't be written in two tries
    retried: dict[str, NotMade] = field(factory=dict)  # the first failure of those that were written at the second


def make(files: Sequence[MediaFile], store: Store, listener: Listener = QUIET) -> Made:
    """Write files in parallel; a failed one is tried again, alone and with FFmpeg's log.

    The store gets each file when it is written, so that an interrupted run continues there.
    """
    libraries()  # imports them: one that is missing is one error, not one for each file
    made, failed = Made(), []
    listener.progress(0, len(files))
    with closing(_in_parallel(files, store, listener)) as results:
        for file, result in results:
            if isinstance(result, Packed):
                made.packed[file.name] = result
                listener.progress(len(made.packed), len(files))
            else:
                failed.append((file, result))
    for number, (file, error) in enumerate(failed, len(files) - len(failed) + 1):
        _retry(file, error, store, listener, made)
        listener.progress(number, len(files))
    return made


def libraries() -> str:
    """The versions of the libraries that write and read media."""
    parts = (f"{name} {'.'.join(map(str, av.library_versions[name]))}" for name in ("libavcodec", "libavformat"))
    return f"PyAV {av.__version__}, {', '.join(parts)}, Pillow {PIL.__version__}"


def _in_parallel(
    files: Sequence[MediaFile], store: Store, listener: Listener
) -> Generator[tuple[MediaFile, Packed | Exception], None, None]:
    pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="media-writer")
    try:
        jobs = {pool.submit(_try, file, store, listener.notice): file for file in files}
        for job in as_completed(jobs):
            yield jobs[job], job.result()
    finally:
        # After Ctrl-C, only the running writers finish; their files are whole and available the next time.
        pool.shutdown(cancel_futures=True)


def _try(file: MediaFile, store: Store, notice: Notice) -> Packed | Exception:
    try:
        content = file.write()
        check(file, content)
        packed = Packed.of(content)
        store.put(file.name, packed, notice)
    except Exception as error:
        return error
    return packed


def _retry(file: MediaFile, error: Exception, store: Store, listener: Listener, made: Made) -> None:
    # The writers cache parts of files, which may have caused the failure.
    videos.clear_cache()
    audios.clear_cache()
    with capture_ffmpeg_log() as words:
        result = _try(file, store, listener.notice)
    if isinstance(result, Packed):
        made.packed[file.name] = result
        made.retried[file.name] = _failure(file, error, "was written at the second try; the first:", ())
    else:
        made.failures[file.name] = _failure(file, result, "could not be written, in two tries:", words)
        listener.notice(str(made.failures[file.name]))


def _failure(file: MediaFile, error: Exception, what: str, words: Sequence[str]) -> NotMade:
    kind, said = type(error).__name__, " ".join(str(error).split())
    ffmpeg = f" (FFmpeg: {'; '.join(words[-_WORDS:])})" if words else ""
    failure = NotMade(file.name, f"{what} {kind}: {said}{ffmpeg}, with {libraries()}")
    traceback.clear_frames(error.__traceback__)  # its frames hold the bytes of the file
    failure.__cause__ = error
    return failure


@contextmanager
def capture_ffmpeg_log() -> Iterator[list[str]]:
    """Collect FFmpeg's warnings and errors on this thread. Otherwise its log is off, since it slows down threads."""
    words: list[str] = []
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    av.logging.set_skip_repeated(False)
    try:
        with av.logging.Capture() as logs:
            yield words
    finally:
        words += [f"[{name}] {text.strip()}" for _, name, text in logs]
        av.logging.set_skip_repeated(True)
        av.logging.set_level(before)
