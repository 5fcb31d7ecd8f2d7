"""Inspects the media of a request without a running mock, for `seedance check --media`."""

import asyncio
from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from seedance_conformance.mock.choices import resolve
from seedance_conformance.mock.media.fetch import Fetcher
from seedance_conformance.mock.media.rules.checks import NamedFile, check_media
from seedance_conformance.mock.media.rules.limits import limits_for
from seedance_conformance.mock.media.rules.notes import Note, notes, other_problems
from seedance_conformance.mock.problems import Problem

__all__ = ["Inspection", "Note", "Place", "inspect"]


@frozen
class Place:
    """Where a request names a file: the field, the place in it (for example `referenceImages[3]`) and the URL."""

    field: str
    place: str
    address: str


@frozen
class Inspection:
    """What was found.

    Attributes:
        unreachable: places whose file can't be fetched, with the reason.
        problems: the media rules that the other files break, with the documented limits.
        notes: what breaks no rule but deserves a word.
    """

    unreachable: list[tuple[Place, str]]
    problems: list[Problem]
    notes: list[Note]


async def inspect(places: Sequence[Place], hosts: Literal["any", "public"] = "any") -> Inspection:
    """Fetch the files, and check them with the documented limits.

    Args:
        places: where a request names the files.
        hosts: `any` public host and this machine, or only `public` ones.
    """
    fetcher = Fetcher(hosts)
    try:
        fetched = await asyncio.gather(*(fetcher.fetch(place.address) for place in places))
    finally:
        await fetcher.close()
    unreachable, media = [], []
    for place, outcome in zip(places, fetched, strict=True):
        if outcome.facts is None:
            unreachable.append((place, outcome.reason or "it can't be inspected"))
        else:
            media.append(NamedFile(place.field, place.place, place.address, outcome.facts))
    limits = limits_for(resolve({}))
    return Inspection(unreachable, check_media(media, limits) + other_problems(media, limits), notes(media, limits))
