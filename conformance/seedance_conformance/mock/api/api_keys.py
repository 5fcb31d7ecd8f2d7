"""API keys: who is calling. A key is compared as a hash; it is never stored or shown."""

import hashlib
from collections.abc import Iterable

from seedance_conformance.mock.problems import Problem, Refusal

_REMEDY = "send the header Authorization: Bearer KEY"
_MOST_REMEMBERED = 1000


def owner_of(key: bytes) -> bytes:
    """The owner of tasks and assets in the store: a hash of the key, 16 bytes."""
    return hashlib.sha256(key).digest()[:16]


class ApiKeys:
    """Accepts the given keys, or without any every key that isn't empty; `exact_case` is that of the word Bearer."""

    def __init__(self, keys: Iterable[str] = (), *, exact_case: bool = False) -> None:
        self._owners = frozenset(owner_of(key.encode()) for key in keys)
        self._exact_case = exact_case
        self._remembered: dict[bytes, bytes] = {}

    def owner(self, header: bytes | None) -> bytes:
        """The owner of the key in an Authorization header; raises Refusal (EP-AUTH-BEARER, RB-KEY-*)."""
        if header is None:
            raise key_refusal("RB-KEY-MISSING", "the Authorization header is missing")
        owner = self._remembered.get(header)
        if owner is None:
            owner = self._parse(header)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[header] = owner
        return owner

    def _parse(self, header: bytes) -> bytes:
        scheme, _, key = header.partition(b" ")
        if scheme != b"Bearer" and (self._exact_case or scheme.lower() != b"bearer"):
            known = scheme.lower() in (b"basic", b"digest", b"token", b"apikey") and key
            rule = "RB-KEY-SCHEME" if known else "RB-KEY-MALFORMED"
            raise key_refusal(rule, "the Authorization header doesn't have the scheme Bearer")
        if not key.strip():
            raise key_refusal("RB-KEY-EMPTY", "the Authorization header has no key")
        if any(byte <= 0x20 or byte in b',"' for byte in key):
            raise key_refusal("RB-KEY-MALFORMED", "the Authorization header has more than one key")
        owner = owner_of(key)
        if self._owners and owner not in self._owners:
            raise key_refusal("RB-KEY-UNKNOWN", "the API key is unknown")
        return owner


def key_refusal(rule: str, message: str) -> Refusal:
    """The refusal of a call without a valid key; it never repeats the header."""
    return Refusal("key", [Problem(rule, "Authorization", None, message, _REMEDY)])
