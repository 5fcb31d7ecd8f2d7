"""Read copies of the relayed bytes as HTTP/1.1 messages, to know where each begins and ends and what it says."""

import zlib
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

import h11
from attrs import define, field

MOST_OF_A_REQUEST: Final = 1 << 20
_MOST: Final = 1 << 17  # of an answer; reading a longer one for ids would hold up the traffic
_SHORT: Final = 1 << 12


@define
class KeptBody:
    """A body of `size` bytes, or only its beginning if it has more than `most`: a video doesn't fill the memory."""

    most: int = _MOST
    size: int = 0
    _parts: bytearray = field(factory=bytearray, repr=False)

    def add(self, data: bytes) -> None:
        """Add the next bytes."""
        self.size += len(data)
        if len(self._parts) <= self.most:
            self._parts += data
        if self.size > self.most:
            # A long body isn't an answer of the API; its beginning is enough to show what it is.
            del self._parts[_SHORT:]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.size == len(self._parts)

    @property
    def content(self) -> bytes:
        """The kept bytes."""
        return bytes(self._parts)

    def decoded(self, encoding: str) -> bytes | None:
        """The body without its Content-Encoding; None if it is cut or in an encoding that can't be read here."""
        if not self.is_whole:
            return None
        words = [word.strip().lower() for word in encoding.split(",") if word.strip() not in ("", "identity")]
        content: bytes | None = self.content
        for word in reversed(words):
            content = _inflated(content, word, self.most) if content is not None else None
        return content


def _inflated(content: bytes, encoding: str, most: int) -> bytes | None:
    """The uncompressed bytes; None if they are too many. Servers that label plain bytes as compressed exist, too."""
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return None
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpacking = zlib.decompressobj(window)
        try:
            found = unpacking.decompress(content, most)
        except zlib.error:
            continue
        return found if not unpacking.unconsumed_tail else None
    return content


_LONGEST_HEAD: Final = 1 << 18


class UnreadableMessage(Exception):
    """The bytes aren't an HTTP/1.1 message; they are relayed, but not recorded."""


class Part(Enum):
    """A part of a request."""

    HEAD = "head"
    BODY = "body"
    END = "end"


@define
class HttpRequest:
    """A request, as it is read: its head as it came, header names in lower case, and the body without chunking."""

    head: bytes
    method: str
    target: str
    headers: dict[str, str]
    body: KeptBody = field(factory=lambda: KeptBody(MOST_OF_A_REQUEST))

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body."""
        return self.headers.get("expect", "").lower() == "100-continue"


class RequestReader:
    """Splits the bytes of a client into requests."""

    def __init__(self) -> None:
        self._head = b""
        self._parser: h11.Connection | None = None
        self.request: HttpRequest | None = None

    def feed(self, data: bytes) -> Iterator[tuple[Part, bytes]]:
        """The parts in some bytes, each with the bytes as they came; the parts are complete when they are yielded.

        Raises:
            UnreadableMessage: the bytes aren't a request; `left` has those that weren't yielded.
        """
        self.left = data
        while self.left:
            if self._parser is None:
                self._head += self.left
                head, end, rest = self._head.partition(b"\r\n\r\n")
                if not end:
                    if len(self._head) > _LONGEST_HEAD:
                        self.left = self._head
                        raise UnreadableMessage("the head of a request is too long")
                    return
                head, self.left, self._head = head + end, rest, b""
                self._begin(head)
                yield Part.HEAD, head
            data, self.left = self.left, b""
            yield from self._body(data)

    def _begin(self, head: bytes) -> None:
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)
        try:
            self._parser.receive_data(head.lstrip(b"\r\n"))
            event = self._parser.next_event()
        except h11.RemoteProtocolError as error:
            self.left = head + self.left
            raise UnreadableMessage(str(error)) from None
        if not isinstance(event, h11.Request):
            self.left = head + self.left
            raise UnreadableMessage("the head isn't complete")
        self.request = HttpRequest(head, event.method.decode(), event.target.decode("latin-1"), joined(event.headers))

    def _body(self, data: bytes) -> Iterator[tuple[Part, bytes]]:
        parser, request = self._parser, self.request
        if parser is None or request is None:
            return
        try:
            if data:
                parser.receive_data(data)
            ended = _drain(parser, request.body)
        except h11.RemoteProtocolError as error:
            self.left = data
            raise UnreadableMessage(str(error)) from None
        rest = parser.trailing_data[0] if ended else b""
        own = data[: len(data) - len(rest)]
        if own:
            yield Part.BODY, own
        if ended:
            self._parser, self.left = None, rest
            yield Part.END, b""


@define
class HttpAnswer:
    """An answer, as it is read: header names in lower case, the body without chunking, but in its Content-Encoding.

    The status is None until its head was read; it is complete when its end was read.
    """

    status: int | None = None
    headers: dict[str, str] = field(factory=dict)
    body: KeptBody = field(factory=KeptBody)
    complete: bool = False


class AnswerReader:
    """Reads the answer to one request; an answer to HEAD has no body."""

    def __init__(self, method: str) -> None:
        self.answer = HttpAnswer()
        self._unreadable = False
        self._raw = b""
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._parser.send(h11.Request(method=method, target="/", headers=[("Host", "upstream")]))
        self._parser.send(h11.EndOfMessage())

    def feed(self, data: bytes) -> bytes:
        """Read bytes, or with none the end of the connection; returns those that belong to the next answer.

        Raises:
            UnreadableMessage: the bytes aren't an answer.
        """
        if self._unreadable:
            raise UnreadableMessage("the answer isn't HTTP/1.1")
        if self.answer.status is None and len(self._raw) < _LONGEST_HEAD:
            self._raw += data
        try:
            self._parser.receive_data(data)
            self.answer.complete = _drain(self._parser, self.answer.body, self.answer)
        except h11.RemoteProtocolError as error:
            self._unreadable = True
            if self.answer.status is not None:
                self.answer.body.add(data)
            raise UnreadableMessage(str(error)) from None
        return self._parser.trailing_data[0] if self.answer.complete else b""

    def broken(self) -> HttpAnswer:
        """What arrived of an answer that broke off: also what couldn't be read may name a billed task."""
        if self.answer.status is None:
            self.answer.body.add(self._raw)
        return self.answer


def _drain(parser: h11.Connection, body: KeptBody, answer: HttpAnswer | None = None) -> bool:
    """Read all events; returns whether the message has ended."""
    while True:
        event = parser.next_event()
        if isinstance(event, h11.Data):
            body.add(bytes(event.data))
        elif isinstance(event, h11.Response) and answer is not None:
            answer.status, answer.headers = event.status_code, joined(event.headers)
        elif isinstance(event, h11.EndOfMessage):
            return True
        elif not isinstance(event, h11.InformationalResponse):
            return False


def joined(headers: Any) -> dict[str, str]:
    """The headers as a mapping; values of one name are joined by commas."""
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
