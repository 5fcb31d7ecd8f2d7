"""Fetches media: only from allowed hosts, whose IP addresses are checked, and with limits of time and bytes.

Only this module of the mock opens connections. A thread probes each file, which is then deleted; its facts are kept
for some seconds, since test suites send the same few addresses in hundreds of requests.
"""

import asyncio
import contextlib
import re
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from seedance_conformance.mock.addresses import has_credentials, is_web_address
from seedance_conformance.mock.media.decompression import compressions, unpack
from seedance_conformance.mock.media.hosts import HostNotAllowedError, HostPolicy

if TYPE_CHECKING:
    import httpx

    from seedance_conformance.mock.media.probe.facts import Facts

_SECONDS = 8.0  # for one address, redirects included
_REDIRECTS = 3
_AT_ONCE = 64
_IN_MEMORY = 1 << 18  # bytes; larger files go to the disk
_LARGE = 4 << 20  # bytes; only a few files larger than this are read at a time, so that the disk doesn't fill up
_LARGE_AT_ONCE = 8
_RECEIVED = 1 << 17  # bytes of a response that the kernel may buffer: the event loop reads all of them in one step
_REMEMBER_SECONDS = 20.0
_REMEMBER_FAILURE_SECONDS = 2.0
_MOST_REMEMBERED = 5000
_HEAD = 512
_WHOLE, _PART = (200, 203), 206  # a proxy answers 203 for what it has changed (RFC 9110, 15.3.4)
_RANGE = re.compile(r"bytes[ =]*(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
# `close`, so that a connection is never idle: httpcore closes surplus idle ones, also one that another request has just
# got (https://github.com/encode/httpcore/issues/1110), and then the address would look unreachable.
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}


@frozen
class Fetched:
    """What was found at an address: `reason` says why there is no file, or `facts` describe it."""

    reason: str | None
    facts: "Facts | None" = None


class Fetcher:
    """Fetches addresses, and remembers each outcome for a short time.

    Args:
        hosts: `loopback`, `any`, `public`, or host names separated by commas.
        seconds: the time limit for one address.
    """

    def __init__(self, hosts: str = "loopback", seconds: float = _SECONDS) -> None:
        self._hosts = HostPolicy(hosts)
        self._seconds = seconds
        self._remembered: dict[str, tuple[float, Fetched]] = {}
        self._running: dict[str, asyncio.Task[Fetched]] = {}
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._free_for_large = asyncio.Semaphore(_LARGE_AT_ONCE)
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, address: str) -> Fetched:
        """Fetch an http(s) address; never raises. Callers that ask at the same time share one fetch."""
        known = self._remembered.get(address)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        task = self._running.get(address)
        if task is None:
            task = self._running[address] = asyncio.create_task(self._fetch(address))
            task.add_done_callback(lambda _: self._running.pop(address, None))
        return await asyncio.shield(task)

    async def _fetch(self, address: str) -> Fetched:
        try:
            # Twice the time in all, since slow servers of other addresses must not make this one wait for ever.
            async with asyncio.timeout(2 * self._seconds), self._free, asyncio.timeout(self._seconds):
                outcome = await self._follow(address)
        except TimeoutError:
            outcome = Fetched(f"it did not answer in full within {self._seconds:g} seconds")
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        keep = _REMEMBER_SECONDS if outcome.reason is None else _REMEMBER_FAILURE_SECONDS
        self._remembered[address] = (time.monotonic() + keep, outcome)
        return outcome

    async def close(self) -> None:
        """Cancel running fetches, and close the client."""
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _follow(self, address: str) -> Fetched:
        for _ in range(_REDIRECTS + 1):
            if not is_web_address(address) or has_credentials(address):
                return Fetched("it isn't a plain http(s) address without credentials")
            host = urlsplit(address).hostname or ""
            try:
                ip = await self._hosts.resolve(host)
            except HostNotAllowedError as error:
                return Fetched(str(error))
            outcome = await self._get(address, host, ip)
            if isinstance(outcome, Fetched):
                return outcome
            try:
                address = urljoin(address, outcome)
            except ValueError:
                return Fetched("it redirects to an invalid address")
        return Fetched(f"it redirects more than {_REDIRECTS} times")

    def _open_client(self) -> "httpx.AsyncClient":
        import httpx

        if self._client is None:
            # Without trust_env, since a proxy would look up the host again, without our check. No keep-alive, since a
            # connection that the server has just closed would look like an unreachable address.
            limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=0)
            options = [(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVED)]
            transport = httpx.AsyncHTTPTransport(limits=limits, trust_env=False, socket_options=options)
            self._client = httpx.AsyncClient(transport=transport, trust_env=False, timeout=self._seconds)
        return self._client

    async def _get(self, address: str, host: str, ip: str) -> Fetched | str:
        """Send one request; returns its outcome, or the target of a redirect."""
        import httpx

        try:
            client = self._open_client()
            url = httpx.URL(address)
            pinned = url.copy_with(host=ip)
            headers = {"Host": url.netloc.decode("ascii"), **_HEADERS}
            request = client.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": host})
            response = await client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            late = isinstance(error, httpx.TimeoutException)
            return Fetched(
                "it timed out while downloading" if late else f"it can't be reached ({type(error).__name__})"
            )
        try:
            if response.has_redirect_location:
                return str(response.headers["location"])
            if reason := why_incomplete(response.status_code, response.headers):
                return Fetched(reason)
            return await _probe_body(response, self._free_for_large)
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            return Fetched(f"it is incomplete: the download ended early ({type(error).__name__})")
        finally:
            await response.aclose()


def why_incomplete(status: int, headers: Mapping[str, str]) -> str | None:
    """Why a response doesn't have a whole file, or None if it does. Names of headers are in lower case.

    Some stores answer 206 for a whole file; without a readable Content-Range, only the bytes tell whether it is whole.
    """
    if status in _WHOLE:
        return None
    if status != _PART:
        return f"it answers HTTP {status}"
    found = _RANGE.fullmatch(headers.get("content-range", "").strip().lower())
    if found is None:
        return None
    first, last, total = found.groups()
    if int(first) == 0 and total in ("*", str(int(last) + 1)):
        return None
    return f"HTTP 206 gives only a part of the file: {int(last) - int(first) + 1} bytes"


async def _probe_body(response: "httpx.Response", free_for_large: asyncio.Semaphore) -> Fetched:
    """Read the body up to the size limit, and probe it in a thread."""
    codings = compressions(response.headers)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        async with contextlib.AsyncExitStack() as large:
            # Entered when the file turns out to be large.
            size, cut = await _read(response, file, lambda: large.enter_async_context(free_for_large), bool(codings))
            if not size:
                return Fetched("it is empty")
            return await asyncio.to_thread(_probe, file, size, cut, codings)


def _probe(file: IO[bytes], size: int, cut: bool, codings: list[str]) -> Fetched:
    """Probe a file. The bytes decide whether it is compressed: many hosts label files so that aren't."""
    from seedance_conformance.mock.media.probe.detect import bytes_wanted, probe

    facts = probe(file, size, cut=cut)
    if not codings or facts.format != "unknown":
        return Fetched(None, facts)
    with contextlib.ExitStack() as stack:
        plain = unpack(
            file, codings, bytes_wanted, lambda: stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        )
        if plain is None:
            return Fetched(f"it can't be decoded (Content-Encoding={','.join(codings)[:40]})")
        size = plain.tell()
        plain.seek(0)
        return Fetched(None, probe(plain, size, cut=size >= bytes_wanted(plain.read(_HEAD))))


async def _read(
    response: "httpx.Response", file: IO[bytes], wait_for_turn: Callable[[], Awaitable[None]], packed: bool
) -> tuple[int, bool]:
    """Copy the body to a file; returns how many bytes were read, and whether the body has more."""
    from seedance_conformance.mock.media.probe.detect import bytes_wanted

    head, size, wanted = b"", 0, 0
    async for chunk in response.aiter_raw():
        if not chunk:
            continue
        if len(head) < _HEAD:
            head += chunk[:_HEAD]
            wanted = bytes_wanted(head, packed=packed)
        file.write(chunk[: wanted - size])
        if size <= _LARGE < size + len(chunk):
            await wait_for_turn()
        size += len(chunk)
        if size >= wanted:
            return wanted, True
    return size, False
