"""Malformed request bodies as bytes, each made from a valid one."""

import json
from collections.abc import Iterator
from itertools import repeat
from typing import Any

Bodies = list[tuple[str, bytes]]
"""Names and bodies."""

_DEPTHS = (200, 2_000, 100_000)
_MEGABYTE = 1_000_000
_MARK = "@@@"
_PART = 10_000


def malformed(valid: dict[str, Any]) -> Bodies:
    """Texts that aren't JSON; each has one mistake (RB-BODY-MALFORMED)."""
    text = json.dumps(valid)
    quoted = text.replace('"', "'")
    return [
        ("cut before the last brace", text[:-1].encode()),
        ("cut in the middle", text[: len(text) // 2].encode()),
        ("a lone brace", b"{"),
        ("words after the object", f"{text} and more".encode()),
        ("a brace too many", f"{text}}}".encode()),
        ("two objects", f"{text}{text}".encode()),
        ("a trailing comma", f"{text[:-1]},}}".encode()),
        ("single quotes", quoted.encode()),
        ("names without quotes", text.replace('"model"', "model").replace('"assetType"', "assetType").encode()),
        ("a comment", f"/* hello */ {text}".encode()),
        ("a raw line break in a string", (text[:-2] + '\n"}').encode()),
        ("form fields", "&".join(f"{name}={value}" for name, value in valid.items()).encode()),
        ("plain words", b"not json at all"),
        ("markup", b"<request><model>x</model></request>"),
    ]


def lenient(valid: dict[str, Any]) -> Bodies:
    """Texts that the JSON grammar forbids but common parsers accept: only a server error is a breach."""
    text = json.dumps(valid)
    return [
        ("a byte order mark", b"\xef\xbb\xbf" + text.encode()),
        ("NaN", f'{text[:-1]}, "x": NaN}}'.encode()),
        ("a name twice", f"{text[:-1]}, {text[1:]}".encode()),
    ]


def empty() -> Bodies:
    """No bytes, or only blanks (RB-BODY-EMPTY)."""
    return [("no byte", b""), ("blanks", b"   "), ("line breaks", b"\r\n\r\n")]


def not_objects(valid: dict[str, Any]) -> Bodies:
    """Valid JSON that isn't an object (RB-BODY-ARRAY)."""
    values: list[tuple[str, object]] = [
        ("an empty array", []),
        ("an array with a valid body", [valid]),
        ("an array of pairs", [list(pair) for pair in valid.items()]),
        ("an array of names", list(valid)),
        ("a string", "hello"),
        ("a valid body as a string", json.dumps(valid)),
        ("a number", 5),
        ("a fraction", 0.5),
        ("null", None),
        ("true", True),
        ("false", False),
    ]
    return [(name, json.dumps(value).encode()) for name, value in values]


def not_utf8(valid: dict[str, Any], field: str) -> Bodies:
    """Bytes that aren't UTF-8, inside one string of a valid body (RB-BODY-UTF8)."""
    marked = json.dumps({**valid, field: "caf@ lights"}).encode()
    return [
        ("Latin-1", marked.replace(b"@", b"\xe9")),
        ("a byte that never occurs", marked.replace(b"@", b"\xff")),
        ("an overlong form", marked.replace(b"@", b"\xc0\xaf")),
        ("a character cut in half", marked.replace(b"@ lights", b"\xf0\x9f\x98")),
        ("a byte outside of any string", b"\xfe" + marked),
    ]


def other_encodings(valid: dict[str, Any], field: str) -> Bodies:
    """Encodings that common parsers detect: only a server error is a breach."""
    text = json.dumps(valid)
    marked = json.dumps({**valid, field: "a@b"}).encode()
    return [
        ("UTF-16", text.encode("utf-16")),
        ("UTF-16 without a mark", text.encode("utf-16-le")),
        ("UTF-32", text.encode("utf-32")),
        ("a surrogate in UTF-8", marked.replace(b"@", b"\xed\xa0\x80")),
    ]


def deep(valid: dict[str, Any], field: str) -> Bodies:
    """Nesting that overflows a recursive parser (RB-BODY-DEEP)."""
    text = json.dumps(valid)[:-1]
    found: Bodies = []
    for depth in _DEPTHS:
        arrays = "[" * depth + "]" * depth
        objects = '{"a":' * depth + "1" + "}" * depth
        found += [
            (f"{depth} arrays", arrays.encode()),
            (f"{depth} objects", objects.encode()),
            (f"{depth} arrays in an unknown field", f'{text}, "extra": {arrays}}}'.encode()),
            (f"{depth} objects as {field}", f'{text}, "{field}": {objects}}}'.encode()),
            (f"{depth} arrays that never close", ("[" * depth).encode()),
        ]
    return found


def huge(valid: dict[str, Any], field: str) -> Iterator[tuple[str, bytes]]:
    """Bodies of one to sixteen megabytes (RB-BODY-HUGE), made one after another to save memory."""

    def made(**fields: Any) -> bytes:
        return json.dumps({**valid, **fields}).encode()

    def filled(name: str, text: bytes, times: int) -> bytes:
        """A field with a text that repeats itself; nothing of its size is made but the body."""
        start, end = made(**{name: _MARK}).split(_MARK.encode())
        parts, rest = divmod(times, _PART)
        return b"".join((start, *repeat(text * _PART, parts), text * rest, end))

    yield f"{field} of 1 MB", filled(field, b"word ", _MEGABYTE // 5)
    yield f"{field} of 16 MB", filled(field, b"word ", 16 * _MEGABYTE // 5)
    yield "an unknown field of 2 MB", filled("extra", b"x", 2 * _MEGABYTE)
    yield "50,000 unknown fields", made(**{f"extra{number}": number for number in range(50_000)})
    yield "an array of 100,000 numbers", made(referenceImages=list(range(100_000)))
    yield "a name of 1 MB", made(**{"n" * _MEGABYTE: 1})
