"""A look at the media that a recorded create names, with the guarded fetcher of `seedance check --media`."""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from seedance_conformance.mock.media.inspection import NamedUrl, inspect
from seedance_conformance.recording.judging.media import FIELDS, Seen


def look_at_media(body: Mapping[str, Any], kind: Literal["loopback", "remote"] = "remote") -> Seen:
    """Fetch the media of a create, and name the rules that they break.

    A service on this machine may have media here, too. For another one only public hosts are asked: the addresses come
    from a file that somebody sent. Assets, and addresses whose signature isn't recorded, count as unreachable.
    """
    named = [
        (name, address)
        for name in FIELDS
        for address in (body[name] if isinstance(body.get(name), list) else [body.get(name)])
        if isinstance(address, str)
    ]
    urls = [
        NamedUrl(name, name, address) for name, address in named if address.lower().startswith(("http://", "https://"))
    ]
    found = asyncio.run(inspect(urls, "any" if kind == "loopback" else "public"))
    unreachable = len(named) - len(urls) + len(found.unusable)
    return Seen(frozenset(problem.rule for problem in found.problems), unreachable)
