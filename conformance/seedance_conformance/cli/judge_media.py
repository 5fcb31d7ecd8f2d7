"""Check the media that a recorded create names, for `seedance judge --fetch-media`."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from seedance_conformance.mock.media.inspection import inspect, urls_in
from seedance_conformance.mock.media.references import addresses_in
from seedance_conformance.recording.judging.media import Seen


def look_at_media(body: Mapping[str, Any], kind: Literal["loopback", "remote"] = "remote") -> Seen:
    """Fetch the media of a create, and name the rules that they break.

    A service on this machine may have media here, too. For another one only public hosts are asked: the addresses come
    from a file that somebody sent. Assets, and addresses whose signature isn't recorded, count as unreachable.
    """
    urls = urls_in(body)
    found = asyncio.run(inspect(urls, "any" if kind == "loopback" else "public"))
    others = sum(1 for _ in addresses_in(body)) - len(urls)
    unreachable = others + len(found.unusable)
    return Seen(frozenset(problem.rule for problem in found.problems), unreachable)
