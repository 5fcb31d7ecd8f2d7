"""Ids that never existed, and odd path segments."""

from typing import Final
from uuid import UUID

# Fixed, so that runs can be repeated; no server assigns this one.
_UNLIKELY: Final = "7d0f2a34-91c5-4e0b-8b1e-5a6c3f9d2e17"

ODD_SEGMENTS: Final = (
    ("a space", "%20"),
    ("NUL", "%00"),
    ("a line break", "%0D%0A"),
    ("4,000 characters", "a" * 4000),
    ("a traversal", "..%2F..%2F..%2Fetc%2Fpasswd"),
    ("two dots", "%2e%2e"),
    ("a backslash traversal", "..%5C..%5Cwindows"),
    ("a quote", "%27"),
    ("an injection", "%27%20OR%20%271%27%3D%271"),
    ("an injection with a comment", "x%27%3B%20DROP%20TABLE%20tasks%3B--"),
    ("a wildcard", "%25"),
    ("a wildcard after a beginning", "video_%25"),
    ("a wildcard after an asset's beginning", "asset-%25"),
    ("a star", "*"),
    ("an emoji", "%F0%9F%98%80"),
    ("right-to-left text", "%D7%A9%D7%9C%D7%95%D7%9D"),
    ("a byte that is not UTF-8", "%FF"),
    ("a surrogate", "%ED%A0%80"),
    ("a broken escape", "%25zz"),
    ("an encoded slash", "a%2Fb"),
    ("a further segment", "a/b"),
    ("-1", "-1"),
    ("a number beyond 64 bits", "99999999999999999999999999"),
    ("an exponent", "1e400"),
    ("null", "null"),
    ("undefined", "undefined"),
    ("braces", "%7B%7D"),
    ("a template", "%24%7B7*7%7D%7B%7B7*7%7D%7D"),
    ("brackets", "%5B%5D"),
    ("markup", "%3Cscript%3E"),
    ("a semicolon", ";a=b"),
)
"""Names and percent-encoded path segments (RB-ID-ODD); no server assigns any of these as an id."""


def unknown_tasks(live: str) -> list[tuple[str, str]]:
    """Names and ids of tasks that never existed, in the documented form and close to a live one."""
    return [
        ("the documented form", f"video_{_UNLIKELY}"),
        ("a bare UUID", _UNLIKELY),
        ("zeroes", f"video_{UUID(int=0)}"),
        ("a word", "no-such-task-7d0f2a34"),
        *_near(live),
    ]


def unknown_assets(live: str) -> list[tuple[str, str]]:
    """Names and ids of assets that never existed, in the documented form and close to a live one."""
    return [
        ("the documented form", "asset-20010203040506-zq7x1"),
        ("a bare UUID", _UNLIKELY),
        ("a word", "no-such-asset-7d0f2a34"),
        *_near(live),
    ]


def _near(live: str) -> list[tuple[str, str]]:
    # A short id may be a serial number, whose neighbours exist.
    if len(live) < 16:
        return []
    other = "0" if live[-1] != "0" else "1"
    middle = len(live) // 2
    return [
        ("a live id without its last character", live[:-1]),
        ("a live id without its first character", live[1:]),
        ("a live id with one more character", live + other),
        ("the first half of a live id", live[:middle]),
    ]
