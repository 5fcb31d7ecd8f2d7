"""Faults in the check of API keys, on all endpoints or on one."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from seedance_conformance.mock.api.api_keys import owner_of
from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.api.calls import CREATE, DELETE, DETAIL, OPERATIONS, QUERY, UPLOAD, Call
from seedance_conformance.mock.faults.fault import Fault, Install, fault
from seedance_conformance.mock.problems import Refusal
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task

Bypass: TypeAlias = Callable[[str | None, tuple[str, ...]], bool]
"""Whether an invalid Authorization header (None without one) is accepted; gets the known keys, too."""


def _key(header: str | None) -> str:
    return (header or "").removeprefix("Bearer ") if (header or "").startswith("Bearer ") else ""


def _missing(header: str | None, _keys: tuple[str, ...]) -> bool:
    return header is None


def _empty(header: str | None, _keys: tuple[str, ...]) -> bool:
    return header is not None and header.strip().lower() in ("", "bearer")


def _no_scheme(header: str | None, keys: tuple[str, ...]) -> bool:
    return header is not None and header.strip() in keys


def _two_keys(header: str | None, keys: tuple[str, ...]) -> bool:
    words = _key(header).replace(",", " ").split()
    return len(words) > 1 and words[0] in keys


def _prefix(header: str | None, keys: tuple[str, ...]) -> bool:
    key = _key(header)
    return bool(key) and any(known.startswith(key) for known in keys)


def _extension(header: str | None, keys: tuple[str, ...]) -> bool:
    key = _key(header)
    return " " not in key and any(key.startswith(known) for known in keys)


def _other_case(header: str | None, keys: tuple[str, ...]) -> bool:
    return _key(header).lower() in {known.lower() for known in keys}


def _scheme(header: str | None, keys: tuple[str, ...]) -> bool:
    scheme, _, key = (header or "").partition(" ")
    return scheme.lower() != "bearer" and key in keys


def _unknown(header: str | None, keys: tuple[str, ...]) -> bool:
    key = _key(header)
    near = _prefix(header, keys) or _extension(header, keys) or _other_case(header, keys)
    return bool(key) and " " not in key and not near


_BYPASSES: tuple[tuple[str, str, Bypass], ...] = (
    ("key-not-needed", "RB-KEY-MISSING", _missing),
    ("empty-key-accepted", "RB-KEY-EMPTY", _empty),
    ("key-without-scheme-accepted", "RB-KEY-MALFORMED", _no_scheme),
    ("two-keys-accepted", "RB-KEY-MALFORMED", _two_keys),
    ("start-of-a-key-accepted", "RB-KEY-NEAR", _prefix),
    ("key-with-more-behind-accepted", "RB-KEY-NEAR", _extension),
    ("key-in-other-case-accepted", "RB-KEY-NEAR", _other_case),
    ("any-scheme-accepted", "RB-KEY-SCHEME", _scheme),
    ("unknown-key-accepted", "RB-KEY-UNKNOWN", _unknown),
)
_SINGLE = {
    "RB-KEY-MISSING": OPERATIONS,
    "RB-KEY-EMPTY": (QUERY, DELETE),
    "RB-KEY-MALFORMED": (CREATE, DETAIL),
    "RB-KEY-NEAR": (CREATE, QUERY),
    "RB-KEY-SCHEME": (QUERY, UPLOAD),
    "RB-KEY-UNKNOWN": OPERATIONS,
}


def faults() -> Iterator[Fault]:
    """The faults of this module."""
    for name, rule, bypass in _BYPASSES:
        rules = f"{rule} EP-AUTH-BEARER" if rule == "RB-KEY-MISSING" else rule
        yield fault(name, rules, _with_bypass(bypass, OPERATIONS), "RB-KEY-* EP-AUTH-BEARER")
        for operation in _SINGLE[rule]:
            only = _with_bypass(bypass, (operation,))
            yield fault(f"{name}-on-{operation}", rule, only, "RB-KEY-* EP-AUTH-BEARER")
    yield fault("foreign-task-visible", "RB-FOREIGN-TASK", _foreign_task, "RB-KEY-*")
    yield fault("foreign-asset-visible", "RB-FOREIGN-ASSET", _foreign_asset(DETAIL))
    yield fault("foreign-asset-deletable", "RB-FOREIGN-ASSET", _foreign_asset(DELETE))


def _with_bypass(bypass: Bypass, operations: tuple[str, ...]) -> Install:
    """Accept an invalid header for which `bypass` returns true, as if it had the owner's key."""

    def install(app: MockApp) -> None:
        authenticate = app.service.hooks.authenticate
        keys = app.settings.api_keys
        last: list[bytes] = [owner_of(keys[0].encode()) if keys else b""]

        def authenticate_anyway(call: Call) -> bytes:
            try:
                last[0] = authenticate(call)
            except Refusal:
                header = None if call.authorization is None else call.authorization.decode("latin-1")
                if call.operation not in operations or not bypass(header, keys):
                    raise
                return _owner_of_resource(app, call) or last[0]
            return last[0]

        app.service.hooks.authenticate = authenticate_anyway

    return install


def _owner_of_resource(app: MockApp, call: Call) -> bytes | None:
    stored: Task | Asset | None = app.service.task_of(call.resource_id)
    if call.operation in (DETAIL, DELETE):
        stored = app.service.store.asset(call.resource_id)
    return None if stored is None else stored.owner


def _foreign_task(app: MockApp) -> None:
    app.service.hooks.find_task = lambda call: app.service.task_of(call.resource_id)


def _foreign_asset(operation: str) -> Install:
    def install(app: MockApp) -> None:
        find = app.service.hooks.find_asset

        def found(call: Call) -> Asset | None:
            asset = find(call)
            if asset is None and call.operation == operation:
                stored = app.service.store.asset(call.resource_id)
                asset = stored if stored is not None and not stored.deleted else None
            return asset

        app.service.hooks.find_asset = found

    return install
