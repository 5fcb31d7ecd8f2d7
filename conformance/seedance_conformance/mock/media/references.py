"""The media that a request names: assets must exist, have the right type and be Active; URLs must be fetchable."""

import asyncio
from collections.abc import Iterator, Mapping

from attrs import frozen

from seedance_conformance.mock.addresses import asset_id_of, is_web_address
from seedance_conformance.mock.media.fetch import Fetcher
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.rules.checks import ASSET_KINDS, NamedFile, check_file, check_media, check_upload
from seedance_conformance.mock.media.rules.limits import limits_for
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.state.assets import ACTIVE, FIELD_TYPES, PROCESSING
from seedance_conformance.mock.state.clock import Clock
from seedance_conformance.mock.state.interface import TaskStore


def addresses_in(body: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Every address in a create body: the field, the place (for example `referenceImages[3]`) and the address."""
    for field in FIELD_TYPES:
        value = body.get(field)
        if isinstance(value, str):
            yield field, field, value
        elif isinstance(value, list):
            for place, address in enumerate(value):
                if isinstance(address, str):
                    yield field, f"{field}[{place}]", address


@frozen
class NamedFiles:
    """The files that a create body names, and a problem (RB-UNFETCHABLE) for each address that can't be fetched."""

    media: list[NamedFile]
    problems: list[Problem]


@frozen
class AssetFile:
    """The file that an upload names: its facts, or the problem (AS-UP-URL) with its address."""

    facts: Facts | None
    problem: Problem | None = None


class References:
    """Finds the files that a request names, and checks them.

    Args:
        store: has the assets.
        clock: decides which assets are Active.
        fetcher: fetches the files.
        choices: values of all choices; some change the limits.
    """

    def __init__(self, store: TaskStore, clock: Clock, fetcher: Fetcher, choices: Mapping[str, str]) -> None:
        self.limits = limits_for(choices)
        self._check_upload = check_file if choices["asset-media"] == "at-upload" else check_upload
        self._waits = choices["processing-asset"] == "waited-for"
        self._store = store
        self._clock = clock
        self._fetcher = fetcher

    def assets(self, body: Mapping[str, object], owner: bytes) -> list[Problem]:
        """AS-USE-ACTIVE and AS-USE-TYPE for each `asset://` address; an asset of another key counts as missing."""
        found = (self._asset(*named, owner) for named in addresses_in(body))
        return [problem for problem in found if problem is not None]

    def _asset(self, field: str, place: str, address: str, owner: bytes) -> Problem | None:
        asset_id = asset_id_of(address)
        if not asset_id:
            return None
        asset = self._store.asset(asset_id)
        if asset is None or asset.deleted or asset.owner != owner:
            message, remedy = "this key has no asset with that id", "upload it, then send asset://ASSET_ID"
            return Problem("AS-USE-ACTIVE", place, address, message, remedy)
        if asset.type != FIELD_TYPES[field]:
            message = f"{field} only takes assets of type {FIELD_TYPES[field]}, not {asset.type}"
            return Problem("AS-USE-TYPE", place, address, message, "use the field for its type")
        status = asset.status(self._clock.now())
        if status == PROCESSING and self._waits and asset.failure is None:
            return None  # the review ends before the task does
        if status != ACTIVE:
            message, remedy = f"the asset is {status}, not Active", "use it when its status is Active"
            return Problem("AS-USE-ACTIVE", place, address, message, remedy)
        return None

    async def fetch(self, body: Mapping[str, object]) -> NamedFiles:
        """Find the files of a create body; each http(s) address is fetched once, all at the same time."""
        named = list(addresses_in(body))
        places: dict[str, str] = {}
        for _, place, address in named:
            if is_web_address(address):
                places.setdefault(address, place)
        fetched = dict(zip(places, await asyncio.gather(*map(self._fetcher.fetch, places)), strict=True))
        media = []
        for field, place, address in named:
            facts = fetched[address].facts if address in fetched else self._asset_facts(address)
            if facts is not None:
                media.append(NamedFile(field, place, address, facts))
        problems = [
            _unfetchable("RB-UNFETCHABLE", places[address], address, outcome.reason)
            for address, outcome in fetched.items()
            if outcome.reason is not None
        ]
        return NamedFiles(media, problems)

    def _asset_facts(self, address: str) -> Facts | None:
        """The facts of an asset's file at its upload."""
        asset_id = asset_id_of(address)
        asset = self._store.asset(asset_id) if asset_id else None
        return None if asset is None else asset.facts

    def check_media(self, media: list[NamedFile]) -> list[Problem]:
        """Every media rule that these files of one request break."""
        return check_media(media, self.limits)

    def check_asset_file(self, asset_type: str, facts: Facts) -> list[Problem]:
        """The media rules that an asset of that type would break; a Document may be any file."""
        kind = ASSET_KINDS.get(asset_type)
        return [] if kind is None else list(self._check_upload(kind, NamedFile("url", "url", "", facts), self.limits))

    async def fetch_asset(self, url: str) -> AssetFile:
        """Fetch the file that an upload names."""
        outcome = await self._fetcher.fetch(url)
        if outcome.reason is None:
            return AssetFile(outcome.facts)
        return AssetFile(None, _unfetchable("AS-UP-URL", "url", url, outcome.reason))


def _unfetchable(rule: str, place: str, address: str, reason: str) -> Problem:
    what = "the asset's address" if rule == "AS-UP-URL" else "the address"
    message, remedy = f"{what} can't be fetched: {reason}", "send an address that this server can fetch"
    return Problem(rule, place, address, message, remedy)
