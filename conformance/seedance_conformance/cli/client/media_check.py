"""Check the media of a create body for `seedance check --media`: download and measure them, and apply the rules."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen
from seedance_client import Problem

if TYPE_CHECKING:
    from seedance_conformance.mock.media.inspection import Note


@frozen
class CheckedMedia:
    """Broken rules, and notes about media that keep the rules."""

    problems: list[Problem]
    notes: "list[Note]"


async def inspect_media(body: Mapping[str, Any]) -> CheckedMedia:
    """Download the media, and check their properties against the documented limits with the mock's probe.

    Assets can't be downloaded, so they aren't checked.
    """
    from seedance_conformance.mock.media.inspection import inspect, urls_in

    found = await inspect(urls_in(body))
    remedy = "use a URL that is reachable from the internet"
    problems = [
        # Without its query, which may be a signature.
        Problem("RB-UNFETCHABLE", named.position, re.sub(r"\?.*", "?...", named.url, flags=re.DOTALL), reason, remedy)
        for named, reason in found.unusable
    ]
    problems += [Problem(one.rule, one.field, str(one.value), one.message, one.remedy) for one in found.problems]
    return CheckedMedia(problems, found.notes)
