# Made from openapi/companion/sdk/async_client/assets.py by scripts/regenerate: edit that file.
"""The asset library of a client: `client.assets`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import library
from ..journal import Journal
from ..library import ACTIVE_SECONDS, Asset, AssetKind
from ..settings import Settings
from .driver import Wire, run

__all__ = ["Assets"]


class Assets:
    """The library of a client: `client.assets`."""

    def __init__(self, settings: Settings, journal: Journal | None, wire: Wire) -> None:
        self._settings = settings
        self._journal = journal
        self._wire = wire

    def upload(
        self, url: str, kind: AssetKind, *, name: str | None = None, wait: bool = True, timeout: float = ACTIVE_SECONDS
    ) -> Asset:
        """Have the service fetch a public medium, and wait until it may be used.

        Args:
            url: a public http(s) address; no file can be sent.
            kind: Image, Video, Audio or Document.
            name: a name of your choice.
            wait: False gives the asset back while it is still in review.
            timeout: seconds to wait.

        Raises:
            InvalidRequest: the kind or the address is none; nothing was sent.
            AssetFailed: the library did not accept it.
            WaitTimeout: it is still in review.
            OutcomeUnknown: no sound answer came; the asset may exist.
            Refused, AuthenticationFailed, Busy, NotConnected: it was not uploaded.
        """
        asset = run(library.upload(self._settings, url, kind, name), self._wire)
        return self.wait(asset, timeout=timeout) if wait else asset

    def get(self, asset_id: str) -> Asset:
        """Ask about an asset.

        Raises:
            Refused: there is no such asset.
            NotConnected, BadAnswer, AuthenticationFailed, Busy: there is no sound answer.
        """
        return run(library.get(self._settings, asset_id), self._wire)

    def wait(
        self,
        asset: Asset | str,
        *,
        timeout: float = ACTIVE_SECONDS,
        on_update: Callable[[Asset], Any] | None = None,
    ) -> Asset:
        """Ask about an asset until it may be used.

        Raises:
            AssetFailed: the library did not accept it.
            WaitTimeout: it is not Active in time.
            AuthenticationFailed, Refused: the service said so three times in a row.
        """
        return run(library.wait(self._settings, asset, timeout=timeout, on_update=on_update), self._wire)

    def delete(self, asset: Asset | str) -> None:
        """Delete an asset for good, after a look at it, and with one afterwards; a task that still uses it may fail.

        Raises:
            InvalidRequest: a task that the journal has as not finished uses it; nothing was sent.
            Refused: there is no such asset, or it can't be deleted.
            OutcomeUnknown: no sound answer came, or the service still has it; ask about the asset.
        """
        asset_id = asset.id if isinstance(asset, Asset) else asset
        run(library.delete(self._settings, self._journal, asset_id), self._wire)
