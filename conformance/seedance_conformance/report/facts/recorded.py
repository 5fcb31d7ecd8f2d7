"""The part of a report about recorded traffic: what was recorded and judged, and what the recorded client did."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen

from seedance_conformance.report.events import Event, Row

CLIENT_TITLES: Final = {
    "LC-POLL-INTERVAL": "Pauses between polls",
    "LC-POLL-STOP": "Polls after the end",
    "AS-POLL": "Waiting for new assets",
    "AS-DEL-CHECK": "Looking before deleting",
    "EP-IDEMPOTENCY": "Paying twice",
}
STYLES: Final = {"kept": "pass", "broken": "fail", "unknown": "skipped"}
"""Verdict on the recorded client -> the verdict on a rule that looks the same."""
_BUCKETS: Final = 96


@frozen
class Bucket:
    """The exchanges of one slice of time, by how they were answered."""

    title: str
    answered: int
    refused: int
    failed: int


@frozen
class Recorded:
    """The recorded traffic."""

    summary: Event  # the event `recording`
    client: list[Event]  # the events `client`, one for each rule about the recorded client
    buckets: list[Bucket]  # slices of equal length from the first to the last request
    highest: int  # number of exchanges in the fullest slice, at least 1
    judged: int  # how many rules have a verdict from this recording

    def to_json(self) -> dict[str, Any]:
        """The recording and the client's part as `report.json` has them."""
        summary, *client = (
            {name: value for name, value in event.items() if name != "event"} for event in (self.summary, *self.client)
        )
        return {**summary, "client": client}


def recorded(events: list[Event], table: Iterable[Row] = ()) -> Recorded | None:
    """The recorded traffic of a log, or None for a run of the suite."""
    found = next((event for event in events[:2] if event["event"] == "recording"), None)
    if found is None:
        return None
    buckets = _buckets(events)
    return Recorded(
        summary=found,
        client=[event for event in events if event["event"] == "client"],
        buckets=buckets,
        highest=max([1, *(one.answered + one.refused + one.failed for one in buckets)]),
        judged=sum(row.verdict in ("pass", "fail", "observed") for row in table),
    )


def period(summary: Event) -> str:
    """What was recorded, and when."""
    files = len(summary["files"])
    when = f", {moment(summary['first'])} to {moment(summary['last'])}" if summary["first"] else ", without times"
    calls = "1 exchange" if summary["exchanges"] == 1 else f"{summary['exchanges']:,} exchanges"
    films = summary.get("films", 0)
    calls += f", {films:,} download{'' if films == 1 else 's'} of results" if films else ""
    return f"{calls} from {files} recording{'' if files == 1 else 's'}{when}"


def moment(time: str | None) -> str:
    """An ISO time of a summary for a reader."""
    return (time or "unknown").replace("T", " ").replace("+00:00", " UTC")


def _buckets(events: list[Event]) -> list[Bucket]:
    timed = [event for event in events if event["event"] == "exchange" and "times" not in event.get("lacks", ())]
    if not timed:
        return []
    first, last = min(event["sent"] for event in timed), max(event["sent"] for event in timed)
    length = max(last - first, 1.0) / _BUCKETS
    slices: list[list[Event]] = [[] for _ in range(_BUCKETS)]
    for event in timed:
        slices[min(int((event["sent"] - first) / length), _BUCKETS - 1)].append(event)
    return [_bucket(turn * length, found) for turn, found in enumerate(slices)]


def _bucket(offset: float, found: list[Event]) -> Bucket:
    failed = sum(event["status"] is None or event["status"] >= 500 for event in found)
    refused = sum(400 <= (event["status"] or 0) < 500 for event in found)
    answered = len(found) - failed - refused
    title = f"after {span(offset)}: {answered} answered, {refused} refused, {failed} failed"
    return Bucket(title, answered, refused, failed)


def span(seconds: float) -> str:
    """A time span in its largest whole unit, for example `3 h`."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
