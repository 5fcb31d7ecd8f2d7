"""The asset library of a client: `client.assets`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import asset_library
from ..asset_library import ACTIVE_SECONDS, Asset, AssetKind
from ..journal.journal import Journal
from ..settings import Settings
from .driver import AsyncTransport, run

__all__ = ["AsyncAssets"]


class AsyncAssets:
    """The asset library of a client: `client.assets`."""

    def __init__(self, settings: Settings, journal: Journal | None, transport: AsyncTransport) -> None:
        self._settings = settings
        self._journal = journal
        self._transport = transport

    async def upload(
        self, url: str, kind: AssetKind, *, name: str | None = None, wait: bool = True, timeout: float = ACTIVE_SECONDS
    ) -> Asset:
        """Have the service copy a public file into the library, and wait until requests may use it.

        Args:
            url: a public http(s) URL; the API can't receive a file.
            kind: Image, Video, Audio or Document.
            name: a name of your choice.
            wait: False returns the asset while it is still in review.
            timeout: seconds to wait.

        Raises:
            InvalidRequest: the kind or the address can't be used; nothing was sent.
            AssetFailed: the library didn't accept the asset.
            WaitTimeout: the asset is still in review.
            OutcomeUnknown: the answer is missing or unclear; the asset may exist.
            Refused, AuthenticationFailed, Busy, NotConnected: the asset wasn't uploaded.
        """
        asset = await run(asset_library.upload(self._settings, url, kind, name), self._transport)
        return await self.wait(asset, timeout=timeout) if wait else asset

    async def get(self, asset_id: str) -> Asset:
        """Query an asset; temporary errors are retried.

        Raises:
            Refused: the asset doesn't exist.
            NotConnected, BadAnswer, AuthenticationFailed, Busy: the query failed.
        """
        return await run(asset_library.get(self._settings, asset_id), self._transport)

    async def wait(
        self,
        asset: Asset | str,
        *,
        timeout: float = ACTIVE_SECONDS,
        on_update: Callable[[Asset], Any] | None = None,
    ) -> Asset:
        """Query an asset until requests may use it.

        Raises:
            AssetFailed: the library didn't accept it.
            WaitTimeout: it isn't Active in time.
            AuthenticationFailed, Refused: the service answered so three times in a row.
        """
        return await run(
            asset_library.wait(self._settings, asset, timeout=timeout, on_update=on_update), self._transport
        )

    async def delete(self, asset: Asset | str) -> None:
        """Delete an asset, and check that it is gone. A task that still uses it may fail.

        Raises:
            InvalidRequest: an unfinished task of the journal uses it; nothing was sent.
            Refused: the asset doesn't exist, or can't be deleted.
            OutcomeUnknown: the answer is missing or unclear, or the service still has the asset; query the asset.
        """
        asset_id = asset.id if isinstance(asset, Asset) else asset
        await run(asset_library.delete(self._settings, self._journal, asset_id), self._transport)
