"""Text of a target, made safe to show."""

import re
from typing import Final

_ODD: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
# What a page can't hold, a terminal would obey and a reader would miss: control characters, lone surrogates, marks that
# turn the reading direction.


def visible(text: str) -> str:
    r"""The text with what can't be seen written as an escape, for example `\u001b`; tabs and line ends stay."""
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
