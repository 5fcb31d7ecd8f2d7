"""What breaks no rule in some media and still deserves a word: lengths that only some services take, contradictions."""

from collections.abc import Iterator, Sequence

import attrs
from attrs import frozen

from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.media.probe.limits import Limits
from seedance_conformance.mock.media.probe.rules import Medium, judge

_LISTS = ("referenceVideos", "referenceAudios")


@frozen
class Note:
    """A word about media that break no rule: the field or place, what was measured, and what is to be known."""

    place: str
    value: object
    message: str


def other_problems(media: Sequence[Medium], limits: Limits) -> list[Problem]:
    """The rules that files break by the other length that they claim, and only so.

    A service that believes the header in place of the samples finds these.
    """
    known = {(problem.rule, problem.field) for problem in judge(media, limits)}
    others = judge([_as_claimed(medium) for medium in media], limits)
    doubts = {medium.place: medium.facts.doubt for medium in media if medium.facts.claimed is not None}
    return [
        attrs.evolve(problem, message=f"read by its header, {problem.message}: {_doubts(problem.field, doubts)}")
        for problem in others
        if (problem.rule, problem.field) not in known
    ]


def _as_claimed(medium: Medium) -> Medium:
    claimed = medium.facts.claimed
    return medium if claimed is None else attrs.evolve(medium, facts=attrs.evolve(medium.facts, seconds=claimed))


def _doubts(field: str, doubts: dict[str, str | None]) -> str:
    """What contradicts the samples in a file, or in any file of a list."""
    return "; ".join(str(doubt) for place, doubt in doubts.items() if place.startswith(field))


def notes(media: Sequence[Medium], limits: Limits) -> list[Note]:
    """Every note on these files of one request."""
    found = [note for medium in media for note in _of_one(medium, limits)]
    return found + [note for field in _LISTS for note in _of_total(media, field, limits)]


def _of_one(medium: Medium, limits: Limits) -> Iterator[Note]:
    facts = medium.facts
    if facts.doubt:
        yield Note(medium.place, facts.seconds, f"{facts.doubt}; services may believe either: export the clip again")
    seconds = facts.seconds
    if (
        medium.field in _LISTS
        and seconds is not None
        and not limits.is_too_short(seconds)
        and seconds < limits.clip_min
    ):
        message = f"it lasts {seconds:.3f} s: the documents ask for {limits.clip_min:g} s, not every service takes less"
        yield Note(medium.place, round(seconds, 3), message)


def _of_total(media: Sequence[Medium], field: str, limits: Limits) -> Iterator[Note]:
    lengths = [medium.facts.seconds for medium in media if medium.field == field and medium.facts.seconds is not None]
    total = sum(lengths)
    if total > limits.total_max and not limits.is_too_long(total):
        what = "it lasts" if len(lengths) == 1 else "together they last"
        message = f"{what} {total:.3f} s: the documents allow {limits.total_max:g} s, not every service takes more"
        yield Note(field, round(total, 3), message)
