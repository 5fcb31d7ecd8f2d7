"""The roles of the keys in a recording: `first`, `second` and so on in the order of their use."""

from collections.abc import Sequence

from attrs import evolve

from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, create_outcome, is_login_failure

_NAMES = ("first", "second")


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
