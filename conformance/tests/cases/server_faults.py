"""Servers that are wrong in one way: the rule that each breaks, its fault in words, and what it makes of a body."""

import re
from collections.abc import Callable
from operator import methodcaller
from typing import Any

from tests.cases.conftest import Body, Rewrite

Edit = Callable[[Body], Body]
When = Callable[[Body], bool]

FRAMES = ("first_image", "last_image")
LISTS = ("referenceImages", "referenceVideos", "referenceAudios")
RULE_OF = {"first_image": "CR-FIRST-TYPE", "last_image": "CR-LAST-TYPE"} | dict.fromkeys(LISTS, "CR-REFS-TYPE")
MODELS = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")


def changing(field: str, change: Callable[[Any], Any]) -> Edit:
    """Replace the value of a field if it is present."""
    return lambda body: body | {field: change(body[field])} if field in body else body


def dropping(field: str, when: Callable[[Any], bool]) -> Rewrite:
    """Ignore a field with certain values."""
    return lambda body: {k: v for k, v in body.items() if k != field or not when(v)}


def refusing(when: When) -> Rewrite:
    """Refuse bodies that should be accepted."""
    return lambda body: None if when(body) else body


def holds(field: str, value: Any) -> When:
    """Bodies with a value in a field."""
    return lambda body: bool(body.get(field) == value)


def mentions(part: str, field: str = "") -> When:
    """Bodies that contain a text, or have it in a field."""
    return lambda body: part in str(body.get(field) if field else body)


def has_entries(field: str, least: int, most: int = 99) -> When:
    """Bodies with a number of entries in a list."""
    return lambda body: least <= len(body.get(field) or ()) <= most


def first(count: int, *, of: int = 99) -> Callable[[list[Any]], list[Any]]:
    """The first entries of a list with at most `of` entries."""
    return lambda listed: listed[:count] if len(listed) <= of else listed


def number(value: Any) -> Any:
    """Convert like JavaScript's Number()."""
    try:
        return int(float(value)) if isinstance(value, str) else value
    except ValueError:
        return value


def wrapped(bits: int) -> Callable[[Any], Any]:
    """Let a number overflow an unsigned integer."""
    return lambda value: value % 2**bits if type(value) is int else value


def is_type(*types: type) -> Callable[[Any], bool]:
    """Values of exactly one of these types."""
    return lambda value: type(value) in types


def kept(field: str, keep: Callable[[list[Any]], list[Any]]) -> Edit:
    """Check only some entries of a list."""
    return changing(field, lambda listed: keep(listed) if isinstance(listed, list) else listed)


def replacing(when: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    """Take certain entries of a list for addresses."""
    return lambda listed: ["http://127.0.0.1/x" if when(entry) else entry for entry in listed]


def without(*fields: str) -> Rewrite:
    """Ignore some fields."""
    return lambda body: {k: v for k, v in body.items() if k not in fields}


def if_there(fields: tuple[str, ...], then: Rewrite) -> Rewrite:
    """A fault only for bodies that have all of some fields."""
    return lambda body: then(body) if all(body.get(field) for field in fields) else body


def pretend_video(body: Body) -> Body:
    """Treat a standard model as a pro model, which needs no video."""
    return body | {"model": "seedance_2_0_pro"} if body.get("model") in MODELS[:2] else body


def accepting(accepts: Callable[[str], Any], fields: tuple[str, ...] = (*FRAMES, *LISTS)) -> Rewrite:
    """Accept as addresses what a function accepts, in some media fields."""

    def see(value: Any) -> Any:
        if isinstance(value, list):
            return [see(entry) for entry in value]
        return "http://127.0.0.1/x" if isinstance(value, str) and accepts(value) else value

    return lambda body: {key: see(value) if key in fields else value for key, value in body.items()}


FAULTS: list[tuple[str, str, Rewrite]] = [
    ("CR-MODEL-REQ", "absent model means pro", lambda b: {"model": "seedance_2_0_pro"} | b),
    ("CR-MODEL-REQ", "absent model means standard", lambda b: {"model": "seedance_2_0"} | b),
    ("CR-MODEL-REQ", "null model means pro", changing("model", lambda v: "seedance_2_0_pro" if v is None else v)),
    ("CR-MODEL-ENUM", "null model means standard", changing("model", lambda v: "seedance_2_0" if v is None else v)),
    ("CR-PROMPT-REQ", "absent prompt", lambda b: {"prompt": "x"} | b),
    ("CR-PROMPT-REQ", "null prompt", changing("prompt", lambda v: "x" if v is None else v)),
    ("CR-PROMPT-TYPE", "null is a prompt", changing("prompt", lambda v: "x" if v is None else v)),
    ("CR-PROMPT-TYPE", "numbers as text", changing("prompt", lambda v: "x" if is_type(int, float)(v) else v)),
    ("CR-PROMPT-TYPE", "0 as no prompt", changing("prompt", lambda v: "x" if v == 0 and is_type(int)(v) else v)),
    ("CR-PROMPT-TYPE", "flags as text", changing("prompt", lambda v: "x" if is_type(bool)(v) else v)),
    ("CR-PROMPT-TYPE", "lists as text", changing("prompt", lambda v: "x" if is_type(list)(v) else v)),
    ("CR-PROMPT-TYPE", "objects as text", changing("prompt", lambda v: "x" if is_type(dict)(v) else v)),
    ("CR-PROMPT-TYPE", "ASCII only", refusing(lambda b: not str(b.get("prompt")).isascii())),
    ("CR-PROMPT-TYPE", "no line breaks", refusing(lambda b: "\n" in str(b.get("prompt")))),
    ("CR-PROMPT-TYPE", "no quotes", refusing(lambda b: '"' in str(b.get("prompt")))),
    ("CR-PROMPT-TYPE", "two characters at least", refusing(lambda b: len(str(b.get("prompt", "xx"))) < 2)),
    ("CR-PROMPT-TYPE", "at most 300 characters", refusing(lambda b: len(str(b.get("prompt"))) > 300)),
    ("CR-DUR-TYPE", "digits are numbers", changing("duration", number)),
    ("CR-DUR-TYPE", "fractions are cut", changing("duration", lambda v: int(v) if is_type(float)(v) else v)),
    ("CR-DUR-TYPE", "fractions are rounded", changing("duration", lambda v: round(v) if is_type(float)(v) else v)),
    ("CR-DUR-TYPE", "true is a number", changing("duration", lambda v: 5 if v is True else v)),
    ("CR-DUR-TYPE", "false means default", changing("duration", lambda v: 5 if v is False else v)),
    ("CR-DUR-TYPE", "lists of one", changing("duration", lambda v: v[0] if isinstance(v, list) and v else v)),
    ("CR-DUR-TYPE", "empty text means default", dropping("duration", lambda v: v == "")),
    ("CR-DUR-TYPE", "empty list means default", dropping("duration", lambda v: v == [])),
    ("CR-DUR-MIN", "3 is enough", changing("duration", lambda v: 4 if v == 3 else v)),
    ("CR-DUR-MIN", "no lower bound", changing("duration", lambda v: max(4, v) if is_type(int)(v) else v)),
    ("CR-DUR-MIN", "0 means default", dropping("duration", lambda v: v == 0 and is_type(int)(v))),
    ("CR-DUR-MIN", "-1 means default", dropping("duration", lambda v: v == -1)),
    ("CR-DUR-MIN", "no sign", changing("duration", lambda v: abs(v) if is_type(int)(v) else v)),
    ("CR-DUR-MIN", "at least 5", refusing(lambda b: b.get("duration") == 4)),
    ("CR-DUR-MAX", "16 is allowed", changing("duration", lambda v: 15 if v == 16 else v)),
    ("CR-DUR-MAX", "no upper bound", changing("duration", lambda v: min(15, v) if is_type(int)(v) else v)),
    ("CR-DUR-MAX", "clamped", changing("duration", lambda v: max(4, min(15, v)) if is_type(int)(v) else v)),
    ("CR-DUR-MAX", "14 at most", refusing(lambda b: b.get("duration") == 15)),
    ("CR-DUR-MAX", "12 at most", refusing(lambda b: is_type(int)(b.get("duration")) and b["duration"] > 12)),
    *[("CR-DUR-MAX", f"{bits} bits", changing("duration", wrapped(bits))) for bits in (8, 16, 32, 64)],
    ("CR-DUR-MIN", "32 bits", changing("duration", wrapped(32))),
    *[("CR-RATIO-ENUM", f"no {r}", refusing(holds("aspect_ratio", r))) for r in ("16:9", "21:9", "1:1")],
    ("CR-RATIO-ENUM", "2:1", dropping("aspect_ratio", lambda v: v == "2:1")),
    ("CR-RATIO-ENUM", "any pair", dropping("aspect_ratio", lambda v: bool(re.fullmatch(r"\d+:\d+", str(v))))),
    ("CR-RATIO-ENUM", "any case", changing("aspect_ratio", lambda v: v.lower() if isinstance(v, str) else v)),
    ("CR-RATIO-ENUM", "trimmed", changing("aspect_ratio", lambda v: v.strip() if isinstance(v, str) else v)),
    ("CR-RATIO-ENUM", "x", changing("aspect_ratio", lambda v: v.replace("x", ":") if isinstance(v, str) else v)),
    ("CR-RATIO-ENUM", "turned", dropping("aspect_ratio", lambda v: v == "9:21")),
    ("CR-RATIO-ENUM", "empty", dropping("aspect_ratio", lambda v: v == "")),
    ("CR-RATIO-ENUM", "numbers", dropping("aspect_ratio", is_type(int, float))),
    ("CR-RATIO-ENUM", "other types", dropping("aspect_ratio", lambda v: not isinstance(v, str))),
    ("CR-RATIO-ENUM", "falsy", dropping("aspect_ratio", lambda v: not v)),
    ("CR-RATIO-ENUM", "beginning", dropping("aspect_ratio", lambda v: str(v).startswith(("16:9", "adaptive")))),
    ("CR-RATIO-ENUM", "not checked", dropping("aspect_ratio", lambda v: True)),
    ("CR-RATIO-ADAPTIVE", "never", refusing(lambda b: b.get("aspect_ratio") == "adaptive")),
    ("CR-AUDIO-TYPE", "texts", changing("generateAudio", lambda v: v == "true" if v in ("true", "false") else v)),
    ("CR-AUDIO-TYPE", "1", changing("generateAudio", lambda v: True if v == 1 else v)),
    ("CR-AUDIO-TYPE", "0", changing("generateAudio", lambda v: False if v == 0 else v)),
    ("CR-AUDIO-TYPE", "empty", dropping("generateAudio", lambda v: v == "")),
    ("CR-AUDIO-TYPE", "any text", dropping("generateAudio", is_type(str))),
    ("CR-AUDIO-TYPE", "truth of anything", changing("generateAudio", bool)),
    ("CR-AUDIO-TYPE", "no false", refusing(lambda b: b.get("generateAudio") is False)),
    ("CR-AUDIO-TYPE", "no true", refusing(lambda b: b.get("generateAudio") is True)),
    ("CR-LAST-NEEDS-FIRST", "alone", lambda b: b if b.get("first_image") else without("last_image")(b)),
    ("CR-FIRST-ALONE", "never", refusing(lambda b: "first_image" in b and "last_image" not in b)),
    ("CR-FIRSTLAST-OK", "never", refusing(lambda b: "first_image" in b and "last_image" in b)),
    ("CR-IMG-COUNT-MIN", "empty", dropping("referenceImages", lambda v: v == [])),
    ("CR-IMG-COUNT-MIN", "two at least", refusing(lambda b: len(b.get("referenceImages") or "xx") < 2)),
    ("CR-PRO-TEXT-ONLY", "never", refusing(lambda b: set(b) == {"model", "prompt"})),
    ("CR-PRO-VIDEO-OPTIONAL", "never", refusing(lambda b: "pro" in str(b.get("model")) and "referenceVideos" in b)),
    ("CR-STD-NEEDS-VIDEO", "not needed", pretend_video),
    ("CR-STDFAST-NEEDS-VIDEO", "not needed", pretend_video),
    ("CR-NOREF-NEED-PRO", "not needed", pretend_video),
    ("CR-FRAMES-NEED-PRO", "not needed", pretend_video),
    ("CR-STD-EMPTY-VIDEO", "empty", lambda b: pretend_video(b) if b.get("referenceVideos") == [] else b),
    ("CR-MIX-REFS", "no images with videos", refusing(lambda b: "referenceImages" in b and "referenceVideos" in b)),
    ("CR-MIX-REFS", "no audios with images", refusing(lambda b: "referenceImages" in b and "referenceAudios" in b)),
    ("CR-MIX-REFS", "no audios with videos", refusing(lambda b: "referenceVideos" in b and "referenceAudios" in b)),
    ("CR-MIX-REFS", "not all three", refusing(lambda b: all(field in b for field in LISTS))),
    ("CR-URL-SCHEME", "any text", accepting(bool)),
    ("CR-URL-SCHEME", "any scheme", accepting(lambda v: "://" in v)),
    ("CR-URL-SCHEME", "http anywhere", accepting(lambda v: "http://" in v)),
    ("CR-URL-SCHEME", "an asset without id", accepting(lambda v: v == "asset://")),
    *[
        ("CR-URL-SCHEME", f"{start} at the beginning", accepting(methodcaller("startswith", start)))
        for start in ("http", "asset", "ftp:", "file:", "blob:", "javascript:", "s3:", "/", "//", "www.")
    ],
    *[("CR-URL-SCHEME", f"not checked in {field}", accepting(bool, (field,))) for field in RULE_OF],
    *[("CR-URL-SCHEME", f"first of {field} only", kept(field, lambda listed: listed[:1])) for field in LISTS],
    *[("CR-URL-SCHEME", f"last of {field} only", kept(field, lambda listed: listed[-1:])) for field in LISTS],
    *[
        ("CR-URL-SCHEME", f"no {name}", refusing(mentions(part)))
        for name, part in (("query", "?"), ("encoding", "%2D"), ("capitals", ".PNG"), ("host name", "localhost"))
    ],
    *[(rule, f"asset in {field}", refusing(mentions("asset://", field))) for field, rule in RULE_OF.items()],
    *[("CR-URL-SCHEME", f"asset in {field}", refusing(mentions("asset://", field))) for field in RULE_OF],
]

for _field in FRAMES:
    _edits: list[tuple[str, Rewrite]] = [
        ("number", dropping(_field, is_type(int, float))),
        ("falsy value", dropping(_field, lambda v: not v)),
        ("list", changing(_field, lambda v: v[0] if isinstance(v, list) and v else v)),
        ("object", changing(_field, lambda v: v["url"] if isinstance(v, dict) and v else v)),
    ]
    FAULTS += [(RULE_OF[_field], f"{name} in {_field}", rewrite) for name, rewrite in _edits]

for _field in LISTS:
    _edits = [
        ("a bare text", changing(_field, lambda v: [v] if isinstance(v, str) else v)),
        ("falsy values", dropping(_field, lambda v: not v and v != [])),
        ("numbers", dropping(_field, is_type(int, float))),
        ("flags", dropping(_field, is_type(bool))),
        ("objects", dropping(_field, is_type(dict))),
        *[
            (f"entries of {kind.__name__}", kept(_field, replacing(is_type(kind))))
            for kind in (int, type(None), dict, list)
        ],
        ("any entry but the first", kept(_field, lambda v: v[:1])),
        ("any entry but the last", kept(_field, lambda v: v[-1:])),
        ("only texts among the entries", kept(_field, lambda v: [e for e in v if isinstance(e, str)] or v)),
    ]
    FAULTS += [("CR-REFS-TYPE", f"{name} in {_field}", rewrite) for name, rewrite in _edits]

for _rule, _field, _most in (
    ("CR-IMG-COUNT-MAX", "referenceImages", 9),
    ("CR-VID-COUNT-MAX", "referenceVideos", 3),
    ("CR-AUD-COUNT-MAX", "referenceAudios", 3),
):
    FAULTS += [
        (_rule, "one more", kept(_field, first(_most, of=_most + 1))),
        (_rule, "any number", kept(_field, first(_most))),
        (_rule, "one less", refusing(has_entries(_field, _most, _most))),
        (_rule, "one or two", refusing(has_entries(_field, 3))),
    ]

for _kind, _list in zip(("REFIMAGES", "REFVIDEOS", "REFAUDIOS"), LISTS, strict=True):
    for _frame, _name in zip(FRAMES, ("FIRST", "LAST"), strict=True):
        FAULTS += [
            (f"CR-EXCL-{_name}-{_kind}", "the list is ignored", if_there((_frame, _list), without(_list))),
            (f"CR-EXCL-{_name}-{_kind}", "the frames are ignored", if_there((_frame, _list), without(*FRAMES))),
        ]
