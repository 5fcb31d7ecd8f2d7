"""The recordings in a folder: those of the proxy, and the log of a run."""

import json
from pathlib import Path

from seedance_conformance.recording.reading.entry import RecordingError


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
            event = json.loads(file.readline())
            files = {one["name"] for one in event["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(files) and files <= names
