"""Format values and texts of a target, made safe to show."""

import json
import re
from typing import Any, Final

# Control characters, lone surrogates, and marks that change the reading direction: pages can't hold them, terminals act
# on them, readers don't see them.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""The text with invisible characters as escapes, for example `\u001b`; tabs and line ends stay."""
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def pretty(value: Any, longest: int) -> str:
    """A value as indented JSON, or a text as it is; a long one is cut, with a note of its length."""
    if isinstance(value, str):
        text = value
    else:
        try:
            text = json.dumps(value, indent=2, ensure_ascii=False)
        except RecursionError:
            text = "nested too deeply to be shown"
    return text if len(text) <= longest else f"{text[:longest]}\n... cut: {len(text):,} characters in all"


def case_title(name: str) -> str:
    """The name of a test as a title: `test_a_is_b[c]` becomes `a is b: c`."""
    test, bracket, parameter = name.partition("[")
    words = test.removeprefix("test_").replace("_", " ")
    return f"{words}: {parameter.removesuffix(']')}" if bracket else words
