"""The asset library of a client: `client.assets`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .. import asset_library
from ..asset import Asset, AssetKind
from ..asset_library import ACTIVE_SECONDS
from ..checks import check_callback, check_number
from ..journal.interface import AnyJournal
from ..settings import Settings, for_call
from .driver import run

if TYPE_CHECKING:
    from ..transport.async_http import AsyncHttpTransport


class AsyncAssets:
    """The asset library of a client: `client.assets`."""

    def __init__(self, settings: Settings, journal: AnyJournal | None, transport: AsyncHttpTransport) -> None:
        self._settings = settings
        self._journal = journal
        self._transport = transport

    async def upload(
        self,
        url: str | os.PathLike[str],
        kind: AssetKind,
        *,
        name: str | None = None,
        wait: bool = True,
        timeout: float = ACTIVE_SECONDS,
        on_update: Callable[[Asset], Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Asset:
        """Have the service copy a public file into the library, and wait until requests may use it.

        Args:
            url: a public http(s) URL; the API can't receive a file. A local file, if the client has `hosting`.
            kind: Image, Video, Audio or Document.
            name: a name of your choice.
            wait: False returns the asset while it is still in review.
            timeout: seconds to wait.
            on_update: is called with the asset when its status changes.
            extra_headers: headers for this call, in addition to the client's.

        Raises:
            InvalidRequest: the kind or the URL can't be used; nothing was sent.
            HostingFailed: the local file couldn't be stored; nothing was sent.
            AssetFailed: the library didn't accept the asset.
            WaitTimeout: the asset is still in review.
            OutcomeUnknown: the answer is missing or unclear; the asset may exist.
            Refused, AuthenticationFailed, Busy, NotConnected: the asset wasn't uploaded.
        """
        settings = for_call(self._settings, extra_headers)
        check_number("timeout", timeout)
        check_callback("on_update", on_update, "asset", None)
        asset = await run(asset_library.upload(settings, url, kind, name), self._transport)
        if not wait:
            return asset
        return await self.wait(asset, timeout=timeout, on_update=on_update, extra_headers=extra_headers)

    async def get(
        self, asset: Asset | str, *, extra_headers: Mapping[str, str] | None = None, timeout: float | None = None
    ) -> Asset:
        """Query an asset, given as an object or by its id; temporary errors are retried.

        Raises:
            Refused: the asset doesn't exist.
            NotConnected, BadAnswer, AuthenticationFailed, Busy: the query failed.
        """
        return await run(
            asset_library.get(for_call(self._settings, extra_headers, total=timeout), asset), self._transport
        )

    async def wait(
        self,
        asset: Asset | str,
        *,
        timeout: float = ACTIVE_SECONDS,
        on_update: Callable[[Asset], Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Asset:
        """Query an asset until requests may use it.

        Raises:
            AssetFailed: the library didn't accept it.
            WaitTimeout: it isn't Active in time.
            AuthenticationFailed, Refused: the service answered so three times in a row.
        """
        settings = for_call(self._settings, extra_headers)
        check_callback("on_update", on_update, "asset", None)
        return await run(asset_library.wait(settings, asset, timeout=timeout, on_update=on_update), self._transport)

    async def delete(self, asset: Asset | str, *, extra_headers: Mapping[str, str] | None = None) -> None:
        """Delete an asset, and check that it is gone. A task that still uses it may fail.

        Raises:
            InvalidRequest: an unfinished task of the journal uses it; nothing was sent.
            Refused: the asset doesn't exist, or can't be deleted.
            OutcomeUnknown: the answer is missing or unclear, or the service still has the asset; query the asset.
        """
        settings = for_call(self._settings, extra_headers)
        await run(asset_library.delete(settings, self._journal, asset), self._transport)
