"""Wrong values of the Authorization header, made from the right key.

Without those about which correct servers differ: the letter case of `Bearer` (RFC 9110 ignores it), and blanks around
or between the parts.
"""

import base64
from collections.abc import Callable
from typing import Final

from seedance_conformance.transport.target import Target

Values = list[tuple[str, str | None]]
"""Names and header values; None means no header."""

_UNLIKELY: Final = "zq7x1v9k3m5p"


def _near(key: str) -> Values:
    middle = len(key) // 2
    candidates = [
        ("without the last character", key[:-1]),
        ("without the first character", key[1:]),
        ("the first half", key[:middle]),
        ("the second half", key[middle:]),
        ("one character alone", key[:1]),
        ("one more character", f"{key}z"),
        ("one character before", f"z{key}"),
        ("a long tail", f"{key}-{_UNLIKELY}"),
        ("the key twice in a row", f"{key}{key}"),
        ("another last character", key[:-1] + _other(key[-1:])),
        ("another first character", _other(key[:1]) + key[1:]),
        ("another character in the middle", key[:middle] + _other(key[middle : middle + 1]) + key[middle + 1 :]),
        ("other case", key.swapcase()),
        ("upper case", key.upper()),
        ("lower case", key.lower()),
        ("backwards", key[::-1]),
    ]
    return [(name, f"Bearer {value}") for name, value in candidates if value and value != key]


_MAKERS: Final[dict[str, Callable[[str], Values]]] = {
    "RB-KEY-MISSING": lambda _: [("no Authorization header", None)],
    "RB-KEY-EMPTY": lambda _: [("Bearer without a key", "Bearer"), ("an empty header", "")],
    "RB-KEY-MALFORMED": lambda key: [
        ("the key without a scheme", key),
        ("no blank after Bearer", f"Bearer{key}"),
        ("a colon after Bearer", f"Bearer: {key}"),
        ("an equals sign after Bearer", f"Bearer={key}"),
        ("the scheme twice", f"Bearer Bearer {key}"),
        ("the key twice", f"Bearer {key} {key}"),
        ("two keys with a comma", f"Bearer {key},{key}"),
        ("a wrong key and the right one", f"Bearer {_UNLIKELY} {key}"),
        ("the right key and a wrong one", f"Bearer {key} {_UNLIKELY}"),
        ("the key before the scheme", f"{key} Bearer"),
        ("the key in quotes", f'Bearer "{key}"'),
        ("the key in angle brackets", f"Bearer <{key}>"),
    ],
    "RB-KEY-NEAR": _near,
    "RB-KEY-SCHEME": lambda key: [
        ("Basic with the key", f"Basic {key}"),
        ("Basic with the key encoded", f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"),
        ("Token", f"Token {key}"),
        ("ApiKey", f"ApiKey {key}"),
        ("Digest", f"Digest {key}"),
        ("Key", f"Key {key}"),
        ("a scheme that begins like Bearer", f"Bearerx {key}"),
        ("a scheme that ends like Bearer", f"XBearer {key}"),
        ("a beginning of Bearer", f"Bear {key}"),
    ],
    "RB-KEY-UNKNOWN": lambda key: [
        ("an unknown key", f"Bearer {_UNLIKELY}-unknown"),
        ("an unknown key as long as the right one", f"Bearer {(_UNLIKELY * (len(key) // 12 + 1))[: max(len(key), 6)]}"),
        ("a UUID", "Bearer 7d0f2a34-91c5-4e0b-8b1e-5a6c3f9d2e17"),
        ("null", "Bearer null"),
        ("undefined", "Bearer undefined"),
        ("a star", "Bearer *"),
        ("an injection", "Bearer ' OR '1'='1"),
        ("4,000 characters", "Bearer " + "a" * 4000),
        ("bytes beyond ASCII", "Bearer \xe9\xff"),
    ],
}
"""By rule: what makes its wrong values from a key."""
RULES: Final = tuple(_MAKERS)
"""The rules about keys."""


def wrong_values(rule: str, target: Target) -> Values:
    """Names and values that break a rule, without any that happens to contain a right key of this run."""
    roles = ("first", "second") if target.has_second_key else ("first",)
    right = {f"Bearer {target.credential(role)}" for role in roles}
    return [(name, value) for name, value in _MAKERS[rule](target.credential()) if value not in right]


def _other(character: str) -> str:
    return "z" if character.lower() != "z" else "q"
