"""Faults in the check of API keys, on all endpoints or on one."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import frozen

from seedance_conformance.mock.api.api_keys import owner_of
from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, DELETE, DETAIL, OPERATIONS, QUERY, UPLOAD, Call
from seedance_conformance.mock.faults.asset_use import also_finds
from seedance_conformance.mock.faults.fault import Fault, fault, fault_table, installer
from seedance_conformance.mock.problems import Refusal
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task


@frozen
class RefusedHeader:
    """A refused Authorization header (None without one), its key (empty unless after `Bearer`), and the known keys."""

    header: str | None
    key: str
    known: tuple[str, ...]


Bypass: TypeAlias = Callable[[RefusedHeader], bool]
"""Whether a refused header is accepted anyway."""


def _is_empty(refused: RefusedHeader) -> bool:
    return refused.header is not None and refused.header.strip().lower() in ("", "bearer")


def _has_two(refused: RefusedHeader) -> bool:
    words = refused.key.replace(",", " ").split()
    return len(words) > 1 and words[0] in refused.known


def _is_start_of_a_key(refused: RefusedHeader) -> bool:
    return refused.key != "" and any(known.startswith(refused.key) for known in refused.known)


def _continues_a_key(refused: RefusedHeader) -> bool:
    return " " not in refused.key and refused.key.startswith(refused.known)


def _has_other_case(refused: RefusedHeader) -> bool:
    return refused.key.lower() in {known.lower() for known in refused.known}


def _has_other_scheme(refused: RefusedHeader) -> bool:
    scheme, _, key = (refused.header or "").partition(" ")
    return scheme.lower() != "bearer" and key in refused.known


def _is_unknown(refused: RefusedHeader) -> bool:
    near = _is_start_of_a_key(refused) or _continues_a_key(refused) or _has_other_case(refused)
    return refused.key != "" and " " not in refused.key and not near


_BYPASSES: tuple[tuple[str, str, Bypass], ...] = (
    ("key-not-needed", "RB-KEY-MISSING", lambda refused: refused.header is None),
    ("empty-key-accepted", "RB-KEY-EMPTY", _is_empty),
    (
        "key-without-scheme-accepted",
        "RB-KEY-MALFORMED",
        lambda refused: (refused.header or "").strip() in refused.known,
    ),
    ("two-keys-accepted", "RB-KEY-MALFORMED", _has_two),
    ("start-of-a-key-accepted", "RB-KEY-NEAR", _is_start_of_a_key),
    ("key-with-more-behind-accepted", "RB-KEY-NEAR", _continues_a_key),
    ("key-in-other-case-accepted", "RB-KEY-NEAR", _has_other_case),
    ("any-scheme-accepted", "RB-KEY-SCHEME", _has_other_scheme),
    ("unknown-key-accepted", "RB-KEY-UNKNOWN", _is_unknown),
)
_SINGLE = {
    "RB-KEY-MISSING": OPERATIONS,
    "RB-KEY-EMPTY": (QUERY, DELETE),
    "RB-KEY-MALFORMED": (CREATE, DETAIL),
    "RB-KEY-NEAR": (CREATE, QUERY),
    "RB-KEY-SCHEME": (QUERY, UPLOAD),
    "RB-KEY-UNKNOWN": OPERATIONS,
}


@fault_table
def faults() -> Iterator[Fault]:
    """The faults of this module."""
    for name, rule, bypass in _BYPASSES:
        rules = f"{rule} EP-AUTH-BEARER" if rule == "RB-KEY-MISSING" else rule
        yield fault(name, rules, _with_bypass(bypass, *OPERATIONS), "RB-KEY-* EP-AUTH-BEARER")
        for operation in _SINGLE[rule]:
            only = _with_bypass(bypass, operation)
            yield fault(f"{name}-on-{operation}", rule, only, "RB-KEY-* EP-AUTH-BEARER")
    yield fault("foreign-task-visible", "RB-FOREIGN-TASK", _foreign_task, "RB-KEY-*")
    for operation, word in ((DETAIL, "visible"), (DELETE, "deletable")):
        foreign = also_finds(operation, lambda asset, _call: not asset.deleted)
        yield fault(f"foreign-asset-{word}", "RB-FOREIGN-ASSET", foreign)


@installer
def _with_bypass(app: MockApp, bypass: Bypass, *operations: str) -> None:
    """Accept a refused header for which `bypass` returns true, as if it had the owner's key."""
    authenticate = app.hooks.authenticate
    known = app.settings.api_keys
    last: list[bytes] = [owner_of(known[0].encode()) if known else b""]

    def authenticate_anyway(call: Call) -> bytes:
        try:
            last[0] = authenticate(call)
        except Refusal:
            header = None if call.authorization is None else call.authorization.decode("latin-1")
            scheme, _, key = (header or "").partition(" ")
            refused = RefusedHeader(header, key if scheme == "Bearer" else "", known)
            if call.operation not in operations or not bypass(refused):
                raise
            return _owner_of_resource(app, call) or last[0]
        return last[0]

    app.hooks.authenticate = authenticate_anyway


def _owner_of_resource(app: MockApp, call: Call) -> bytes | None:
    stored: Task | Asset | None = app.service.task_of(call.resource_id)
    if call.operation in (DETAIL, DELETE):
        stored = app.service.store.asset(call.resource_id)
    return None if stored is None else stored.owner


def _foreign_task(app: MockApp) -> None:
    app.hooks.find_task = lambda call: app.service.task_of(call.resource_id)
