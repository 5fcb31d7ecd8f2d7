"""The models and modes on which each rule was tested, from the create bodies of its cases."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

from seedance_conformance.report.events import PRECEDENCE, Event, Row
from seedance_conformance.report.facts.exchanges import accepted_task, json_of
from seedance_conformance.report.facts.spending import started_tasks

MODES: Final = ("text", "frame", "frames", "refs", "mixed")
"""Text only, one frame, both frames, references, frames and references together."""
OTHER: Final = "other"
_MOST_MODELS: Final = 6
_FRAMES: Final = ("first_image", "last_image")
_REFERENCES: Final = ("referenceImages", "referenceVideos", "referenceAudios")

Place = tuple[str, str]


@frozen
class Cell:
    """The creates of one rule on one model in one mode; the verdict is empty if a breach elsewhere ended its cases."""

    creates: int
    verdict: str


@frozen
class Coverage:
    """The matrix of rule x model x mode."""

    models: list[str]  # the most used ones that the target accepted, and `other`
    cells: dict[str, dict[Place, Cell]]  # rule -> (model, mode) -> cell; only rules whose cases sent a create

    def modes(self, model: str) -> list[str]:
        """The modes in which creates were sent to a model."""
        used = {mode for row in self.cells.values() for name, mode in row if name == model}
        return [mode for mode in MODES if mode in used]


def coverage(events: list[Event], table: list[Row]) -> Coverage:
    """The matrix of a run."""
    creates = [event for event in events if event["event"] == "exchange" and event["operation"] == "create"]
    bodies = {event["number"]: json_of(event["request_body"]) for event in creates}
    started = started_tasks(events)
    accepted = Counter(_model(bodies[event["number"]]) for event in creates if accepted_task(event, started))
    known = sorted(name for name, _ in accepted.most_common(_MOST_MODELS) if name)
    places: dict[int, Place] = {}
    by_case: defaultdict[str, list[int]] = defaultdict(list)
    for event in creates:
        body = bodies[event["number"]]
        model = _model(body)
        places[event["number"]] = (model if model in known else OTHER, _mode(body))
        by_case[event["case"]].append(event["number"])
    cells = {row.id: _cells(row, by_case, places) for row in table}
    return Coverage([*known, OTHER], {rule: found for rule, found in cells.items() if found})


def _cells(row: Row, by_case: dict[str, list[int]], places: dict[int, Place]) -> dict[Place, Cell]:
    numbers: Counter[Place] = Counter()
    verdicts: defaultdict[Place, set[str]] = defaultdict(set)
    for name in {case["case"] for case in row.evidence}:
        numbers.update(places[number] for number in by_case.get(name, ()))
    for case in row.evidence:
        for place in _judged(case, by_case, places):
            verdicts[place].add(case["verdict"])
    order = (*PRECEDENCE, "")
    return {
        place: Cell(number, next(verdict for verdict in order if verdict in verdicts[place] or not verdict))
        for place, number in numbers.items()
    }


def _judged(case: Event, by_case: dict[str, list[int]], places: dict[int, Place]) -> Iterator[Place]:
    """The cells of a case's verdict: a breach counts for the model and mode of its request, others for all requests."""
    if case["verdict"] == "fail" and case.get("exchange") in places:
        yield places[case["exchange"]]
    else:
        yield from {places[number] for number in by_case.get(case["case"], ())}


def _model(body: Any) -> str:
    model = body.get("model") if isinstance(body, dict) else None
    return model if isinstance(model, str) else ""


def _mode(body: Any) -> str:
    given = {name for name, value in body.items() if value is not None} if isinstance(body, dict) else set()
    frames = sum(name in given for name in _FRAMES)
    if any(name in given for name in _REFERENCES):
        return MODES[4] if frames else MODES[3]
    return MODES[frames]
