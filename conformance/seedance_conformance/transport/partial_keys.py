"""Find parts of a key in an answer: servers quote its first or last characters, often with a mask between them.

A part is hidden if it is no coincidence: it has 8 characters of the key with letters and digits, or 12 of any kind.
Beside a mask (`sk-ab****yz`, `...wxyz`) 4 visible characters are enough. Shorter parts can't be told from words.
"""

import re
from collections.abc import Iterator
from typing import Final

REDACTED: Final = b"<redacted>"
_BLOCK: Final = 8
_ANY_KIND: Final = 12
_BESIDE_MASK: Final = 4
_VISIBLE: Final = 64  # characters that are looked at on each side of a mask
# Also as JSON escapes them.
_MASK: Final = re.compile(
    rb"\*{2,}|\.{3,}|#{2,}|[xX]{4,}|(?:\xe2\x80\xa2|\xe2\x80\xa6|\xe2\x97\x8f|\\u2022|\\u2026|\\u25cf)+"
)
_LONG: Final = 10_000
# Each mask holds one of these. To find them in a long text costs a hundredth of what the pattern costs.
_SIGNS: Final = (
    *(b"**", b"...", b"##", b"xx", b"xX", b"Xx", b"XX"),
    *(b"\xe2\x80\xa2", b"\xe2\x80\xa6", b"\xe2\x97\x8f", b"\\u2022", b"\\u2026", b"\\u25cf"),
)
_HEAD: Final = re.compile(rb"[\w-]*\Z")
_TAIL: Final = re.compile(rb"[\w-]*")


def redact_parts(content: bytes, keys: tuple[str, ...]) -> bytes:
    """The content with each part of a key replaced."""
    signs = (_MASK.search(content),) if len(content) < _LONG else (sign in content for sign in _SIGNS)
    has_masks = any(signs)
    for key in keys:
        if len(key) > _BLOCK:
            spans = [*_quoted(content, key.encode()), *(_masked(content, key.encode()) if has_masks else ())]
            for start, end in reversed(_joined(spans)):
                content = content[:start] + REDACTED + content[end:]
    return content


def _quoted(content: bytes, key: bytes) -> Iterator[tuple[int, int]]:
    """Parts without a mask. Each part of 15 characters, and the first and last 8, hold one of these blocks."""
    starts = {*range(0, len(key) - _BLOCK + 1, _BLOCK), len(key) - _BLOCK}
    for place in sorted(starts):
        block = key[place : place + _BLOCK]
        at = content.find(block)
        while at >= 0:
            before = _same(content[max(at - place, 0) : at][::-1], key[:place][::-1])
            after = _same(content[at + _BLOCK : at + len(key)], key[place + _BLOCK :])
            part = content[at - before : at + _BLOCK + after]
            if len(part) >= _ANY_KIND or (re.search(rb"\d", part) and re.search(rb"[A-Za-z]", part)):
                yield at - before, at - before + len(part)
            at = content.find(block, at + 1)


def _same(one: bytes, other: bytes) -> int:
    """How many bytes at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _masked(content: bytes, key: bytes) -> Iterator[tuple[int, int]]:
    for mask in _MASK.finditer(content):
        head = _found(_HEAD, content[max(mask.start() - _VISIBLE, 0) : mask.start()])
        tail = _found(_TAIL, content[mask.end() : mask.end() + _VISIBLE])
        shown = (len(head) if key.startswith(head) else 0) + (len(tail) if key.endswith(tail) else 0)
        if shown >= _BESIDE_MASK:
            yield mask.start() - len(head), mask.end() + len(tail)


def _found(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    found = pattern.search(text)
    return found[0] if found else b""


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that don't overlap, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
