"""Build requests and read answers, for both kinds of httpx client.

Failures are returned as values, not raised: the tracebacks of httpx's exceptions hold requests, which hold the key.
"""

from __future__ import annotations

import logging
from typing import Any

from .. import CONTRACT_VERSION
from .bodies import Body
from .effects import Answer, Call, Failure, Fetch
from .route import Redirects
from .settings import Settings

__all__ = ["Messages"]

log = logging.getLogger("seedance_client")

SHORTEST_SECRET = 8
"""A key with fewer characters isn't redacted in answers: "k" would be found in ordinary words."""

DROPPED = (
    "a hook of your httpx client raised before the body was read, and httpx dropped it: call response.read() first "
    "(await response.aread()), or leave raise_for_status out"
)


class Messages:
    """Builds the requests and reads the answers of one client.

    Args:
        settings: the address and the key.
        own: the httpx client is ours, and sends `headers` by default.
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
        total = self.settings.limits.total
        if call.until is None:
            return total
        left = min(total, call.until - self.settings.clock.monotonic())
        if left <= 0:
            raise TimeoutError
        return left

    def timeouts(self, seconds: float) -> dict[str, float]:
        """The timeouts for httpx within a call that may take `seconds`.

        Connecting gets half of the time at most, so that a failed connection is reported as such: only then is it
        certain that nothing was sent.
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
        """The httpx request for a call, which may take `seconds`."""
        # Our own httpx client has these headers as defaults, which is cheaper.
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

    def redirects(self, job: Fetch, base: Any) -> Redirects:
        """The requests of a download, one for each redirect; `base` is the base URL as httpx parses it."""
        return Redirects(self._asking, job, base, self.headers["Authorization"], self.timeouts(job.seconds))

    def answer(self, call: Call, response: Any, body: Body, started: float) -> Answer:
        """The answer as far as it arrived, without the key."""
        seconds = self.settings.clock.monotonic() - started
        log.debug("%s: %d in %.3f s (request %s)", call, response.status_code, seconds, call.request_id)
        return Answer(response.status_code, response.headers, self.without_key(body.all()), body.broken)

    def failure(self, call: Call, error: Exception, *, unsent: bool, again: bool = False) -> Failure:
        """The failure that an exception stands for."""
        failure = Failure(unsent, self.describe(error), again)
        log.debug("%s: %s (request %s)", call, failure.reason, call.request_id)
        return failure

    def interrupted(self, call: Call, body: Body | None) -> None:
        """Log a request that Ctrl-C or a cancellation interrupted: no error will tell the user what may be billed."""
        if call.once:
            received = self.without_key(body.all() if body else b"")[:300].decode("utf-8", errors="replace")
            log.warning(
                "%s was interrupted after it may have been sent: a create may be billed (request %s); the answer so "
                "far: %r",
                call,
                call.request_id,
                received,
            )

    def without_key(self, content: bytes) -> bytes:
        """The content, with the key replaced wherever the service repeats it."""
        return content.replace(self._key, b"[key]") if len(self._key) >= SHORTEST_SECRET else content

    def describe(self, error: Exception) -> str:
        """A description of an exception, without the key."""
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if type(error) is TimeoutError:
            text = "the time limit for the whole answer is over"
        key = self._key.decode()
        return (text.replace(key, "[key]") if len(key) >= SHORTEST_SECRET else text)[:300]

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
