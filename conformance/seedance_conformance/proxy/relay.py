"""One connection of a client, relayed to its own connection to the service: bytes pass as they come, both ways."""

import asyncio
import json
import re
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from attrs import define, field

from seedance_conformance.proxy.gate import EMPTY_LINE, NOT_SENT, Gate, refusal
from seedance_conformance.proxy.messages import (
    AnswerReader,
    HttpAnswer,
    HttpRequest,
    Part,
    RequestReader,
    UnreadableMessage,
)
from seedance_conformance.proxy.recorder import Pending, Recorder
from seedance_conformance.proxy.traffic_printer import shortened
from seedance_conformance.proxy.upstream import READ_BYTES, Upstream
from seedance_conformance.recording.reading.entry import Entry

_HOST: Final = re.compile(rb"(?im)^(host:[ \t]*)[^\r\n]*")
_EXPECT: Final = re.compile(rb"(?im)^expect:[^\r\n]*\r\n")
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_HELD: Final = 1 << 20  # bytes of a create that --check holds at most; a longer body is passed on, and the user is told
_LAST_SECONDS: Final = 60.0  # for the answer to a create whose client is gone: it may name a billed task
_BROKEN: Final = (ConnectionError, OSError, asyncio.IncompleteReadError)

Notify = Callable[[Entry | str], None]
"""Called with each exchange when it was written, and with lines for the user."""


@define(eq=False)
class Relay:
    """Relays one connection; `client` and `service` are the reader and the writer of its two sides."""

    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    service: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    upstream: Upstream
    recorder: Recorder
    gate: Gate
    seen: Notify
    pending: deque[tuple[Pending, AnswerReader]] = field(factory=deque)
    _held: tuple[Pending, bytearray] | None = None
    _client_gone: bool = False
    _refused: bool = False
    _idle: asyncio.Event = field(factory=asyncio.Event)

    async def run(self) -> None:
        """Relay until one side ends; what is broken on one side breaks on the other."""
        self._idle.set()
        requests = asyncio.create_task(self._requests())
        failure = "aborted"
        try:
            await self._answers()
            failure = "dropped"
        finally:
            requests.cancel()
            with suppress(asyncio.CancelledError, *_BROKEN):
                await requests
            if self.pending and failure == "aborted":
                abort(self.client[1])  # an answer that isn't complete mustn't look complete
            self._end(failure)
            self.service[1].close()

    # -- from the client to the service ----------------------------------------------------------------------------

    async def _requests(self) -> None:
        reader, writer = RequestReader(), self.service[1]
        with suppress(*_BROKEN):
            while data := await self.client[0].read(READ_BYTES):
                try:
                    for part, raw in reader.feed(data):
                        if reader.request is not None:
                            await self._part(part, raw, reader.request)
                        if self._refused:
                            return
                except UnreadableMessage:
                    await self._unreadable(reader.left)
                    return
                await writer.drain()
        self._client_gone = True
        if not self.pending:
            writer.close()
        elif writer.can_write_eof():
            with suppress(*_BROKEN):
                writer.write_eof()
        else:
            # With TLS a client can't end its side alone; the answer to a create may still name a billed task.
            await asyncio.sleep(_LAST_SECONDS)
            writer.close()

    async def _part(self, part: Part, raw: bytes, request: HttpRequest) -> None:
        if part is Part.HEAD:
            await self._head(request)
        elif self._held is not None:
            pending, held = self._held
            held += raw
            if part is Part.END or len(held) > _HELD:
                self._held = None
                await self._release(pending, bytes(held), checked=part is Part.END)
        elif part is Part.BODY:
            self.service[1].write(raw)

    async def _head(self, request: HttpRequest) -> None:
        if not request.target.startswith("/"):
            await self._refuse(refusal("NotAForwardProxy", "use this address as the base URL, not as a proxy", []))
            return
        pending = self.recorder.begin(request)
        if self.gate.check and self.recorder.is_create(pending):
            self._held = pending, bytearray()
            if request.expects_continue:
                self.client[1].write(_CONTINUE)
            return
        if self.gate.check and self.recorder.may_bill(pending):
            self._unchecked(pending, "its path isn't that of a create, but it might start a task")
        await self._forward(pending, request.head)

    def _unchecked(self, pending: Pending, reason: str) -> None:
        """Say that --check let a request pass that could be billed."""
        path = shortened(self.recorder.path_of(pending.request))
        self.seen(f"UNCHECKED #{pending.number} {pending.request.method} {path}: {reason}")

    async def _release(self, pending: Pending, held: bytes, *, checked: bool) -> None:
        """Forward a create that was held, or refuse it."""
        encoding = pending.request.headers.get("content-encoding", "")
        body = pending.request.body.decoded(encoding) if checked else None
        rules, doubt = self.gate.judged(body)
        if rules:
            await self._refuse(self.gate.refuse_body(rules))
            return
        if doubt:
            self._unchecked(pending, doubt)
        await self._forward(pending, _EXPECT.sub(b"", pending.request.head, count=1), held)

    async def _forward(self, pending: Pending, head: bytes, body: bytes = b"") -> None:
        """Send the head of a request, with the Host of the service; a create is in the ledger before it is sent."""
        if self.recorder.may_bill(pending):
            pending.send = self.gate.reserve(pending.number)
            if pending.send is None:
                await self._refuse(self.gate.refuse_more())
                return
        self.pending.append((pending, AnswerReader(pending.request.method)))
        self._idle.clear()
        self.service[1].write(_HOST.sub(rb"\g<1>" + self.upstream.netloc.encode(), head, count=1) + body)

    async def _refuse(self, answer: bytes) -> None:
        """Answer in place of the service, after the answers that are due, and end the connection."""
        self._refused = True
        reason = json.loads(answer.partition(EMPTY_LINE)[2])["error"]["message"].partition(NOT_SENT)[2]
        self.seen(f"REFUSED and not sent: {reason}")
        await self._idle.wait()
        self.client[1].write(answer)
        with suppress(*_BROKEN):
            await self.client[1].drain()
            # What the client still sends is read, since closing on unread bytes would take the answer away from it.
            self.client[1].write_eof()
            async with asyncio.timeout(1.0):
                while await self.client[0].read(READ_BYTES):
                    pass
        with suppress(TimeoutError):
            self.service[1].close()

    async def _unreadable(self, left: bytes) -> None:
        """Relay what isn't HTTP/1.1 without reading it; a gate can't look into it, so with one it is refused."""
        if self.gate.is_closed:
            await self._refuse(refusal("Unreadable", "the request isn't HTTP/1.1", []))
            return
        self.service[1].write(left)
        while data := await self.client[0].read(READ_BYTES):
            self.service[1].write(data)
            await self.service[1].drain()

    # -- from the service to the client ----------------------------------------------------------------------------

    async def _answers(self) -> None:
        reader, writer = self.service[0], self.client[1]
        try:
            while data := await reader.read(READ_BYTES):
                self._note(data)  # before the bytes are passed on: what was answered is never lost
                if not self._client_gone or not writer.is_closing():
                    writer.write(data)
                    await self._drain(writer)
            self._note(b"")
            self._end("aborted" if self._client_gone else "dropped")
            writer.close()
        except _BROKEN:
            self._end("dropped")
            abort(writer)

    async def _drain(self, writer: asyncio.StreamWriter) -> None:
        """Wait for the client; if it is gone, go on only for the answer to a create."""
        try:
            await writer.drain()
        except _BROKEN:
            self._client_gone = True
            if not (self.pending and self.pending[0][0].call.operation == "create"):
                self._end("aborted")
                raise

    def _note(self, data: bytes) -> None:
        """Read a copy of the bytes, and write each exchange whose answer they complete."""
        while self.pending:
            pending, reader = self.pending[0]
            try:
                data = reader.feed(data)
            except UnreadableMessage:
                return  # written when the connection ends, with what arrived
            if not reader.answer.complete:
                return
            self._done(pending, reader.answer, None)
            if not data:
                return

    def _end(self, failure: str) -> None:
        """Write the exchanges without a complete answer."""
        while self.pending:
            pending, reader = self.pending[0]
            self._done(pending, reader.broken(), failure)

    def _done(self, pending: Pending, answer: HttpAnswer, failure: str | None) -> None:
        self.pending.popleft()
        if not self.pending:
            self._idle.set()
        try:
            entry = self.recorder.end(pending, answer, failure)
        except Exception as error:  # an error of ours must not break the traffic; its text may quote a key
            self.seen(f"exchange {pending.number} can't be recorded, an error of the proxy ({type(error).__name__})")
            return
        self.seen(entry)


def abort(writer: asyncio.StreamWriter) -> None:
    """Break a connection, so that the client sees a reset, not the end of an answer."""
    connection = writer.get_extra_info("socket")
    if connection is not None:
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
