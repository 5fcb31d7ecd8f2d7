"""Find a key, or a part of one, in what a server answers: servers quote keys whole, cut, masked, or encoded.

A part counts if it is too long for a coincidence: it has 8 characters of the key with letters and digits, or 12 of any
kind. Beside a mask (`sk-ab****yz`, `...wxyz`) 4 visible characters are enough. Letter case doesn't count, and each
readable form of the content is looked at (`encoded_text.py`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from seedance_conformance.transport.encoded_text import readable_forms

REDACTED: Final = b"<redacted>"
# Shorter keys are only used in tests; replacing them would damage ordinary words.
_SHORTEST_KEY: Final = 6
_SHORTEST_PART: Final = 8
_ANY_KIND: Final = 12
_BLOCK: Final = 4  # each part of 8 characters holds a block that begins at a multiple of 4
_BESIDE_MASK: Final = 4
_VISIBLE: Final = 64  # characters that are looked at on each side of a mask
# Bullets and an ellipsis are UTF-8. Each begins with a plain character, so that `re` looks for this first.
_MASK: Final = re.compile(rb"\*\*+|\.\.\.+|##+|xxxx+|\xe2\x80[\xa2\xa6][\xe2\x80\xa2\xa6]*|\xe2\x97\x8f[\xe2\x97\x8f]*")
_HEAD: Final = re.compile(rb"[\w-]*\Z")
_TAIL: Final = re.compile(rb"[\w-]*")

_Span = tuple[int, int]


def redact_keys(content: bytes, keys: Sequence[str]) -> bytes:
    """The content with each key and each part of a key replaced, in whatever form it is written."""
    wanted = [key.encode("utf-8", "surrogatepass").lower() for key in keys if len(key) >= _SHORTEST_KEY]
    if not wanted or len(content) < _BESIDE_MASK:
        return content
    spans = []
    for form in readable_forms(content):
        text = form.text.lower()
        spans += [form.origin(start, end) for key in wanted for start, end in _found(text, key)]
    if not spans:
        return content
    pieces, last = [], 0
    for start, end in _joined(spans):
        pieces += [content[last:start], REDACTED]
        last = end
    return b"".join([*pieces, content[last:]])


def _found(text: bytes, key: bytes) -> Iterator[_Span]:
    """Where a key or a part of it stands in a text; both are in lower case."""
    if len(key) <= _SHORTEST_PART:
        yield from _places(text, key)
        return
    yield from _quoted(text, key)
    yield from _masked(text, key)


def _places(text: bytes, key: bytes) -> Iterator[_Span]:
    at = text.find(key)
    while at >= 0:
        yield at, at + len(key)
        at = text.find(key, at + len(key))


def _quoted(text: bytes, key: bytes) -> Iterator[_Span]:
    """Parts without a mask, at any offset of the key."""
    for place in range(0, len(key) - _BLOCK + 1, _BLOCK):
        block = key[place : place + _BLOCK]
        at = text.find(block)
        while at >= 0:
            before = _same(text[max(at - place, 0) : at][::-1], key[:place][::-1])
            after = _same(text[at + _BLOCK : at + len(key) - place], key[place + _BLOCK :])
            part = text[at - before : at + _BLOCK + after]
            if _tells(part):
                yield at - before, at - before + len(part)
            at = text.find(block, at + 1)


def _tells(part: bytes) -> bool:
    """Whether a part of a key is too long, or too mixed, to be a coincidence."""
    mixed = len(part) >= _SHORTEST_PART and re.search(rb"\d", part) and re.search(rb"[a-z]", part)
    return len(part) >= _ANY_KIND or bool(mixed)


def _same(one: bytes, other: bytes) -> int:
    """How many bytes at the beginning are the same."""
    length = min(len(one), len(other))
    different = int.from_bytes(one[:length], "big") ^ int.from_bytes(other[:length], "big")
    return length - (different.bit_length() + 7) // 8


def _masked(text: bytes, key: bytes) -> Iterator[_Span]:
    for mask in _MASK.finditer(text):
        head = _HEAD.findall(text[max(mask.start() - _VISIBLE, 0) : mask.start()])[0]
        tail = _TAIL.findall(text[mask.end() : mask.end() + _VISIBLE])[0]
        shown = (len(head) if key.startswith(head) else 0) + (len(tail) if key.endswith(tail) else 0)
        if shown >= _BESIDE_MASK:
            yield mask.start() - len(head), mask.end() + len(tail)


def _joined(spans: Sequence[_Span]) -> list[_Span]:
    """Spans that don't overlap, in order."""
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
