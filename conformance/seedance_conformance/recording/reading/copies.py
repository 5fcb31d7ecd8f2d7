"""Find exchanges that two files have: only what is provably the same exchange is a copy, however close two others are.

Equal calls are the same exchange if their method, subject, bodies and status are equal, and if one of these is true:

- They were sent and answered in the same millisecond: a log and its copy, or a HAR file that was saved twice.
- Their answers have the same request id in a header.
- They are creates or uploads, and their answers name the same task or asset.
  (Neither of these two holds if they were sent more than a minute apart: then the service gave an id twice.)
- They can't be billed, and files of two kinds show one within the time of the other, as of a browser and the proxy
  behind it.

Two creates without an answer are two creates, unless the first holds: both may be billed.
"""

from collections.abc import Sequence
from typing import Final

from seedance_conformance.recording.reading.entry import Entry, Lack, RecordingFile, made_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_text

_REQUEST_IDS: Final = ("x-request-id", "x-oneapi-request-id", "x-trace-id", "x-amzn-requestid", "cf-ray")
_ROUNDING: Final = 0.002  # seconds: HAR files have whole milliseconds at both ends
_CLOCKS: Final = 60.0  # seconds by which the clocks of two recorders may differ

_Found = tuple[RecordingFile, Entry]


def without_copies(files: Sequence[RecordingFile], base_url: str) -> tuple[list[Entry], int]:
    """The exchanges with one service, and how many were left out because an earlier file has them.

    In one file, equal exchanges are two exchanges, unless they are alike in every detail (`har.read_items`).
    """
    seen: dict[object, list[_Found]] = {}
    once, twice = [], 0
    for file in files:
        own = [(_content(entry.exchange), (file, entry)) for entry in file.entries if entry.base_url == base_url]
        for content, found in own:
            known = seen.get(content, [])
            copy = next((place for place, other in enumerate(known) if _is_copy(found, other)), None)
            if copy is None:
                once.append(found[1])
            else:
                del known[copy]  # it is the copy of one exchange only
                twice += 1
        for content, found in own:
            seen.setdefault(content, []).append(found)
    return once, twice


def _content(exchange: Exchange) -> object:
    """What is equal in all recordings of an exchange; logs have no queries of URLs."""
    bodies = (redact_text(body.decode("utf-8", "replace")) for body in (exchange.request_body, exchange.body))
    return (exchange.method, exchange.operation, exchange.subject, exchange.status, *bodies)


def _is_copy(one: _Found, other: _Found) -> bool:
    first, second = one[1].exchange, other[1].exchange
    timed = not any(Lack.TIME in entry.lacks for _, entry in (one, other))
    same = _request_id(first) == _request_id(second) is not None
    made = first.operation in ("create", "upload") and made_id(first) is not None
    if (same or made) and not (timed and abs(first.sent - second.sent) > _CLOCKS):
        return True
    is_free = first.operation in ("query", "detail", "delete") and one[0].kind != other[0].kind
    within = is_free and (_within(first, second) or _within(second, first))
    return timed and (_moment(first) == _moment(second) or within)


def _request_id(exchange: Exchange) -> str | None:
    return next((exchange.headers[name] for name in _REQUEST_IDS if exchange.headers.get(name)), None)


def _moment(exchange: Exchange) -> tuple[int, int]:
    return round(exchange.sent * 1000), round(exchange.ended * 1000)


def _within(inner: Exchange, outer: Exchange) -> bool:
    return outer.sent - _ROUNDING <= inner.sent and inner.ended <= outer.ended + _ROUNDING
