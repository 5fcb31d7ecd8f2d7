# Copied from openapi/companion/_sdk/transport/http.py by scripts/regenerate: edit it there.
# pyright: standard
"""Perform the effects of `Seedance` through httpx.Client: send a request and read its answer, or stream a file.

`async_http.py` does the same for asyncio, which needs other deadlines; all else is in `Messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from typing import Any

from ..download.redirects import TOO_MANY_REDIRECTS, download_headers
from ..settings import Settings
from .connections import Client, Request, Response, StatusError, classify_failure, parsed
from .effects import Answer, Call, Failure, OpenStream, Stream
from .log_redaction import downloading
from .messages import Body, Messages
from .trace import Deadline, SendOnce


class HttpTransport(Messages):
    """Performs the effects of `Seedance` through httpx.Client."""

    def __init__(self, settings: Settings, client: Client | None, options: dict[str, Any]) -> None:
        super().__init__(settings, Client, client, options)
        self._deadline = Deadline(settings.clock)

    def send(self, call: Call) -> Answer | Failure:
        """Send a request once, and read the answer."""
        client = self._creating if call.once else self._asking
        once, body = SendOnce(self._deadline.trace, ours=self._ours) if call.once else None, None
        started = self.settings.clock.monotonic()
        try:
            seconds = self.seconds(call)
            request = self.request(client, parsed(self.settings.base_url + call.path), call, seconds)
        except Exception as error:
            return self.failure(call, error, unsent=True)
        request.extensions["trace"] = once.trace if once else self._deadline.trace
        try:
            with self._deadline.within(seconds), closing(self._open(client, request)) as response:
                body = self.body(response)
                self._read(response, body)
        except Exception as error:  # third-party transports raise what they like
            failure = self.failure(call, error, **classify_failure(error, once, ours=self._ours))
        except BaseException as stop:  # Ctrl-C: the frames in its traceback hold the key
            self.interrupted(call, body)
            raise stop.with_traceback(None) from None
        else:
            return self.answer(call, response, body, started)
        if not call.once:
            self.check_open()
        return failure

    @staticmethod
    def _open(client: Client, request: Request) -> Response:
        try:
            return client.send(request, stream=True, auth=None, follow_redirects=False)
        except StatusError as error:  # an event hook of the user's client called raise_for_status
            return error.response

    def _read(self, response: Response, body: Body) -> None:
        if response.is_stream_consumed or response.is_closed:
            return
        try:
            for chunk in response.iter_raw():
                if not body.add(chunk):
                    return
                self._deadline.left()
        except Exception as error:
            body.broken = f"it was cut off ({self.describe(error)})"

    def open_stream(self, job: OpenStream) -> Stream | Failure:
        """Ask for a file, and follow redirects."""
        quiet, requests = downloading.set(True), self.redirects(job, parsed(self.settings.base_url))
        failure = TOO_MANY_REDIRECTS
        try:
            with self._deadline.within(job.seconds):
                for request in requests:
                    request.extensions["trace"] = self._deadline.trace
                    with ExitStack() as opened:
                        response = opened.enter_context(closing(self._open(self._asking, request)))
                        if not requests.is_redirect(response):
                            opened.pop_all()
                            chunks = iter([response.content]) if response.is_stream_consumed else response.iter_raw()
                            return Stream(response.status_code, download_headers(response), response, chunks)
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:  # Ctrl-C: the frames in its traceback hold the key
            raise stop.with_traceback(None) from None
        finally:
            downloading.reset(quiet)
        self.check_open()
        return failure

    def read_chunk(self, stream: Stream, seconds: float) -> bytes | Failure | None:
        """The next bytes of a file; None when the server has ended the answer properly."""
        quiet = downloading.set(True)
        try:
            with self._deadline.within(seconds):
                chunk: bytes | None = next(stream.chunks, None)
                self._deadline.left()
                return chunk
        except Exception as error:
            failure = Failure(False, self.describe(error))
        except BaseException as stop:
            raise stop.with_traceback(None) from None
        finally:
            downloading.reset(quiet)
        self.check_open()
        return failure

    def close_stream(self, stream: Stream) -> None:
        """Close a stream."""
        with suppress(Exception):
            stream.response.close()

    def abort(self, threads: Iterable[int]) -> None:
        """Abort the requests of these threads."""
        self._deadline.abort(threads)

    def pause(self, seconds: float) -> None:
        """Wait."""
        self.settings.clock.sleep(seconds)

    def run_blocking(self, function: Callable[[], Any]) -> Any:
        """Call a function that uses the disk."""
        return function()

    def call_back(self, callback: Callable[..., Any], *values: Any) -> None:
        """Call the user's callback."""
        callback(*values)

    def close(self) -> None:
        """Close our connections, but not the user's own client."""
        for client in self._own:
            client.close()
