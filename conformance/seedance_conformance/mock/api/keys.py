"""API keys: who is calling. A key is compared and turned into a short hash; it is never stored or shown."""

import hashlib
from collections.abc import Iterable

from seedance_conformance.mock.api.problems import Problem, Refusal

_REMEDY = "send the header Authorization: Bearer KEY"
_MOST_REMEMBERED = 1000


def owner_of(key: bytes) -> bytes:
    """The owner that tasks and assets are stored under: a hash of the key, 16 bytes."""
    return hashlib.sha256(key).digest()[:16]


class Keys:
    """Knows the accepted keys, or accepts any that is not empty when there are none.

    Args:
        keys: the accepted keys.
        exact_case: whether the word `Bearer` must be written exactly so.
    """

    def __init__(self, keys: Iterable[str] = (), *, exact_case: bool = False) -> None:
        self._owners = frozenset(owner_of(key.encode()) for key in keys)
        self._exact_case = exact_case
        self._remembered: dict[bytes, bytes] = {}

    def owner(self, header: bytes | None) -> bytes:
        """The owner behind an Authorization header.

        Raises:
            Refusal: the header is missing or malformed, or the key is empty or unknown (EP-AUTH-BEARER, RB-KEY-*).
        """
        if header is None:
            raise refused("RB-KEY-MISSING", "the Authorization header is missing")
        owner = self._remembered.get(header)
        if owner is None:
            owner = self._judge(header)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[header] = owner
        return owner

    def opens(self, header: bytes | None, owner: bytes) -> bool:
        """Whether an Authorization header has the key of that owner."""
        try:
            return self.owner(header) == owner
        except Refusal:
            return False

    def _judge(self, header: bytes) -> bytes:
        scheme, _, key = header.partition(b" ")
        if scheme != b"Bearer" and (self._exact_case or scheme.lower() != b"bearer"):
            known = scheme.lower() in (b"basic", b"digest", b"token", b"apikey") and key
            rule = "RB-KEY-SCHEME" if known else "RB-KEY-MALFORMED"
            raise refused(rule, "the Authorization header does not have the scheme Bearer")
        if not key.strip():
            raise refused("RB-KEY-EMPTY", "the Authorization header has no key")
        if any(byte <= 0x20 or byte in b',"' for byte in key):
            raise refused("RB-KEY-MALFORMED", "the Authorization header has more than one key")
        owner = owner_of(key)
        if self._owners and owner not in self._owners:
            raise refused("RB-KEY-UNKNOWN", "the API key is not known")
        return owner


def refused(rule: str, message: str) -> Refusal:
    """The refusal of a call for want of a good key; it never repeats the header."""
    return Refusal("key", [Problem(rule, "Authorization", None, message, _REMEDY)])
