"""The summary of a recording for the reports: files, times, what was judged, and what the recording lacks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from seedance_conformance.recording.judging.requests import Requests
from seedance_conformance.recording.reading.entry import Entry, Lack, times
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
        "files": [
            {"name": file.name, "kind": file.kind, "exchanges": len(file.entries), **_span(file.entries)}
            for file in recording.files
        ],
        "exchanges": len(entries),
        "films": len(recording.films),
        **_span(entries),
        "operations": {
            name: count for name in _OPERATIONS if (count := sum(one.exchange.operation == name for one in entries))
        },
        "left_out": _left_out(recording),
        "lacks": list(_lacks(recording)),
        "refused_valid": [
            {"exchange": one.number, "answer": describe(one)} for one in requests.refused_valid[:_MOST_REFUSED]
        ],
        "refused_valid_count": len(requests.refused_valid),
    }


def _span(entries: tuple[Entry, ...]) -> dict[str, str | None]:
    found = [datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") for seconds in times(entries)]
    return {"first": found[0] if found else None, "last": found[-1] if found else None}


def _left_out(recording: Recording) -> list[str]:
    """Why parts of the files weren't judged, one sentence each."""
    found = (
        (sum(file.others for file in recording.files), "requests to other servers or paths"),
        (recording.elsewhere, "calls of another base URL"),
        (recording.twice, "calls that another file has, too"),
        (sum(file.repeated for file in recording.files), "entries that their file has twice"),
        (recording.same_files, "files with the content of another"),
        (sum(file.unreadable for file in recording.files), "entries that aren't in the format of their file"),
    )
    return [f"{what}: {count:,}" for count, what in found if count]


def _lacks(recording: Recording) -> Iterator[str]:
    """What the recording lacks, one sentence each."""
    entries = recording.entries
    if count := len(recording.unanswered):  # the recorder was killed, or lost its power
        yield f"the recorder ended before it could write the answers to creates: {count:,} more that may be billed"
    for lack in Lack:
        if count := sum(lack in entry.lacks for entry in entries):
            yield f"{lack} aren't recorded in {count:,} of {len(entries):,} exchanges: {_CONSEQUENCES[lack]}"
