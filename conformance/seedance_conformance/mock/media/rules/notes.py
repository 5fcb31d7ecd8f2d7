"""Notes on media that break no rule: lengths that only some services accept, and contradictions in a file."""

from collections.abc import Iterator, Sequence

import attrs
from attrs import frozen

from seedance_conformance.mock.media.rules.checks import NamedFile, check_media
from seedance_conformance.mock.media.rules.limits import Limits
from seedance_conformance.mock.problems import Problem

_LISTS = ("referenceVideos", "referenceAudios")


@frozen
class Note:
    """A note on media that break no rule: the field or place, what was measured, and the message."""

    place: str
    value: object
    message: str


def other_problems(media: Sequence[NamedFile], limits: Limits) -> list[Problem]:
    """The rules that files break only by the length in their header.

    A service that reads the header and not the samples finds these.
    """
    known = {(problem.rule, problem.field) for problem in check_media(media, limits)}
    others = check_media([_as_claimed(file) for file in media], limits)
    doubts = {file.place: file.facts.doubt for file in media if file.facts.claimed is not None}
    return [
        attrs.evolve(problem, message=f"read by its header, {problem.message}: {_doubts(problem.field, doubts)}")
        for problem in others
        if (problem.rule, problem.field) not in known
    ]


def _as_claimed(file: NamedFile) -> NamedFile:
    claimed = file.facts.claimed
    return file if claimed is None else attrs.evolve(file, facts=attrs.evolve(file.facts, seconds=claimed))


def _doubts(field: str, doubts: dict[str, str | None]) -> str:
    """What contradicts the samples, in a file or in any file of a list."""
    return "; ".join(str(doubt) for place, doubt in doubts.items() if place.startswith(field))


def notes(media: Sequence[NamedFile], limits: Limits) -> list[Note]:
    """Every note on these files of one request."""
    found = [note for file in media for note in _of_one(file, limits)]
    return found + [note for field in _LISTS for note in _of_total(media, field, limits)]


def _of_one(file: NamedFile, limits: Limits) -> Iterator[Note]:
    facts = file.facts
    if facts.doubt:
        yield Note(file.place, facts.seconds, f"{facts.doubt}; services may believe either: export the clip again")
    seconds = facts.seconds
    if file.field in _LISTS and seconds is not None and not limits.is_too_short(seconds) and seconds < limits.clip_min:
        message = f"it lasts {seconds:.3f} s: the documents ask for {limits.clip_min:g} s; some services accept less"
        yield Note(file.place, round(seconds, 3), message)


def _of_total(media: Sequence[NamedFile], field: str, limits: Limits) -> Iterator[Note]:
    lengths = [file.facts.seconds for file in media if file.field == field and file.facts.seconds is not None]
    total = sum(lengths)
    if total > limits.total_max and not limits.is_too_long(total):
        what = "it lasts" if len(lengths) == 1 else "together they last"
        message = f"{what} {total:.3f} s: the documents allow {limits.total_max:g} s; some services accept more"
        yield Note(field, round(total, 3), message)
