"""Between ASGI and the service: reads a call from a connection, writes its answer, keeps the log."""

import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from seedance_conformance.mock.api.bodies import LARGEST_BODY, too_large
from seedance_conformance.mock.api.call_log import Recorder
from seedance_conformance.mock.api.calls import Answer, Call
from seedance_conformance.mock.api.envelopes import Envelopes
from seedance_conformance.mock.api.problems import Problem, Refusal

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handle: TypeAlias = Callable[[Call], Awaitable[Answer]]

_encode = msgspec.json.encode
_LABELS = {"plain": b"application/json", "charset": b"application/json;charset=UTF-8"}


class Gateway:
    """Serves calls over ASGI.

    Args:
        envelopes: writes the refusals that need no operation (a wrong method, an unknown route).
        recorder: takes a line for each call.
        label: how JSON is labelled: `plain` or `charset`.
        rate_limit: `none`, or the status with which every 100th call is put off.
    """

    def __init__(self, envelopes: Envelopes, recorder: Recorder, label: str, rate_limit: str) -> None:
        self._envelopes = envelopes
        self._record = recorder.add
        self._label = (b"content-type", _LABELS[label])
        self._rate_limit = None if rate_limit == "none" else int(rate_limit)
        self._calls = 0
        self.no_method: Handle = self._no_method
        """Answers a method that the path does not have."""

    async def serve(self, call: Call, handle: Handle, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the rest of the request into `call`, let `handle` answer it, and send the answer."""
        for name, value in scope["headers"]:
            if name == b"authorization":
                call.authorization = value
                call.authorizations += 1
            elif name == b"content-type":
                call.content_type = value
            elif name == b"host":
                call.host = value
        message = await receive()
        call.body = message.get("body", b"")
        if message.get("more_body"):
            handle = await self._read_on(call, receive, handle)
        if self._rate_limit is not None:
            self._calls += 1
            if self._calls % 100 == 0:
                handle = self._put_off
        try:
            answer = await handle(call)
        except Exception as error:  # the last line of defence: an answer is owed whatever goes wrong
            answer = _failed(call, error)
        status, document, media_type = answer.status, answer.document, answer.media_type
        content = document if isinstance(document, bytes) else _encode(document)
        label = self._label if media_type is None else (b"content-type", media_type.encode())
        headers = [label, (b"content-length", b"%d" % len(content))]
        if answer.headers:
            headers += [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
        self._record(call, status)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _read_on(self, call: Call, receive: Receive, handle: Handle) -> Handle:
        """Read the rest of a body; returns `handle`, or what refuses a body that is too large.

        All of it is read even then: a client that still sends would see a dropped line in place of the answer.
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
        return self._envelopes.answer(call, too_large())

    async def _put_off(self, call: Call) -> Answer:
        assert self._rate_limit is not None
        document = {"code": str(self._rate_limit), "msg": "too many requests; try again later"}
        return Answer(self._rate_limit, document, {"Retry-After": "1"})

    async def _no_method(self, call: Call) -> Answer:
        message = f"{call.path} has no {call.method}"
        problem = Problem("RB-METHOD", "", call.method, message, "take the method of the documents")
        return self._envelopes.answer(call, Refusal("method", [problem]))

    async def no_route(self, call: Call) -> Answer:
        """The answer to a path that does not exist."""
        message = f"No handler found for {call.method} {call.path}"
        remedy = "see the API page at /docs; the base URL ends in /kyyReactApiServer"
        return self._envelopes.answer(call, Refusal("route", [Problem("EP-CREATE-PATH", "", None, message, remedy)]))


def _failed(call: Call, error: Exception) -> Answer:
    # The place only, not the message: it might repeat something from the request.
    place = traceback.extract_tb(error.__traceback__)[-1]
    reason = f"{type(error).__name__} in {place.name}, line {place.lineno} of {Path(place.filename).name}"
    print(f"seedance mock: {call.operation} failed: {reason}", file=sys.stderr)
    return Answer(500, {"error": {"code": "InternalError", "message": reason, "type": "InternalServerError"}})
