"""Read the exchanges of a `run.jsonl`: of the suite, of the proxy, or of an earlier `seedance judge`."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final

from attrs import evolve

from seedance_conformance.recording.reading.entry import Entry, Lack, RecordingError, RecordingFile, Unanswered
from seedance_conformance.recording.reading.roles import with_rejected_keys
from seedance_conformance.report.events import RECORDED, Event, LogError, header, read_log
from seedance_conformance.transport.exchange import Exchange

_CLOCK_SECONDS: Final = 1.0
"""A clock may be corrected by less: no rule rests on so little."""


def read_run_log(path: Path) -> RecordingFile:
    """The exchanges of a log; a last line that a kill has cut is dropped.

    Raises:
        RecordingError: the log can't be read.
    """
    try:
        events = read_log(path)
    except LogError as error:
        raise RecordingError(f"{error}: give the run.jsonl of a run or of the proxy, or a HAR file") from None
    head = header(events)
    by_suite = head["profile"] != RECORDED
    base_url = str(head["target"]["base_url"]).rstrip("/")
    entries, unreadable = [], 0
    for event in events:
        if event["event"] == "exchange":
            try:
                entries.append(_entry(event, base_url, by_suite=by_suite))
            except (TypeError, ValueError, KeyError):
                unreadable += 1
    if not by_suite:
        entries = with_rejected_keys(entries)
        if _clock_went_back(entries):
            entries = [evolve(entry, lacks=entry.lacks | {Lack.TIME}) for entry in entries]
    unanswered = tuple(Unanswered(base_url, tuple(ledger)) for ledger in _open_reservations(events))
    return RecordingFile(path.name, "run.jsonl", tuple(entries), unreadable=unreadable, unanswered=unanswered)


def _clock_went_back(entries: Iterable[Entry]) -> bool:
    """Whether the recorder's clock was set back: it writes each exchange when its answer has come, in this order."""
    ends = [entry.exchange.ended for entry in entries if Lack.TIME not in entry.lacks]
    return any(after < before - _CLOCK_SECONDS for before, after in pairwise(ends))


def _open_reservations(events: Iterable[Event]) -> list[list[Event]]:
    """The ledger entries of each request that may be billed and has no exchange: the writer was killed.

    A merged log numbers the reservations of each shard from 1, so a number may come again.
    """
    waiting: dict[int, list[Event]] = {}
    lost = []
    for event in events:
        kind, send = event["event"], event.get("send")
        if send is None:
            continue
        if kind == "reserved":
            lost += [waiting[send]] if send in waiting else []
            waiting[send] = [event]
        elif kind in ("exchange", "released"):
            waiting.pop(send, None)
        elif send in waiting:
            waiting[send].append(event)
    return [*lost, *waiting.values()]


def _entry(event: Event, base_url: str, *, by_suite: bool) -> Entry:
    exchange = Exchange.from_json({name: value for name, value in event.items() if name not in ("event", "lacks")})
    bodies = {Lack.REQUEST: event["request_body"], Lack.ANSWER: event["body"]}
    lacks = {lack for lack, stored in bodies.items() if isinstance(stored, dict) and "cut_from_bytes" in stored}
    lacks |= {Lack(name) for name in event.get("lacks", ())}
    return Entry(exchange, base_url, frozenset(lacks), by_suite=by_suite)
