"""The media that a request names: assets must exist, fit and be Active; addresses must be fetchable.

What is in the files is judged by `probe/judge.py`; here the files are found.
"""

import asyncio
from collections.abc import Iterator, Mapping

from seedance_conformance.mock.api.addresses import asset_id_of, is_web_address
from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.media.fetch import Fetcher
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.media.probe.limits import limits_for
from seedance_conformance.mock.media.probe.rules import ASSET_KINDS, Medium, judge, judge_one, judge_upload
from seedance_conformance.mock.state.assets import ACTIVE, FIELD_TYPES
from seedance_conformance.mock.state.clock import Clock
from seedance_conformance.mock.state.store import Store

_FETCH_REMEDY = "send an address that this server can fetch"


def addresses_in(body: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Every address of a create body: the field, the place (for example `referenceImages[3]`) and the address."""
    for field in FIELD_TYPES:
        value = body.get(field)
        if isinstance(value, str):
            yield field, field, value
        elif isinstance(value, list):
            for place, address in enumerate(value):
                if isinstance(address, str):
                    yield field, f"{field}[{place}]", address


class References:
    """Judges what the addresses of a request lead to.

    Args:
        store: has the assets.
        clock: says which of them are Active by now.
        fetcher: gets the files behind addresses.
        choices: values of all choices; some concern the limits.
    """

    def __init__(self, store: Store, clock: Clock, fetcher: Fetcher, choices: Mapping[str, str]) -> None:
        self.limits = limits_for(choices)
        self._judge_upload = judge_one if choices["asset-media"] == "at-upload" else judge_upload
        self._store = store
        self._clock = clock
        self._fetcher = fetcher

    def assets(self, body: Mapping[str, object], owner: bytes) -> list[Problem]:
        """AS-USE-ACTIVE and AS-USE-TYPE for each `asset://` address; a foreign asset is one that does not exist."""
        problems = []
        for field, place, address in addresses_in(body):
            asset_id = asset_id_of(address)
            if asset_id:
                problem = self._asset(field, place, address, asset_id, owner)
                if problem is not None:
                    problems.append(problem)
        return problems

    def _asset(self, field: str, place: str, address: str, asset_id: str, owner: bytes) -> Problem | None:
        asset = self._store.asset(asset_id)
        if asset is None or asset.deleted or asset.owner != owner:
            message, remedy = "no asset of this key has that id", "upload it, then send asset://ASSET_ID"
            return Problem("AS-USE-ACTIVE", place, address, message, remedy)
        if asset.type != FIELD_TYPES[field]:
            message = f"{field} takes assets of type {FIELD_TYPES[field]}, this one is {asset.type}"
            return Problem("AS-USE-TYPE", place, address, message, "put it in the field for its type")
        status = asset.status(self._clock.now())
        if status != ACTIVE:
            message, remedy = f"the asset is {status}", "wait until its detail says Active"
            return Problem("AS-USE-ACTIVE", place, address, message, remedy)
        return None

    async def fetch(self, body: Mapping[str, object]) -> list[Problem]:
        """RB-UNFETCHABLE for each http(s) address; all are fetched at once."""
        places: dict[str, str] = {}
        for _, place, address in addresses_in(body):
            if is_web_address(address):
                places.setdefault(address, place)
        outcomes = await asyncio.gather(*map(self._fetcher.fetch, places))
        return [
            Problem("RB-UNFETCHABLE", place, address, f"the address can't be fetched: {outcome.reason}", _FETCH_REMEDY)
            for (address, place), outcome in zip(places.items(), outcomes, strict=True)
            if outcome.reason is not None
        ]

    async def media(self, body: Mapping[str, object]) -> list[Medium]:
        """What is known about each file, in the order of the fields; those that gave nothing are left out."""
        places = list(addresses_in(body))
        found = await asyncio.gather(*(self._facts(address) for _, _, address in places))
        return [
            Medium(field, place, address, facts)
            for (field, place, address), facts in zip(places, found, strict=True)
            if facts is not None
        ]

    async def _facts(self, address: str) -> Facts | None:
        asset_id = asset_id_of(address)
        if asset_id:
            # The file of an asset is the one that was there at its upload.
            asset = self._store.asset(asset_id)
            return None if asset is None else asset.facts
        return (await self._fetcher.fetch(address)).facts if is_web_address(address) else None

    def judge(self, media: list[Medium]) -> list[Problem]:
        """Every media rule that these files of one request break."""
        return judge(media, self.limits)

    def judge_asset(self, asset_type: str, facts: Facts) -> list[Problem]:
        """The media rules that keep a file from becoming an asset of that type; a Document may be any file."""
        kind = ASSET_KINDS.get(asset_type)
        return [] if kind is None else list(self._judge_upload(kind, Medium("url", "url", "", facts), self.limits))

    async def fetch_asset(self, url: str) -> Problem | None:
        """AS-UP-URL: whether the address of an upload can be fetched."""
        outcome = await self._fetcher.fetch(url)
        if outcome.reason is None:
            return None
        return Problem(
            "AS-UP-URL", "url", url, f"the asset's address can't be fetched: {outcome.reason}", _FETCH_REMEDY
        )
