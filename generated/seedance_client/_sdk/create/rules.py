# Copied from openapi/companion/_sdk/create/rules.py by scripts/regenerate: edit it there.
# pyright: standard
"""The documented rules on the body of a create, checked before anything is sent.

This is the client's own reading of the public pages (docs/contract.md#create-request). What the pages leave open
passes, except for three likely mistakes that would be billed: a blank prompt, a null, and an undocumented field. These
are our advice, with level SHOULD; documented rules have level MUST.
"""

from __future__ import annotations

import re
import reprlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen


@frozen
class Problem:
    """A broken rule, or a likely mistake.

    Attributes:
        rule: the rule's id; `seedance rules ID` explains it.
        field: the field that breaks the rule; empty for the whole body.
        value: the field's value, shortened.
        message: what is wrong.
        remedy: what to do.
        level: MUST for a documented rule, SHOULD for our advice where the documents leave something open.
    """

    rule: str
    field: str
    value: str
    message: str
    remedy: str
    level: str = "MUST"

    def __str__(self) -> str:
        where = f"{self.field} = {self.value}: " if self.field else ""
        return f"{where}{self.message} [{self.rule}]; {self.remedy}"


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80

PRO = ("seedance_2_0_pro", "seedance_2_0_fast_pro")
NEEDS_VIDEO = {"seedance_2_0": "CR-STD-NEEDS-VIDEO", "seedance_2_0_fast": "CR-STDFAST-NEEDS-VIDEO"}
MODELS = (*PRO, *NEEDS_VIDEO)
RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive")
SECONDS = (4, 15)
INVISIBLE = ("Zs", "Zl", "Zp", "Cc", "Cf")
FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
FRAMES = (("first_image", "FIRST"), ("last_image", "LAST"))
REFERENCES = (
    ("referenceImages", "REFIMAGES", "IMG", 9),
    ("referenceVideos", "REFVIDEOS", "VID", 3),
    ("referenceAudios", "REFAUDIOS", "AUD", 3),
)
SINGLE, LISTS = ("first_image", "last_image"), ("referenceImages", "referenceVideos", "referenceAudios")
"""The fields of media: with one URL, and with a list."""
NOT_LOCAL = re.compile(r"(?!file://)[A-Za-z][A-Za-z0-9+.-]+:|//|\s*$")
"""The start of a text that isn't the name of a local file: a scheme of two letters or more (C: is a disk), or blank."""
FETCHABLE = re.compile(r"(?:[Hh][Tt][Tt][Pp][Ss]?|asset)://\S+").fullmatch


def problems(body: object) -> list[Problem]:
    """Every documented rule that the body of a create breaks, and every likely mistake; empty for a valid body.

    Args:
        body: the decoded JSON object.

    Returns:
        The problems for which `create` rejects the body, unless `unchecked=True`. Those with level SHOULD don't break a
        documented rule.
    """
    if not isinstance(body, Mapping):
        return [
            _problem("CR-BODY-BAD", "", body, "the body isn't a JSON object", "send an object with model and prompt")
        ]
    found: list[Problem] = []
    for name, value in body.items():
        check = _FIELDS.get(name)
        if check is None:
            remedy = f"leave it out, or use one of: {', '.join(_FIELDS)}"
            found.append(_problem("CR-EXTRA-PROPS", str(name), value, "this field isn't documented", remedy, "SHOULD"))
        elif value is None and name not in ("model", "prompt"):
            remedy = "leave the field out"
            found.append(_problem("CR-NULL-OPT", name, value, "null isn't documented", remedy, "SHOULD"))
        else:
            found += check(name, value)
    for name, rule in (("model", "CR-MODEL-REQ"), ("prompt", "CR-PROMPT-REQ")):
        if name not in body:
            found.append(_problem(rule, name, None, "it is missing", f"add {name}"))
    return [*found, *_modes(body)]


def summary(found: Sequence[Problem]) -> str:
    """The problems in words, one per line."""
    broken = sum(problem.level == "MUST" for problem in found)
    mistakes = len(found) - broken
    parts = [
        f"breaks {_counted(broken, 'documented rule')}" if broken else "",
        f"has {_counted(mistakes, 'likely mistake')} that would be billed" if mistakes else "",
    ]
    remedy = "" if broken else " (unchecked=True sends it as it is)"
    lines = "".join(f"\n- {problem}" for problem in found)
    return f"nothing was sent: the request {' and '.join(filter(None, parts))}{remedy}:{lines}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _problem(rule: str, field: str, value: object, message: str, remedy: str, level: str = "MUST") -> Problem:
    return Problem(rule, field, _SHORT.repr(value), message, remedy, level)


def _model(name: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, str) or (value not in PRO and value not in NEEDS_VIDEO):
        remedy = f"use one of {', '.join((*NEEDS_VIDEO, *PRO))}"
        yield _problem("CR-MODEL-ENUM", name, value, "it isn't a model of this service", remedy)


def _prompt(name: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _problem("CR-PROMPT-TYPE", name, value, "it isn't a string", "describe the video in words")
    elif not any(map(_is_visible, value)):
        yield _problem("CR-PROMPT-EMPTY", name, value, "it is blank", "describe the video in words", "SHOULD")


def _is_visible(letter: str) -> bool:
    """Whether a character is visible: not a space, control or format character, filler or variation selector."""
    return unicodedata.category(letter) not in INVISIBLE and letter not in FILLERS


def _duration(name: str, value: object) -> Iterator[Problem]:
    low, high = SECONDS
    remedy = f"use whole seconds from {low} to {high}"
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        yield _problem("CR-DUR-TYPE", name, value, "it isn't a whole number", remedy)
    elif isinstance(value, int | float) and value < low:
        yield _problem("CR-DUR-MIN", name, value, f"it is below {low}", remedy)
    elif isinstance(value, int | float) and value > high:
        yield _problem("CR-DUR-MAX", name, value, f"it is above {high}", remedy)


def _ratio(name: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, str) or value not in RATIOS:
        remedy = f"use one of {', '.join(RATIOS)}"
        yield _problem("CR-RATIO-ENUM", name, value, "the service doesn't have this ratio", remedy)


def _audio(name: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield _problem("CR-AUDIO-TYPE", name, value, "it is neither true nor false", "use true or false")


def _frame(name: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, str):
        rule = "CR-FIRST-TYPE" if name == "first_image" else "CR-LAST-TYPE"
        yield _problem(rule, name, value, "it isn't a single address", _instead(value, "an http(s) URL or asset://ID"))
    else:
        yield from _address(name, value)


def _instead(value: object, expected: str) -> str:
    """What to give instead of a value of a wrong type."""
    local = "; for a local file, use its path as a string, and a client with hosting=, which stores local files"
    return f"use {expected}{local if hasattr(value, '__fspath__') else ''}"


def is_local(value: str) -> bool:
    """Whether a medium of a request names a local file, because it isn't a URL of any kind."""
    return "\n" not in value and NOT_LOCAL.match(value) is None


def _address(name: str, value: str) -> Iterator[Problem]:
    if not FETCHABLE(value):
        yield _problem("CR-URL-SCHEME", name, value, *unfetchable(value))


def unfetchable(value: object) -> tuple[str, str]:
    """What is wrong with a text that isn't a URL, and what to do."""
    if isinstance(value, str) and is_local(value):
        what = "the service can't fetch this address: it isn't a URL, but the name of a local file"
        return what, "use a public http(s) URL or asset://ID, or a client with hosting=, which stores local files"
    return "the service can't fetch this address", "use a public http(s) URL or asset://ID"


def _references(name: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
        entries = value if isinstance(value, list | tuple) else [value]
        remedy = _instead(next((each for each in entries if hasattr(each, "__fspath__")), value), "a list of strings")
        yield _problem("CR-REFS-TYPE", name, value, "it isn't a list of addresses", remedy)
        return
    short, most = next((short, most) for field, _, short, most in REFERENCES if field == name)
    if len(value) > most:
        yield _problem(f"CR-{short}-COUNT-MAX", name, value, f"it has {len(value)} entries", f"use at most {most}")
    if not value and name == "referenceImages":
        yield _problem("CR-IMG-COUNT-MIN", name, value, "the list is empty", "leave it out, or add an image")
    for place, entry in enumerate(value):
        yield from _address(f"{name}[{place}]", entry)


def _modes(body: Mapping[Any, Any]) -> Iterator[Problem]:
    """Rules on several fields: a field counts as present unless it is missing, null or an empty list."""
    frames = [(name, word) for name, word in FRAMES if body.get(name) is not None]
    references = [(name, word) for name, word, _, _ in REFERENCES if name in body and body[name] not in (None, [], ())]
    for frame, frame_word in frames:
        for name, word in references:
            remedy = f"leave out {frame} or {name}"
            rule = f"CR-EXCL-{frame_word}-{word}"
            yield _problem(rule, frame, body[frame], f"it can't be combined with {name}", remedy)
    if len(frames) == 1 and frames[0][0] == "last_image":
        what, remedy = "it needs first_image, which is missing", "add first_image, or leave last_image out"
        yield _problem("CR-LAST-NEEDS-FIRST", "last_image", body["last_image"], what, remedy)
    model = body.get("model")
    if isinstance(model, str) and model in NEEDS_VIDEO and body.get("referenceVideos") in (None, [], ()):
        remedy = f"add referenceVideos, or use a pro model: {', '.join(PRO)}"
        yield _problem(NEEDS_VIDEO[model], "model", model, "it needs at least one reference video", remedy)


_FIELDS: dict[str, Callable[[str, object], Iterator[Problem]]] = {
    "model": _model,
    "prompt": _prompt,
    "duration": _duration,
    "aspect_ratio": _ratio,
    "generateAudio": _audio,
    "first_image": _frame,
    "last_image": _frame,
    "referenceImages": _references,
    "referenceVideos": _references,
    "referenceAudios": _references,
}
