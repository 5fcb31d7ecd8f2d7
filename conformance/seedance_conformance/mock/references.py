"""The media that a request names: assets must exist, fit and be Active; addresses must be fetchable.

What is in the files (formats, sizes, lengths: the MD rules) is not looked at here.
"""

import asyncio
from collections.abc import Iterator, Mapping

from seedance_conformance.mock.addresses import asset_id_of, is_web_address
from seedance_conformance.mock.assets import ACTIVE, FIELD_TYPES
from seedance_conformance.mock.clock import Clock
from seedance_conformance.mock.fetch import Fetcher
from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.store import Store

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
    """Judges what the addresses of a request lead to."""

    def __init__(self, store: Store, clock: Clock, fetcher: Fetcher) -> None:
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

    async def fetch_asset(self, url: str) -> Problem | None:
        """AS-UP-URL: whether the address of an upload can be fetched."""
        outcome = await self._fetcher.fetch(url)
        if outcome.reason is None:
            return None
        return Problem(
            "AS-UP-URL", "url", url, f"the asset's address can't be fetched: {outcome.reason}", _FETCH_REMEDY
        )
