"""One recorded request with its answer, and what the recording lacks about it."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, create_outcome, task_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.tasks.download import Download


class Lack(StrEnum):
    """What a recording can lack about an exchange."""

    TIME = "times"
    REQUEST = "request bodies"
    ANSWER = "bodies of answers"
    ROLE = "Authorization headers"


@frozen
class Entry:
    """One exchange of a recording.

    Attributes:
        exchange: its number is set when all files are joined.
        lacks: what isn't recorded about it; rules that need it can't be judged on this exchange.
        credential: hash of its Authorization header, only to tell keys apart; None if there was none, or if `exchange`
            has the role already.
        by_suite: the conformance suite sent it, which also sends what no client would.
    """

    exchange: Exchange
    base_url: str
    lacks: frozenset[Lack] = frozenset()
    credential: str | None = field(default=None, repr=False)
    by_suite: bool = False


@frozen
class Film:
    """One recorded download of a result.

    Attributes:
        address: the `video_url` of the answer, without keys; it may be signed, so it is never written.
        sent: in Unix seconds, or None without times.
        whole: the recorded body is provably all that was sent.
    """

    address: str = field(repr=False)
    sent: float | None
    download: Download = field(repr=False)
    whole: bool


@frozen
class Unanswered:
    """A create that was recorded before it was sent, and whose answer wasn't: the recorder was killed.

    `ledger` has its entries in the ledger of the log: `reserved`, perhaps `accepted` or `named`.
    """

    base_url: str
    ledger: tuple[Mapping[str, Any], ...]


@frozen
class RecordingFile:
    """What was read from one file.

    Attributes:
        kind: `run.jsonl`, `HAR` or `mitmproxy`.
        others: how many exchanges went to other servers or paths.
        unreadable: how many entries aren't in the file's format.
        unanswered: creates without an exchange, which may be billed.
        films: downloads of results whose addresses an answer in the same file gives.
        repeated: how many entries the file has once more, alike in every detail.
    """

    name: str
    kind: str
    entries: tuple[Entry, ...]
    others: int = 0
    unreadable: int = 0
    unanswered: tuple[Unanswered, ...] = ()
    films: tuple[Film, ...] = ()
    repeated: int = 0


class RecordingError(Exception):
    """A recording can't be used; the message names the file, what is wrong with it, and what to do."""


def outcome_of(exchange: Exchange) -> Outcome:
    """What was answered to a call."""
    return create_outcome(exchange) if exchange.operation == "create" else call_outcome(exchange)


def made_id(exchange: Exchange) -> str | None:
    """The id of the task or asset that a call made."""
    return asset_id(exchange) if exchange.operation == "upload" else task_id(exchange)


def assets_in(create: Exchange) -> set[str]:
    """The ids of the `asset://` addresses in the body of a create."""
    try:
        body = json.loads(create.request_body)
    except (ValueError, RecursionError):
        return set()
    values = body.values() if isinstance(body, dict) else ()
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    return {text.removeprefix("asset://") for text in texts if isinstance(text, str) and text.startswith("asset://")}


def times(entries: Iterable[Entry]) -> list[float]:
    """When the timed exchanges were sent, in Unix seconds, in order."""
    return sorted(entry.exchange.sent for entry in entries if Lack.TIME not in entry.lacks)
