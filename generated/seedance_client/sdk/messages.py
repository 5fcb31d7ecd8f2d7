"""What goes into a request and what is made of an answer, whichever client of httpx carries them.

Failures leave as values, not as httpx's exceptions: their tracebacks hold requests, and those hold the key.
"""

from __future__ import annotations

import logging
from typing import Any

from .. import CONTRACT_VERSION
from .bodies import Body
from .effects import Answer, Call, Failure, Fetch
from .route import Route
from .settings import Settings

__all__ = ["Messages"]

log = logging.getLogger("seedance_client")

SHORTEST_SECRET = 8
"""Characters of a key that is blotted out where an answer repeats it: "k" would be found in innocent words."""

DROPPED = (
    "a hook of your httpx client raised before the body was read, and httpx dropped it: call response.read() first "
    "(await response.aread()), or leave raise_for_status out"
)


class Messages:
    """Requests and answers of one client; `_asking` is what carries most of them.

    Args:
        settings: where to and with which key.
        own: the httpx client is ours, and has the headers of `headers` as its own.
    """

    _asking: Any

    def __init__(self, settings: Settings, *, own: bool) -> None:
        self.settings = settings
        self._key = settings.key.reveal().encode()
        self.headers = {
            "Authorization": f"Bearer {settings.key.reveal()}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"seedance-client/{CONTRACT_VERSION}",
        }
        self._foreign = {} if own else self.headers

    def check_open(self) -> None:
        """Refuse to work once closed.

        Raises:
            RuntimeError: it is.
        """
        if self._asking.is_closed:
            raise RuntimeError("this client is closed: make a new one")

    def seconds(self, call: Call) -> float:
        """How long a call may take from now, from connecting to the last byte.

        Raises:
            TimeoutError: its time is over already.
        """
        total = self.settings.limits.total
        if call.until is None:
            return total
        left = min(total, call.until - self.settings.clock.monotonic())
        if left <= 0:
            raise TimeoutError
        return left

    def timeouts(self, seconds: float) -> dict[str, float]:
        """Httpx's limits within a call of so many seconds.

        Whether a connection can be had is known before the time is over: only then is it certain that nothing was sent.
        """
        limits = self.settings.limits
        step = min(limits.read, seconds)
        return {
            "connect": min(limits.connect, seconds / 2),
            "pool": min(step, seconds / 2),
            "read": step,
            "write": step,
        }

    def request(self, client: Any, url: Any, call: Call, seconds: float) -> Any:
        """The request of a call to an address, which may take so many seconds."""
        # Those of a client of ours are its defaults already, which costs less.
        headers = {**self._foreign}
        if call.once:
            headers["X-Client-Request-Id"] = call.request_id
        if call.content is not None:
            headers["Content-Type"] = "application/json"
        return client.build_request(
            call.method,
            url,
            headers=headers,
            content=call.content,
            extensions={"timeout": self.timeouts(seconds)},
        )

    def route(self, job: Fetch, base: Any) -> Route:
        """The requests of a download; `base` is the base URL as httpx reads it."""
        return Route(self._asking, job, base, self.headers["Authorization"], self.timeouts(job.seconds))

    def answer(self, call: Call, response: Any, body: Body, started: float) -> Answer:
        """An answer as far as it came, without the key."""
        seconds = self.settings.clock.monotonic() - started
        log.debug("%s: %d in %.3f s (request %s)", call, response.status_code, seconds, call.request_id)
        return Answer(response.status_code, response.headers, self.without_key(body.all()), body.broken)

    def failure(self, call: Call, error: Exception, *, unsent: bool, again: bool = False) -> Failure:
        """What is left of an exception."""
        failure = Failure(unsent, self.describe(error), again)
        log.debug("%s: %s (request %s)", call, failure.reason, call.request_id)
        return failure

    def interrupted(self, call: Call, body: Body | None) -> None:
        """Ctrl-C or a cancellation: nobody else will tell what may have been billed."""
        if call.once:
            heard = self.without_key(body.all() if body else b"")[:300].decode("utf-8", errors="replace")
            log.warning(
                "%s was interrupted: it may have taken effect, and a create been billed (request %s); the answer so "
                "far: %r",
                call,
                call.request_id,
                heard,
            )

    def without_key(self, content: bytes) -> bytes:
        """What came, without the key wherever the service repeats it."""
        return content.replace(self._key, b"[key]") if len(self._key) >= SHORTEST_SECRET else content

    def describe(self, error: Exception) -> str:
        """An exception in words, without the key."""
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if type(error) is TimeoutError:
            text = "the time for the whole answer is over"
        key = self._key.decode()
        return (text.replace(key, "[key]") if len(key) >= SHORTEST_SECRET else text)[:300]

    @staticmethod
    def body(response: Any) -> Body:
        """The body to be read; a transport for tests, or a hook of the user's client, may have done so already."""
        if not response.is_stream_consumed:
            body = Body(response.headers.get("content-encoding", ""))
            if response.is_closed and response.headers.get("content-length") != "0":
                body.broken = DROPPED
            return body
        body = Body("")
        body.add(response.content)
        return body
