"""The part of a report about recorded traffic: what was recorded and judged, and what the recorded client did."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen
from rich.console import Console
from rich.markup import escape

from seedance_conformance.report.events import Event, Row
from seedance_conformance.report.views.text import visible

CLIENT_TITLES: Final = {
    "LC-POLL-INTERVAL": "Pauses between polls",
    "LC-POLL-STOP": "Polls after the end",
    "AS-POLL": "Waiting for new assets",
    "AS-DEL-CHECK": "Looking before deleting",
    "EP-IDEMPOTENCY": "Paying twice",
}
STYLES: Final = {"kept": "pass", "broken": "fail", "unknown": "skipped"}
_COLOURS: Final = {"kept": "green", "broken": "bold red", "unknown": "dim"}
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
    """The recorded traffic.

    Attributes:
        summary: the event `recording`.
        client: the events `client`, one for each rule about the recorded client.
        buckets: slices of equal length from the first to the last request.
        highest: number of exchanges in the fullest slice, at least 1.
        judged: how many rules have a verdict from this recording.
    """

    summary: Event
    client: list[Event]
    buckets: list[Bucket]
    highest: int
    judged: int

    def to_json(self) -> dict[str, Any]:
        """The recording and the client's part as `report.json` has them."""
        plain = [{name: value for name, value in event.items() if name != "event"} for event in self.client]
        return {**{name: value for name, value in self.summary.items() if name != "event"}, "client": plain}


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


def print_recorded(events: list[Event], console: Console) -> None:
    """Print what a recording lacks, and what the recorded client did; nothing for a run of the suite."""
    part = recorded(events)
    if part is None:
        return
    summary = part.summary
    console.print(f"\n{_period(summary)}", highlight=False, soft_wrap=True)
    for line in (*(f"left out: {one}" for one in summary["left_out"]), *summary["lacks"]):
        console.print(f"  {escape(visible(line))}", highlight=False, soft_wrap=True)
    if summary["refused_valid_count"]:
        example = escape(visible(summary["refused_valid"][0]["answer"]))
        number = summary["refused_valid_count"]
        console.print(
            f"  valid bodies that were refused: {number:,}, for example: {example}", highlight=False, soft_wrap=True
        )
    if part.client:
        console.print("Your client (doesn't count for the exit code):", highlight=False)
    for finding in part.client:
        title = CLIENT_TITLES.get(finding["rule"], finding["rule"])
        verdict = f"[{_COLOURS[finding['verdict']]}]{finding['verdict']:<8}[/]"
        console.print(
            f"  {finding['rule']:<17} {title:<24} {verdict} {escape(visible(finding['note']))}".rstrip(),
            highlight=False,
            soft_wrap=True,
        )


def _period(summary: Event) -> str:
    files = len(summary["files"])
    when = f", {shown(summary['first'])} to {shown(summary['last'])}" if summary["first"] else ", without times"
    calls = "1 exchange" if summary["exchanges"] == 1 else f"{summary['exchanges']:,} exchanges"
    films = summary.get("films", 0)
    calls += f", {films:,} download{'' if films == 1 else 's'} of results" if films else ""
    return f"{calls} from {files} recording{'' if files == 1 else 's'}{when}"


def shown(time: str | None) -> str:
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
    return Bucket(
        f"after {span(offset)}: {answered} answered, {refused} refused, {failed} failed", answered, refused, failed
    )


def span(seconds: float) -> str:
    """A time span in its largest whole unit, for example `3 h`."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
