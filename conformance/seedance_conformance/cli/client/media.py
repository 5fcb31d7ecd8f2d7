"""Check the media of a create body for `seedance check --media`: download and measure them, and apply the rules."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen
from seedance_client import Problem

if TYPE_CHECKING:
    from seedance_conformance.mock.media.inspection import Note

MEDIA = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios")


@frozen
class Inspection:
    """Broken rules, and notes about media that keep the rules."""

    problems: list[Problem]
    notes: "list[Note]"


def addresses(body: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, position and URL of each medium with a web address; assets can't be downloaded."""
    for field in MEDIA:
        value = body.get(field)
        entries = [(field, value)] if isinstance(value, str) else []
        if isinstance(value, list):
            entries = [(f"{field}[{place}]", entry) for place, entry in enumerate(value) if isinstance(entry, str)]
        yield from ((field, place, entry) for place, entry in entries if entry.startswith(("http://", "https://")))


async def inspect_media(body: Mapping[str, Any]) -> Inspection:
    """Download the media, and check their properties against the documented limits with the mock's probe."""
    from seedance_conformance.mock.media.inspection import NamedUrl, inspect

    found = await inspect([NamedUrl(*where) for where in addresses(body)])
    remedy = "use a URL that is reachable from the internet"
    problems = [
        Problem("RB-UNFETCHABLE", named.position, _unsigned(named.url), reason, remedy)
        for named, reason in found.unusable
    ]
    problems += [Problem(one.rule, one.field, str(one.value), one.message, one.remedy) for one in found.problems]
    return Inspection(problems, found.notes)


def _unsigned(address: str) -> str:
    """A URL without its query, which may be a signature."""
    start, mark, _ = address.partition("?")
    return start + mark + "..." if mark else start
