"""Read several recordings as one: find their formats, choose the target, drop what was recorded twice."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from attrs import evolve, frozen

from seedance_conformance.recording.reading.copies import without_copies
from seedance_conformance.recording.reading.entry import Entry, Film, RecordingError, RecordingFile, Unanswered
from seedance_conformance.recording.reading.flows import read_flows
from seedance_conformance.recording.reading.har import read_har
from seedance_conformance.recording.reading.roles import with_roles, with_unknown_keys
from seedance_conformance.recording.reading.run_log import read_run_log
from seedance_conformance.transport.connection.loopback import is_loopback

_FORMATS: Final = "give a run.jsonl, a HAR file or a flow file of mitmproxy"


@frozen
class Recording:
    """The recorded traffic with one service.

    Attributes:
        kind: of the target: answers of `remote` ones are read tolerantly.
        entries: by the time at which their answers were complete, numbered from 1.
        twice: how many exchanges were left out because another file has them, too.
        elsewhere: how many exchanges have another base URL.
        unanswered: creates of which only the reservation is recorded.
        same_files: how many files were left out because another one has the same content.
    """

    files: tuple[RecordingFile, ...]
    base_url: str
    kind: Literal["loopback", "remote"]
    entries: tuple[Entry, ...]
    twice: int = 0
    elsewhere: int = 0
    unanswered: tuple[Unanswered, ...] = ()
    same_files: int = 0
    films: tuple[Film, ...] = ()

    @property
    def by_suite(self) -> bool:
        """Whether the suite sent all of it."""
        return all(entry.by_suite for entry in self.entries)


def read_recordings(paths: Sequence[Path], base_url: str | None = None) -> Recording:
    """Read recordings and join them.

    Args:
        paths: of the files; a folder stands for its `recording-*.jsonl` and `run.jsonl`.
        base_url: of the service to judge; may be left out if the files have traffic with one service only.

    Raises:
        RecordingError: a file can't be read, or has no traffic with the service, or the service isn't clear.
    """
    given = [one for path in paths for one in recordings_in(path)]
    different: dict[str, Path] = {}
    for path in given:
        different.setdefault(_digest(path), path)
    files = tuple(with_unknown_keys([_read(path) for path in different.values()]))
    found = Counter(entry.base_url for file in files for entry in file.entries)
    found.update(one.base_url for file in files for one in file.unanswered)
    chosen = _choose(found, base_url, files)
    once, twice = without_copies(files, chosen)
    ordered = sorted(once, key=lambda entry: (entry.exchange.ended, entry.exchange.number))
    numbered = [
        evolve(entry, exchange=evolve(entry.exchange, number=number)) for number, entry in enumerate(ordered, 1)
    ]
    return Recording(
        files=files,
        base_url=chosen,
        kind="loopback" if is_loopback(chosen) else "remote",
        entries=tuple(with_roles(numbered)),
        twice=twice,
        elsewhere=sum(found.values()) - found[chosen],
        unanswered=tuple(one for file in files for one in file.unanswered if one.base_url == chosen),
        same_files=len(given) - len(files),
        films=tuple(film for file in files for film in file.films),
    )


def recordings_in(path: Path) -> tuple[Path, ...]:
    """The files that a path stands for: itself, or the recordings in a folder.

    A `run.jsonl` that reports on the recordings beside it is left out: everything in it is in them.

    Raises:
        RecordingError: the folder has no recording.
    """
    if not path.is_dir():
        return (path,)
    found = sorted(path.glob("recording-*.jsonl"))
    log = path / "run.jsonl"
    if log.is_file() and not _reports_on(log, {one.name for one in found}):
        found.append(log)
    if not found:
        raise RecordingError(
            f"'{path}' has no recording: give a folder with recording-*.jsonl or run.jsonl, or name the HAR files"
        )
    return tuple(found)


def _reports_on(log: Path, names: set[str]) -> bool:
    """Whether a log was made by `seedance judge` or the proxy from these recordings alone."""
    try:
        with log.open("rb") as file:
            file.readline()
            files = {one["name"] for one in json.loads(file.readline())["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(files) and files <= names


def _digest(path: Path) -> str:
    """A mark of the content of a file; a zip or HAR may name others, which are part of the same session."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RecordingError(f"'{path}' can't be read ({error.strerror}): {_FORMATS}") from None


def _read(path: Path) -> RecordingFile:
    with path.open("rb") as file:
        beginning = file.read(65_536)
    if not beginning.strip():
        raise RecordingError(f"'{path}' is empty: {_FORMATS}")
    if re.match(rb"\d{1,19}:", beginning):  # a tnetstring, the format of mitmproxy's flows
        return read_flows(path)
    if _is_run_log(beginning):
        return read_run_log(path)
    if beginning[:2] == b"\x1f\x8b":
        raise RecordingError(f"'{path}' is compressed with gzip: unpack it first, for example with `gzip -d`")
    text = beginning.decode(json.detect_encoding(beginning), "replace").lstrip("\ufeff \t\r\n")
    if beginning[:2] != b"PK" and (path.suffix.lower() in (".jsonl", ".ndjson") or not text.startswith("{")):
        raise RecordingError(f"'{path}' has no known format, or its beginning is damaged: {_FORMATS}")
    return read_har(path)


def _is_run_log(beginning: bytes) -> bool:
    line = beginning.partition(b"\n")[0]
    try:
        first: Any = json.loads(line)
    except (ValueError, RecursionError):
        return re.match(rb'\s*\{\s*"event"', line) is not None
    return isinstance(first, dict) and "event" in first


def _choose(found: Counter[str], base_url: str | None, files: Sequence[RecordingFile]) -> str:
    if base_url is not None:
        chosen = base_url.rstrip("/")
        if chosen not in found:
            raise RecordingError(f"no recorded call went to {chosen}: {_listed(found)}")
        return chosen
    if not found:
        others, unreadable = sum(file.others for file in files), sum(file.unreadable for file in files)
        raise RecordingError(
            f"the recordings have no call of the service, only {others} other requests and {unreadable} unreadable "
            "entries: record a session that creates or queries a video"
        )
    if len(found) > 1:
        raise RecordingError(
            f"the recordings have calls of several services: choose one with --base-url. {_listed(found)}"
        )
    return next(iter(found))


def _listed(found: Counter[str]) -> str:
    return "; ".join(f"{times} calls to {base_url}" for base_url, times in found.most_common(5)) or "there are no calls"
