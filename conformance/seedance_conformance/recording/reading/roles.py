"""The roles of the keys in a recording: `first`, `second` and so on in the order of their use."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve

from seedance_conformance.recording.reading.entry import Entry, Lack, RecordingFile, made_id, outcome_of
from seedance_conformance.transport.answers.answer import Outcome, is_login_failure
from seedance_conformance.transport.exchange import Exchange

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
    accepted = any(outcome_of(entry.exchange) is Outcome.ACCEPTED for entry in unnamed)
    hidden = accepted and not any(entry.credential for entry in unnamed)
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
            if outcome_of(entry.exchange) is Outcome.ACCEPTED:
                shown[_subject(entry.exchange)].add(_key(entry, place))
    return [
        evolve(file, entries=tuple(_with_unknown_key(file.entries, place, shown))) for place, file in enumerate(files)
    ]


def _with_unknown_key(entries: Iterable[Entry], place: int, shown: dict[str, set[_Key]]) -> Iterable[Entry]:
    for entry in entries:
        keys, own = shown.get(_subject(entry.exchange), set()), _key(entry, place)
        polls = entry.exchange.operation in ("query", "detail") and outcome_of(entry.exchange) is Outcome.REFUSED
        elsewhere = own not in keys and any(key[0] != own[0] for key in keys)
        yield _renamed(entry, _UNKNOWN) if polls and elsewhere else entry


def _subject(exchange: Exchange) -> str:
    return exchange.subject or made_id(exchange) or ""


def _key(entry: Entry, place: int) -> _Key:
    in_log = entry.exchange.key != "none" or entry.by_suite
    return (place, entry.exchange.key) if in_log else (None, entry.credential)


def _renamed(entry: Entry, role: str) -> Entry:
    return evolve(entry, exchange=evolve(entry.exchange, key=role))


def _is_without_role(entry: Entry) -> bool:
    return entry.exchange.key == "none" and not entry.by_suite


def _roles(entries: Sequence[Entry]) -> dict[str, str]:
    """Credential -> role."""
    used = {entry.credential: "other" for entry in entries if entry.credential}
    fine = {entry.credential for entry in entries if not is_login_failure(entry.exchange)}
    for number, credential in enumerate([one for one in used if one in fine], 1):
        used[credential] = role_of(number)
    return used


def role_of(number: int) -> str:
    """The role of the key that was used as the first, second ... one."""
    return {1: "first", 2: "second"}.get(number, f"key {number}")


def _with_role(entry: Entry, roles: dict[str, str], *, hidden: bool) -> Entry:
    if hidden:
        return evolve(_renamed(entry, "first"), lacks=entry.lacks | {Lack.ROLE})
    return _renamed(entry, roles.get(entry.credential or "", "none"))
