"""The readable forms of an answer: without escapes of JSON, URLs and HTML, and what is in its base64 and hex.

Each form knows where its text comes from, so that what is found in a form can be replaced in the answer.
"""

import binascii
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html.entities import html5
from itertools import accumulate
from typing import Final, NamedTuple

_LONGEST: Final = 1 << 18  # bytes that are decoded; logs keep fewer of a body
_OVERLAP: Final = 1 << 14  # longer than any key
_LAYERS: Final = 3  # an answer within an answer is escaped twice
_NAMED: Final = {name.rstrip(";"): text for name, text in html5.items() if len(text) == 1 and text.isascii()}
_ESCAPE: Final = re.compile(
    rb"(?<!\\)\\++(?:u\{(?P<braced>[0-9a-fA-F]{1,6})\}|u(?P<json>[0-9a-fA-F]{4})|x(?P<byte>[0-9a-fA-F]{2})"
    rb"|(?P<octal>[0-7]{3})|(?P<plain>[^\w\s]))"
    rb"|%u(?P<old>[0-9a-fA-F]{4})|%(?P<url>[0-9a-fA-F]{2})"
    rb"|&\#[xX](?P<hex>[0-9a-fA-F]{1,6});?|&\#(?P<decimal>[0-9]{1,7});?|&(?P<name>[A-Za-z]{2,20});"
)
_BASES: Final = {"octal": 8, "decimal": 10}
# As many characters as 8 bytes need.
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{11,}")
_HEX: Final = re.compile(rb"[0-9a-fA-F](?:[0-9a-fA-F]|[: -](?=[0-9a-fA-F])){15,}")
_NOT_HEX: Final = b": -"
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")

Origin = Callable[[int, int], tuple[int, int]]
"""Where a span of a form is in the content."""


class Form(NamedTuple):
    """A form of the content."""

    text: bytes  # to look at
    origin: Origin  # of a span of the text


def readable_forms(content: bytes) -> Iterator[Form]:
    """The content as it is, and each form in which more of it can be read.

    Large content comes in overlapping parts, since copies of bodies of 16 MB would take most of the memory of a run.
    """
    for start in range(0, max(len(content) - _OVERLAP, 1), _LONGEST - _OVERLAP):
        yield Form(content[start : start + _LONGEST], partial(_shifted, start))
    form: Form | None = Form(content[:_LONGEST], partial(_shifted, 0))
    for _ in range(_LAYERS):
        if form is None:
            return
        yield from _unpacked(form)
        form = _unescaped(form)
        if form is not None:
            yield form


def _shifted(by: int, start: int, end: int) -> tuple[int, int]:
    return by + start, by + end


def _unescaped(form: Form) -> Form | None:
    """The text without one layer of escapes; None if it has none."""
    pieces: list[_Piece] = []
    last = 0
    for escape in _ESCAPE.finditer(form.text):
        text = _character(escape)
        if text is not None:
            start, end = escape.span()
            if start > last:
                pieces.append(_Piece(form.text[last:start], last))
            pieces.append(_Piece(text, start, end))
            last = end
    return _form([*pieces, _Piece(form.text[last:], last)], form) if pieces else None


class _Piece(NamedTuple):
    """A part of a form: copied from `start` of the form before, or decoded from its bytes `start` to `end`."""

    text: bytes
    start: int
    end: int | None = None

    def origin(self, first: int, last: int) -> tuple[int, int]:
        return (self.start + first, self.start + last + 1) if self.end is None else (self.start, self.end)


def _form(pieces: Sequence[_Piece], before: Form) -> Form:
    """The pieces one after the other."""
    texts = [piece.text for piece in pieces]
    locate = _locator(texts)

    def origin(start: int, end: int) -> tuple[int, int]:
        (first, begin), (last, stop) = locate(start), locate(end - 1)
        return before.origin(pieces[first].origin(begin, begin)[0], pieces[last].origin(stop, stop)[1])

    return Form(b"".join(texts), origin)


def _locator(texts: Sequence[bytes]) -> Callable[[int], tuple[int, int]]:
    """A function that finds a place in the joined texts: the number of its text, and the place in that text."""
    starts: list[int] = []

    def locate(at: int) -> tuple[int, int]:
        if not starts:  # only now, since few forms have anything to find
            starts.extend(accumulate(map(len, texts), initial=0))
        number = bisect_right(starts, at) - 1
        return number, at - starts[number]

    return locate


def _character(escape: re.Match[bytes]) -> bytes | None:
    """What an escape stands for; None if it stands for nothing."""
    kind = str(escape.lastgroup)
    digits = escape[kind]
    if kind == "plain":
        return digits
    if kind == "name":
        name = _NAMED.get(digits.decode())
        return None if name is None else name.encode()
    number = int(digits, _BASES.get(kind, 16))
    if kind in ("byte", "octal", "url"):
        return bytes([number & 0xFF])
    return chr(number).encode("utf-8", "surrogatepass") if number <= sys.maxunicode else None


def _unpacked(form: Form) -> Iterator[Form]:
    """What words of base64 and hex in a text mean, for each place at which they may begin."""
    for pattern, decode, offsets in ((_BASE64, _from_base64, 4), (_HEX, _from_hex, 2)):
        words = list(pattern.finditer(form.text))
        for offset in range(offsets) if words else ():
            yield _decoded(words, [decode(word[0][offset:]) for word in words], form)


def _decoded(words: Sequence[re.Match[bytes]], texts: Sequence[bytes], before: Form) -> Form:
    """The decoded words, joined. The origin of each byte is the whole word that it comes from."""
    locate = _locator(texts)

    def origin(start: int, end: int) -> tuple[int, int]:
        return before.origin(words[locate(start)[0]].start(), words[locate(end - 1)[0]].end())

    return Form(b"".join(texts), origin)


def _from_base64(word: bytes) -> bytes:
    """The bytes, and a NUL that parts them from the next."""
    whole = word[: len(word) // 4 * 4] if len(word) % 4 == 1 else word + b"=" * (-len(word) % 4)
    return binascii.a2b_base64(whole.translate(_URL_SAFE)) + b"\0"


def _from_hex(word: bytes) -> bytes:
    digits = word.translate(None, _NOT_HEX)
    return binascii.unhexlify(digits[: len(digits) // 2 * 2]) + b"\0"
