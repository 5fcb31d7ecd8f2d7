"""The tasks of a run as bars on a timeline."""

import heapq
from collections import Counter
from collections.abc import Mapping
from typing import Final

from attrs import define, field, frozen

from seedance_conformance.report.events import Event
from seedance_conformance.report.facts.exchanges import accepted_task, json_of, task_of
from seedance_conformance.report.facts.spending import started_tasks

_ENDED: Final = ("completed", "failed")
MOST_BARS: Final = 2_000


@define
class Bar:
    """One accepted task. Times are in seconds from the first request of the run."""

    task: str  # its id
    case: str  # the test that created it
    model: str  # as sent
    begin: float  # when its create was sent
    end: float  # when its end was first seen, or its last answer came
    moved: float | None = None  # when its status first changed; None if never
    status: str = ""  # the last one, in lower case
    lane: int = 0  # row of the drawing, from 0

    def see(self, status: str, moment: float) -> None:
        """Add the status of an answer; answers after the end of the task are ignored."""
        if self.status in _ENDED:
            return
        if self.moved is None and self.status and status != self.status:
            self.moved = moment
        self.status, self.end = status or self.status, moment


@frozen
class Timeline:
    """The bars in order of their beginning."""

    bars: list[Bar]  # of all tasks, or of `MOST_BARS` evenly chosen ones
    lanes: int  # number of rows
    seconds: float  # of the whole run, at least 1
    total: int  # number of all tasks
    ends: dict[str, int]  # last status -> number of tasks
    median: float | None  # seconds from create to end of a task; None if no task ended
    longest: float | None  # seconds of the slowest task; None if no task ended
    ticks: list[float] = field(factory=list)


def timeline(events: list[Event]) -> Timeline:
    """The tasks of a run."""
    exchanges = [event for event in events if event["event"] == "exchange"]
    started = started_tasks(events)
    zero = min((event["sent"] for event in exchanges), default=0.0)
    bars: dict[str, Bar] = {}
    for event in exchanges:
        _follow(bars, event, event["sent"] - zero, started)
    found = sorted(bars.values(), key=lambda bar: bar.begin)
    seconds = max([1.0, *(event["sent"] + event["seconds"] - zero for event in exchanges)])
    times = sorted(bar.end - bar.begin for bar in found if bar.status in _ENDED)
    drawn = [found[turn * len(found) // MOST_BARS] for turn in range(MOST_BARS)] if len(found) > MOST_BARS else found
    return Timeline(
        bars=drawn,
        lanes=_arrange(drawn),
        seconds=seconds,
        total=len(found),
        ends=dict(Counter(bar.status or "unknown" for bar in found).most_common()),
        median=times[len(times) // 2] if times else None,
        longest=times[-1] if times else None,
        ticks=_ticks(seconds),
    )


def _follow(bars: dict[str, Bar], event: Event, sent: float, started: Mapping[int, str]) -> None:
    moment = sent + event["seconds"]
    created = accepted_task(event, started)
    if created is not None:
        body = json_of(event["request_body"])
        model = body.get("model") if isinstance(body, dict) else None
        bars.setdefault(created, Bar(created, event["case"], str(model or ""), sent, moment))
    subject = created or (event["subject"] if event["operation"] == "query" else None)
    if subject in bars:
        status = task_of(event).get("status")
        if isinstance(status, str):
            bars[subject].see(status.lower(), moment)


def _arrange(bars: list[Bar]) -> int:
    """Give each bar the first free lane; return the number of lanes."""
    busy: list[tuple[float, int]] = []
    free: list[int] = []
    lanes = 0
    for bar in bars:
        while busy and busy[0][0] <= bar.begin:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            bar.lane = heapq.heappop(free)
        else:
            bar.lane, lanes = lanes, lanes + 1
        heapq.heappush(busy, (bar.end, bar.lane))
    return lanes


def _ticks(seconds: float) -> list[float]:
    """Times of the axis labels: about six, at multiples of 1, 2 or 5 times a power of ten."""
    steps = (base * 10**power for power in range(9) for base in (1, 2, 5))
    step = next((step for step in steps if seconds / step <= 8), seconds)
    return [float(step * number) for number in range(int(seconds / step) + 1)]
