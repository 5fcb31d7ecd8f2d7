"""The summary of a recording for the reports: files, times, what was judged, and what the recording lacks."""

from datetime import UTC, datetime
from typing import Any, Final

from seedance_conformance.recording.judging.requests import Requests
from seedance_conformance.recording.reading.entry import Entry, Lack, RecordingFile, times
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.transport.answers.answer import describe

_MOST_REFUSED: Final = 5
_CONSEQUENCES: Final = {
    Lack.TIME: "rules about the order of answers and about the pace of polls can't be judged on them",
    Lack.REQUEST: "what was asked for in them isn't judged",
    Lack.ANSWER: "these answers aren't judged",
    Lack.ROLE: "all calls count as calls with one key",
}
_OPERATIONS: Final = ("create", "query", "upload", "detail", "delete", "other")


def summary(recording: Recording, requests: Requests) -> dict[str, Any]:
    """The fields of the event `recording`; times are ISO times, or None."""
    entries = recording.entries
    return {
        "files": [_file(file) for file in recording.files],
        "exchanges": len(entries),
        "films": len(recording.films),
        **_span(entries),
        "operations": {
            name: count for name in _OPERATIONS if (count := sum(one.exchange.operation == name for one in entries))
        },
        "left_out": _left_out(recording),
        "lacks": [*_unanswered(recording), *_lacks(entries)],
        "refused_valid": [
            {"exchange": one.number, "answer": describe(one)} for one in requests.refused_valid[:_MOST_REFUSED]
        ],
        "refused_valid_count": len(requests.refused_valid),
    }


def _file(file: RecordingFile) -> dict[str, Any]:
    return {"name": file.name, "kind": file.kind, "exchanges": len(file.entries), **_span(file.entries)}


def _span(entries: tuple[Entry, ...]) -> dict[str, str | None]:
    found = times(entries)
    return {"first": _iso(found[0]) if found else None, "last": _iso(found[-1]) if found else None}


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _left_out(recording: Recording) -> list[str]:
    """Why parts of the files weren't judged, one sentence each."""
    others = sum(file.others for file in recording.files)
    unreadable = sum(file.unreadable for file in recording.files)
    found = (
        (others, "requests to other servers or paths"),
        (recording.elsewhere, "calls of another base URL"),
        (recording.twice, "calls that another file has, too"),
        (sum(file.repeated for file in recording.files), "entries that their file has twice"),
        (recording.same_files, "files with the content of another"),
        (unreadable, "entries that aren't in the format of their file"),
    )
    return [f"{what}: {count:,}" for count, what in found if count]


def _unanswered(recording: Recording) -> list[str]:
    """That creates were sent whose answers nobody wrote: the recorder was killed, or lost its power."""
    count = len(recording.unanswered)
    return (
        [f"the recorder ended before it could write the answers to creates: {count:,} more that may be billed"]
        if count
        else []
    )


def _lacks(entries: tuple[Entry, ...]) -> list[str]:
    """What the recording lacks, one sentence each."""
    return [
        f"{count:,} of {len(entries):,} exchanges were recorded without {lack}: {_CONSEQUENCES[lack]}"
        for lack in Lack
        if (count := sum(lack in entry.lacks for entry in entries))
    ]
