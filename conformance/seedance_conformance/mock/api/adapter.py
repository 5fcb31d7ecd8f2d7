"""Connects ASGI with the service: reads the call, sends the answer, logs both."""

import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from seedance_conformance.mock.api.call_log import CallLog
from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.api.error_answers import ErrorAnswers
from seedance_conformance.mock.api.request_body import LARGEST_BODY, too_large
from seedance_conformance.mock.hooks import Handler
from seedance_conformance.mock.problems import Problem, Refusal
from seedance_conformance.mock.state.store import StoreLostError

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_encode = msgspec.json.encode
_CONTENT_TYPES = {"plain": b"application/json", "charset": b"application/json;charset=UTF-8"}


class AsgiAdapter:
    """Serves calls over ASGI; the last two arguments are the values of the choices `answer-label` and `rate-limit`."""

    def __init__(self, errors: ErrorAnswers, call_log: CallLog, content_type: str, rate_limit: str) -> None:
        self._errors = errors
        self._record = call_log.add
        self._content_type = (b"content-type", _CONTENT_TYPES[content_type])
        self._rate_limit = None if rate_limit == "none" else int(rate_limit)
        self._calls = 0
        self.method_not_allowed: Handler = self._method_not_allowed
        """Answers a method that the endpoint doesn't have; public, so that a fault can replace it."""

    async def serve(self, call: Call, handle: Handler, scope: Scope, receive: Receive, send: Send) -> None:
        """Read headers and body of the request into `call`, let `handle` answer it, and send the answer."""
        _read_headers(call, scope["headers"])
        message = await receive()
        call.body = message.get("body", b"")
        if message.get("more_body"):
            handle = await self._read_on(call, receive, handle)
        if self._rate_limit is not None:
            self._calls += 1
            if self._calls % 100 == 0:
                handle = self._rate_limited
        lost = False
        try:
            answer = await handle(call)
        except StoreLostError as error:
            answer, lost = self._lost(call, error), True
        except Exception as error:  # the caller gets an answer whatever goes wrong
            answer = _failed(call, error)
        status, document, media_type = answer.status, answer.document, answer.media_type
        content = document if isinstance(document, bytes) else _encode(document)
        content_type = self._content_type if media_type is None else (b"content-type", media_type.encode())
        headers = [content_type, (b"content-length", b"%d" % len(content))]
        if answer.headers:
            headers += [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
        if not lost:  # the log is in the same database
            self._log(call, status)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _log(self, call: Call, status: int) -> None:
        try:
            self._record(call, status)
        except StoreLostError as error:  # what is done is done, and its answer is true
            print(f"seedance mock: {call.operation} isn't in the log: {error}", file=sys.stderr)

    def _lost(self, call: Call, error: StoreLostError) -> Answer:
        problem = Problem("RB-NO-5XX", "", None, str(error), "check the database of --store")
        return self._errors.answer(call, Refusal("store", [problem]))

    async def _read_on(self, call: Call, receive: Receive, handle: Handler) -> Handler:
        """Read the rest of a body; returns `handle`, or the handler that refuses a body that is too large.

        It reads a too large body to its end: a client that still sends would see a broken connection, not the answer.
        """
        chunks, size, more = [call.body], len(call.body), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size <= LARGEST_BODY:
                chunks.append(chunk)
            else:
                chunks.clear()
        if size > LARGEST_BODY:
            return self._too_large
        call.body = b"".join(chunks)
        return handle

    async def _too_large(self, call: Call) -> Answer:
        return self._errors.answer(call, too_large())

    async def _rate_limited(self, call: Call) -> Answer:
        assert self._rate_limit is not None
        document = {"code": str(self._rate_limit), "msg": "too many requests; try again later"}
        return Answer(self._rate_limit, document, {"Retry-After": "1"})

    async def _method_not_allowed(self, call: Call) -> Answer:
        message = f"{call.path} doesn't take {call.method}"
        problem = Problem("RB-METHOD", "", call.method, message, "use the method of the documents")
        return self._errors.answer(call, Refusal("method", [problem]))

    async def not_found(self, call: Call) -> Answer:
        """The answer to a path that doesn't exist."""
        message = f"No handler found for {call.method} {call.path}"
        remedy = "see the API page at /docs; the base URL ends in /kyyReactApiServer"
        return self._errors.answer(call, Refusal("route", [Problem("EP-CREATE-PATH", "", None, message, remedy)]))


def _read_headers(call: Call, headers: Iterable[tuple[bytes, bytes]]) -> None:
    for name, value in headers:
        if name == b"authorization":
            call.authorization = value
            call.authorizations += 1
        elif name == b"content-type":
            call.content_type = value
        elif name == b"host":
            call.host = value


def _failed(call: Call, error: Exception) -> Answer:
    # Only the place, not the message, which might repeat something secret from the request.
    place = traceback.extract_tb(error.__traceback__)[-1]
    reason = f"{type(error).__name__} in {place.name}, line {place.lineno} of {Path(place.filename).name}"
    print(f"seedance mock: {call.operation} failed: {reason}", file=sys.stderr)
    return Answer(500, {"error": {"code": "InternalError", "message": reason, "type": "InternalServerError"}})
