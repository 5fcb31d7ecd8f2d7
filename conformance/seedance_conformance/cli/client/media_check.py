"""Check the media of a create body for `seedance check --media`: download and measure them, and apply the rules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen
from seedance_client import Problem

if TYPE_CHECKING:
    from seedance_conformance.mock.media.inspection import Note


@frozen
class Inspection:
    """Broken rules, and notes about media that keep the rules."""

    problems: list[Problem]
    notes: "list[Note]"


async def inspect_media(body: Mapping[str, Any]) -> Inspection:
    """Download the media, and check their properties against the documented limits with the mock's probe.

    Assets can't be downloaded, so they aren't checked.
    """
    from seedance_conformance.mock.media.inspection import inspect, urls_in

    found = await inspect(urls_in(body))
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
