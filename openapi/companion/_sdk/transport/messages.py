"""Build requests and read answers, for both kinds of httpx client.

Failures are returned as values, not raised: the tracebacks of httpx's exceptions hold requests, which hold the key.
"""

from __future__ import annotations

import logging
import zlib
from typing import Any, Final

from ... import CONTRACT_VERSION
from ..download.redirects import Redirects
from ..settings import Limits, Settings
from .connections import CLOSE, Request, check_given, make_clients
from .effects import Answer, Call, Failure, OpenStream

log = logging.getLogger("seedance_client")

SHORTEST_SECRET = 8
"""A key with fewer characters isn't redacted in answers: "k" would be found in ordinary words."""

DROPPED = (
    "a hook of your httpx client raised an exception before the body was read, so httpx discarded the body: call "
    "response.read() (await response.aread()) in the hook first, or remove raise_for_status"
)


class Messages:
    """Builds the requests and reads the answers of one client.

    Args:
        settings: the base URL and the key.
        kind: httpx.Client or httpx.AsyncClient.
        client: the user's own client for all requests, which isn't closed here; or None.
        options: transport, proxy and verify for our own clients; None if they weren't given.

    Raises:
        TypeError: an object has the wrong type.
        ValueError: arguments exclude each other, or a proxy can't be used.
    """

    def __init__(self, settings: Settings, kind: Any, client: Any, options: dict[str, Any]) -> None:
        given = check_given(settings, kind, client, options)
        self.settings = settings
        self._key = settings.key.reveal().encode()
        self.headers = {
            "Authorization": f"Bearer {settings.key.reveal()}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": " ".join(filter(None, (settings.user_agent, f"seedance-client/{CONTRACT_VERSION}"))),
        }
        self._ours = client is None and "transport" not in given
        self._own: list[Any] = make_clients(kind, settings, given) if client is None else []
        clients: Any = self._own or (client, client)
        self._asking, self._creating = clients
        self._foreign = {} if client is None else self.headers
        self._defaults: list[tuple[bytes, bytes]] = []
        for own in self._own:  # alike; HTTP/1.1 keeps a connection without the header that asks for it
            own.headers.update(self.headers)
            self._defaults = [pair for pair in own.headers.raw if pair[0].lower() != b"connection"]

    def check_open(self) -> None:
        """Check that the client is open.

        Raises:
            RuntimeError: it is closed.
        """
        if self._asking.is_closed:
            raise RuntimeError("this client is closed: make a new one")

    def seconds(self, call: Call) -> float:
        """Seconds that a call may take from now, from connecting to the last byte.

        Raises:
            TimeoutError: the time is already over.
        """
        total = (call.limits or self.settings.limits).total
        if call.until is None:
            return total
        left = min(total, call.until - self.settings.clock.monotonic())
        if left <= 0:
            raise TimeoutError
        return left

    def timeouts(self, seconds: float, limits: Limits | None = None) -> dict[str, float]:
        """The timeouts for httpx within a call that may take `seconds`.

        Connecting gets half of the time at most, so that a failed connection is reported as such: only then is it
        certain that nothing was sent.
        """
        limits = limits or self.settings.limits
        step = min(limits.read, seconds)
        half = seconds / 2
        return {"connect": min(limits.connect, half), "pool": min(step, half), "read": step, "write": step}

    def request(self, client: Any, url: Any, call: Call, seconds: float) -> Any:
        """The httpx request for a call, which may take `seconds`."""
        headers = {**call.headers, **self._foreign}
        if call.once:
            headers |= {"X-Client-Request-Id": call.request_id, **CLOSE}
        if call.content is not None:
            headers["Content-Type"] = "application/json"
        extensions = {"timeout": self.timeouts(seconds, call.limits)}
        if self._defaults and not call.headers and not client.cookies:
            # The client would add the same, but merging takes a twentieth of the time of a create.
            given: list[Any] = [*self._defaults, *headers.items()]
            return Request(call.method, url, headers=given, content=call.content, extensions=extensions)
        return client.build_request(call.method, url, headers=headers, content=call.content, extensions=extensions)

    def redirects(self, job: OpenStream, base: Any) -> Redirects:
        """The requests of a download, one for each redirect; `base` is the base URL as httpx parses it."""
        return Redirects(self._asking, job, base, self.headers["Authorization"], self.timeouts(job.seconds, job.limits))

    def answer(self, call: Call, response: Any, body: Body, started: float) -> Answer:
        """The answer as far as it arrived, without the key."""
        seconds = self.settings.clock.monotonic() - started
        log.debug("%s: %d in %.3f s (request %s)", call, response.status_code, seconds, call.request_id)
        return Answer(response.status_code, response.headers, self.without_key(body.all()), body.broken, self.redact)

    def failure(self, call: Call, error: Exception, *, unsent: bool, again: bool = False) -> Failure:
        """The failure that an exception stands for."""
        failure = Failure(unsent, self.describe(error), again)
        log.debug("%s: %s (request %s)", call, failure.reason, call.request_id)
        return failure

    def interrupted(self, call: Call, body: Body | None) -> None:
        """Log a request that Ctrl-C or a cancellation interrupted: no error will tell the user what may be billed."""
        if call.once:
            received = self.without_key(body.all() if body else b"")[:300].decode("utf-8", errors="replace")
            what = "was interrupted after it may have been sent: a create may be billed"
            log.warning("%s %s (request %s); the answer so far: %r", call, what, call.request_id, received)

    def without_key(self, content: bytes) -> bytes:
        """The content, with the key replaced wherever the service repeats it."""
        return content.replace(self._key, b"[key]") if len(self._key) >= SHORTEST_SECRET else content

    def describe(self, error: Exception) -> str:
        """A description of an exception, without the key."""
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if type(error) is TimeoutError:
            text = "the whole answer took longer than the time limit"
        return self.redact(text)[:300]

    def redact(self, text: str) -> str:
        """A text with the key replaced."""
        key = self._key.decode()
        return text.replace(key, "[key]") if len(key) >= SHORTEST_SECRET else text

    @staticmethod
    def body(response: Any) -> Body:
        """An empty body to read into; or the whole body, if a test transport or the user's hook has already read it."""
        if not response.is_stream_consumed:
            body = Body(response.headers.get("content-encoding", ""))
            if response.is_closed and response.headers.get("content-length") != "0":
                body.broken = DROPPED
            return body
        body = Body("")
        body.add(response.content)
        return body


MOST_BYTES = 4 * 2**20
"""The most bytes of an answer that are read, compressed or not. Real answers have a few hundred."""

OTHERS: Final = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")
"""Compressions that this client can't undo, and doesn't ask for. Other words are ignored: gateways send `UTF-8`."""
TEXT: Final = (b"{", b"[", b'"', b"<")
"""The first byte of an answer that isn't compressed."""


class Body:
    """The body of an answer, read and decompressed up to `MOST_BYTES`.

    The first bytes show whether it is compressed: gateways decompress answers, and leave Content-Encoding as it was.
    `broken` says why it is incomplete or can't be read, or is empty.
    """

    def __init__(self, coding: str) -> None:
        self._coding = coding.strip().lower()
        self.broken = ""
        self._head = b""
        self._parts: list[bytes] = []
        self._left = MOST_BYTES
        self._inflate: Any = None
        self._begun = False

    def add(self, chunk: bytes) -> bool:
        """Add a chunk; False if no more may follow."""
        if not self._begun:
            self._head += chunk
            if len(self._head) < 2:
                return True
            chunk, self._head, self._begun = self._head, b"", True
            self._inflate = self._decompressor(chunk)
        if self._inflate is not None:
            try:
                chunk = self._inflate.decompress(chunk, self._left + 1)
            except zlib.error:
                self.broken = "its compressed data is damaged"
                return False
        self._parts.append(chunk[: self._left])
        self._left -= len(chunk)
        if self._left < 0:
            self.broken = f"it is larger than the limit of {MOST_BYTES} bytes"
        return self._left >= 0

    def _decompressor(self, head: bytes) -> Any:
        """The decompressor, or None if the body isn't compressed."""
        if head[:2] == b"\x1f\x8b":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if head.lstrip()[:1] in TEXT:
            return None
        if set(self._coding.replace(",", " ").split()) & set(OTHERS):
            self.broken = f"it is compressed as '{self._coding[:40]}', which this client didn't ask for"
        if self._coding != "deflate":
            return None
        is_zlib = head[0] & 15 == 8 and int.from_bytes(head[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)

    def all(self) -> bytes:
        """Everything that was read."""
        return self._head or b"".join(self._parts)
