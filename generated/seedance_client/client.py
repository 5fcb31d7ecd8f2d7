# pyright: standard
"""Where requests go, with which key, and how long they may take; for `seedance_client.api` alone.

Not used by `Seedance` and `AsyncSeedance`, which send through `_sdk/transport`.
Ours instead of the generator's: the key never shows in a repr, a request has a time limit, and settings don't change once
made.
"""

from typing import Any, Self

import httpx
from attrs import define, field

DEFAULT_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""Seconds to wait for a connection, and for each read or write."""


@define(kw_only=True)
class Client:
    """A connection without a key.

    Attributes:
        base_url: The address that every path is added to, with its prefix.
        headers: Sent with every request; kept out of the repr, as they may hold secrets.
        timeout: Time limits in seconds; httpx.TimeoutException is raised beyond them. None waits forever.
        httpx_args: Further arguments of httpx.Client and httpx.AsyncClient, for example verify, proxy or transport.
        raise_on_unexpected_status: Raise errors.UnexpectedStatus for a status that the contract doesn't have.
    """

    base_url: str
    headers: dict[str, str] = field(factory=dict, repr=False)
    timeout: httpx.Timeout | None = DEFAULT_TIMEOUT
    httpx_args: dict[str, Any] = field(factory=dict, repr=False)
    raise_on_unexpected_status: bool = False
    _client: httpx.Client | None = field(default=None, init=False, repr=False, eq=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False, eq=False)

    def _headers(self) -> dict[str, str]:
        return dict(self.headers)

    def get_httpx_client(self) -> httpx.Client:
        """The httpx client of this connection, made at the first call and kept."""
        if self._client is None:
            self._client = httpx.Client(
                base_url=self.base_url, headers=self._headers(), timeout=self.timeout, **self.httpx_args
            )
        return self._client

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The asynchronous httpx client of this connection, made at the first call and kept."""
        if self._async_client is None:
            self._async_client = httpx.AsyncClient(
                base_url=self.base_url, headers=self._headers(), timeout=self.timeout, **self.httpx_args
            )
        return self._async_client

    def __enter__(self) -> Self:
        self.get_httpx_client().__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self.get_httpx_client().__exit__(*args)

    async def __aenter__(self) -> Self:
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(self, *args: Any) -> None:
        await self.get_async_httpx_client().__aexit__(*args)


@define(kw_only=True)
class AuthenticatedClient(Client):
    """A connection with a key, as every call of this API needs it.

    Attributes:
        token: The API key, without "Bearer"; never in the repr.
    """

    token: str = field(repr=False)

    def _headers(self) -> dict[str, str]:
        return {**self.headers, "Authorization": f"Bearer {self.token}"}
