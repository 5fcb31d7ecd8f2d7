"""Inspects the media of a request without a running mock: `seedance check --media`, `seedance judge --fetch-media`."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import frozen

from seedance_conformance.mock.choices import resolve
from seedance_conformance.mock.media.fetch import Fetcher
from seedance_conformance.mock.media.references import addresses_in
from seedance_conformance.mock.media.rules.checks import NamedFile, check_media
from seedance_conformance.mock.media.rules.limits import limits_for
from seedance_conformance.mock.media.rules.notes import Note, notes, other_problems
from seedance_conformance.mock.problems import Problem

__all__ = ["Inspection", "NamedUrl", "Note", "inspect", "urls_in"]


@frozen
class NamedUrl:
    """A URL in a request: its field, its position (for example `referenceImages[3]`), and the URL itself."""

    field: str
    position: str
    url: str


@frozen
class Inspection:
    """What was found."""

    unusable: list[tuple[NamedUrl, str]]  # files that can't be fetched or inspected, with the reason
    problems: list[Problem]  # the media rules that the other files break
    notes: list[Note]  # advice about files that break no rule


def urls_in(body: Mapping[str, object]) -> list[NamedUrl]:
    """The http(s) URLs that a create names; assets and other values can't be fetched."""
    return [NamedUrl(*named) for named in addresses_in(body) if named[2].lower().startswith(("http://", "https://"))]


async def inspect(named: Sequence[NamedUrl], hosts: Literal["any", "public"] = "any") -> Inspection:
    """Fetch files from `any` host, also this machine, or only `public` ones; check them with the documented limits."""
    fetcher = Fetcher(hosts)
    try:
        fetched = await asyncio.gather(*(fetcher.fetch(one.url) for one in named))
    finally:
        await fetcher.close()
    unusable, media = [], []
    for one, outcome in zip(named, fetched, strict=True):
        if outcome.facts is None:
            unusable.append((one, outcome.reason or "it can't be inspected"))
        else:
            media.append(NamedFile(one.field, one.position, one.url, outcome.facts))
    limits = limits_for(resolve({}))
    return Inspection(unusable, check_media(media, limits) + other_problems(media, limits), notes(media, limits))
