"""The roles of the keys in a recording: `first`, `second` and so on in the order of their use."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve

from seedance_conformance.recording.reading.entry import Entry, Lack, RecordingFile
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    is_login_failure,
    task_id,
)

_NAMES = ("first", "second")
_UNKNOWN: Final = "unknown"

_Key = tuple[int | None, str | None]
"""A key: of a log, the place of the log and the role there; else None and the hash of the header."""


def with_roles(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with the role of the key in each exchange; logs of the suite and the proxy have it already.

    A key whose calls were all login failures gets the role `other`, which the suite gives to wrong keys. If no request
    has the header, but one was accepted, the recorder left the header out, as browsers do unless told otherwise; then
    all calls count as calls with one key. If none was accepted, the header was really missing.
    """
    unnamed = [entry for entry in entries if _is_without_role(entry)]
    hidden = not any(entry.credential for entry in unnamed) and any(_accepted(entry) for entry in unnamed)
    roles = _roles(entries)
    return [_with_role(entry, roles, hidden=hidden) if _is_without_role(entry) else entry for entry in entries]


def with_rejected_keys(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a log of the proxy; a key whose calls were all login failures has the role `other`."""
    used = {entry.exchange.key for entry in entries} - {"none"}
    good = {entry.exchange.key for entry in entries if not is_login_failure(entry.exchange)}
    return [_renamed(entry, "other") if entry.exchange.key in used - good else entry for entry in entries]


def with_unknown_keys(files: Sequence[RecordingFile]) -> list[RecordingFile]:
    """The files; a refused poll has a key of its own if only another file shows the task or asset.

    Each log has its own `first` key, and nothing else about it is written. So the refusal may be right, since the key
    may be another one.
    """
    shown: dict[str, set[_Key]] = defaultdict(set)
    for place, file in enumerate(files):
        for entry in file.entries:
            if _accepted(entry):
                shown[_subject(entry)].add(_key(entry, place))
    return [
        evolve(file, entries=tuple(_with_unknown_key(file.entries, place, shown))) for place, file in enumerate(files)
    ]


def _with_unknown_key(entries: Iterable[Entry], place: int, shown: dict[str, set[_Key]]) -> Iterable[Entry]:
    for entry in entries:
        keys, own = shown.get(_subject(entry), set()), _key(entry, place)
        polls = entry.exchange.operation in ("query", "detail") and call_outcome(entry.exchange) is Outcome.REFUSED
        elsewhere = own not in keys and any(key[0] != own[0] for key in keys)
        yield _renamed(entry, _UNKNOWN) if polls and elsewhere else entry


def _subject(entry: Entry) -> str:
    exchange = entry.exchange
    return exchange.subject or (asset_id if exchange.operation == "upload" else task_id)(exchange) or ""


def _key(entry: Entry, place: int) -> _Key:
    in_log = entry.exchange.key != "none" or entry.by_suite
    return (place, entry.exchange.key) if in_log else (None, entry.credential)


def _renamed(entry: Entry, role: str) -> Entry:
    return evolve(entry, exchange=evolve(entry.exchange, key=role))


def _is_without_role(entry: Entry) -> bool:
    return entry.exchange.key == "none" and not entry.by_suite


def _roles(entries: Sequence[Entry]) -> dict[str, str]:
    """Credential -> role."""
    used = dict.fromkeys(entry.credential for entry in entries if entry.credential)
    refused = {
        credential
        for credential in used
        if all(is_login_failure(entry.exchange) for entry in entries if entry.credential == credential)
    }
    good = [credential for credential in used if credential and credential not in refused]
    names = [*_NAMES, *(f"key {number}" for number in range(3, len(good) + 1))]
    return dict(zip(good, names, strict=False)) | {credential: "other" for credential in refused if credential}


def _with_role(entry: Entry, roles: dict[str, str], *, hidden: bool) -> Entry:
    role = "first" if hidden else roles.get(entry.credential or "", "none")
    lacks = entry.lacks | {Lack.ROLE} if hidden else entry.lacks
    return evolve(entry, exchange=evolve(entry.exchange, key=role), lacks=lacks)


def _accepted(entry: Entry) -> bool:
    exchange = entry.exchange
    outcome = create_outcome(exchange) if exchange.operation == "create" else call_outcome(exchange)
    return outcome is Outcome.ACCEPTED
