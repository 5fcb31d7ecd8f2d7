"""Tries the media cases on a small server of its own making: Pillow and PyAV read the files, and it forgets at will."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import av
import pytest
from attrs import frozen
from PIL import Image
from seedance_conformance.cases.case import Case
from seedance_conformance.cases.explicit import Index
from seedance_conformance.cases.media.assets import BAD, GOOD, MIXTURES
from seedance_conformance.cases.media.explicit import files_used, media_cases
from seedance_conformance.cases.media.places import PlaceholderFiles
from seedance_conformance.cases.random.media import ASSET_FILES, FILMS, SOUNDS
from seedance_conformance.media.library import corpus
from tests.written import library

PREFIX = PlaceholderFiles().url("")
KIND = {"first_image": "image", "last_image": "image", "referenceImages": "image"} | {
    "referenceVideos": "video",
    "referenceAudios": "audio",
}


@frozen
class Read:
    """What other libraries than the writer's own code find in a file."""

    name: str
    format: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    size: int = 0


@frozen
class Finding:
    """One broken rule, and where."""

    rule: str
    model: str
    field: str
    position: int
    length: int
    file: Read


@cache
def read(name: str, kind: str) -> Read:
    """Read a file as a medium of a kind; an empty format means that it is none."""
    content = library().read(name) or b""
    size = len(content)
    try:
        if kind == "image":
            with Image.open(io.BytesIO(content)) as picture:
                return Read(name, (picture.format or "").lower(), *picture.size, size=size)
        with av.open(io.BytesIO(content), "r") as container:
            form = container.format.name
            seconds = (container.duration or 0) / 1_000_000
            if kind == "audio":
                return Read(name, form if container.streams.audio else "", seconds=seconds, size=size)
            film = container.streams.video[0]
            sides = (film.width, film.height) if "mp4" in form else (0, 0)
            return Read(name, form, *sides, seconds=seconds, size=size)
    except (OSError, av.FFmpegError, IndexError, SyntaxError):
        return Read(name, size=size)


def image_rules(file: Read) -> Iterator[str]:
    """The rules that a picture breaks."""
    if file.format not in ("jpeg", "png", "webp", "bmp", "tiff", "gif"):
        yield "MD-IMG-FORMAT"
        return
    if min(file.width, file.height) < 300:
        yield "MD-IMG-SIDE-MIN"
    if max(file.width, file.height) > 6000:
        yield "MD-IMG-SIDE-MAX"
    if 10 * file.width < 4 * file.height:
        yield "MD-IMG-RATIO-MIN"
    if 10 * file.width > 25 * file.height:
        yield "MD-IMG-RATIO-MAX"


def video_rules(file: Read) -> Iterator[str]:
    """The rules that a clip breaks."""
    if sorted((file.width, file.height)) not in ([480, 854], [720, 1280]):
        yield "MD-VID-RES"
    elif file.seconds < 1.95:
        yield "MD-VID-DUR-MIN"
    elif file.seconds > 15.05:
        yield "MD-VID-DUR-MAX"


def audio_rules(file: Read) -> Iterator[str]:
    """The rules that a sound breaks."""
    if file.format not in ("wav", "mp3"):
        yield "MD-AUD-FORMAT"
        return
    if file.size > 15_728_640:
        yield "MD-AUD-BYTES"
    if file.seconds < 1.95:
        yield "MD-AUD-DUR-MIN"
    elif file.seconds > 15.05:
        yield "MD-AUD-DUR-MAX"


RULES = {"image": image_rules, "video": video_rules, "audio": audio_rules}


def findings(body: dict[str, Any]) -> list[Finding]:
    """Everything that is wrong with the media of a body."""
    found: list[Finding] = []
    for field, kind in KIND.items():
        value = body.get(field, [])
        addresses = value if isinstance(value, list) else [value]
        entries = [read(address.removeprefix(PREFIX), kind) for address in addresses]
        for position, file in enumerate(entries, 1):
            for rule in RULES[kind](file):
                found.append(Finding(rule, body["model"], field, position, len(entries), file))
        total = sum(file.seconds for file in entries)
        if kind != "image" and total > 15.3 and all(file.seconds < 15.05 for file in entries):
            rule = "MD-VID-TOTAL-MAX" if kind == "video" else "MD-AUD-TOTAL-MAX"
            found += [Finding(rule, body["model"], field, len(entries), len(entries), entries[-1])]
    return found


@pytest.fixture(scope="module")
def cases() -> Index:
    """Every media case, with placeholder addresses that end in the file names."""
    return media_cases(PlaceholderFiles())


def test_every_file_is_in_the_corpus(cases: Index) -> None:
    """Strategies know files by name alone; a name that nobody writes would be a dead address."""
    used = {address.removeprefix(PREFIX) for address in files_used(cases)}
    used |= {file.name for file in (*BAD, *GOOD)} | {name for mixture in MIXTURES for name, _ in mixture.entries}
    used |= {*FILMS, *SOUNDS, *(name for names in ASSET_FILES.values() for name in names)}
    assert used <= set(corpus())


def test_a_violation_breaks_its_rule_alone(cases: Index) -> None:
    """One file breaks one rule at one place; in a field with a rule of its own that is broken as well."""
    same = {"last_image": "MD-IMG-LAST-SAME", "referenceImages": "MD-IMG-REF-SAME"}
    for (rule, expect), group in cases.items():
        for case in group if expect == "refused" else ():
            assert isinstance(case.body, dict)
            broken = findings(case.body)
            # A picture in place of a clip has no length; our server notices its size first.
            assert len({(one.position, one.field) for one in broken}) == 1, case.name
            rules = {one.rule for one in broken} | {same.get(one.field, "") for one in broken}
            readable = all(one.file.format for one in broken) and "named" not in case.name
            assert rule in rules or not readable, (rule, case.name, broken)
            assert len({one.rule for one in broken}) == 1 or "299x299" in case.name, (case.name, broken)


def test_what_is_valid_breaks_nothing(cases: Index) -> None:
    """Neither the valid bodies nor their controls break any rule of media."""
    for (rule, expect), group in cases.items():
        for case in group if expect == "accepted" else ():
            for body in (case.body, case.control):
                assert isinstance(body, dict)
                assert not findings(body), (rule, case.name)


def test_a_control_is_another_body(cases: Index) -> None:
    """A control that is the case itself could only repeat its answer."""
    for group in cases.values():
        for case in group:
            assert case.control != case.body, case.name


Misses = Callable[[Finding], bool]


def missing(rule: str = "", **wanted: object) -> Misses:
    """Misses a rule (or any) wherever the finding, or its file, is as wanted."""

    def misses(one: Finding) -> bool:
        values = {name: getattr(one.file if hasattr(one.file, name) else one, name) for name in wanted}
        return rule in ("", one.rule) and values == wanted

    return misses


def called(word: str, rule: str = "") -> Misses:
    """Misses a rule (or any) for files whose names hold a word."""
    return lambda one: rule in ("", one.rule) and word in one.file.name


SIX = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
BOUNDS = ("MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX", "MD-IMG-RATIO-MIN", "MD-IMG-RATIO-MAX")
SAME = {"last_image": "MD-IMG-LAST-SAME", "referenceImages": "MD-IMG-REF-SAME"}
MODELS = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
SINGLE = ("MD-VID-RES", "MD-VID-DUR-MIN", "MD-AUD-FORMAT", "MD-AUD-DUR-MIN", "MD-AUD-BYTES")
MOVING = (*SINGLE, "MD-VID-DUR-MAX", "MD-VID-TOTAL-MAX", "MD-AUD-DUR-MAX", "MD-AUD-TOTAL-MAX")

FORGETS: dict[str, tuple[str, Misses]] = {
    **{
        f"{rule} of {form} in {field}": (SAME.get(field, rule), missing(rule, format=form, field=field))
        for form in SIX
        for rule in BOUNDS
        for field in ("first_image", *SAME)
    },
    **{f"{rule} of {form} anywhere": (rule, missing(rule, format=form)) for form in SIX for rule in BOUNDS},
    "width above 6000": ("MD-IMG-SIDE-MAX", lambda one: one.file.width > 6000),
    "height above 6000": ("MD-IMG-SIDE-MAX", lambda one: one.file.height > 6000),
    "width below 300": ("MD-IMG-SIDE-MIN", lambda one: 0 < one.file.width < 300),
    "height below 300": ("MD-IMG-SIDE-MIN", lambda one: 0 < one.file.height < 300),
    "all of last_image": ("MD-IMG-LAST-SAME", missing(field="last_image")),
    "SVG": ("MD-IMG-FORMAT", called(".svg")),
    "PDF": ("MD-IMG-FORMAT", called(".pdf")),
    "formats by name": ("MD-IMG-FORMAT", called("named")),
    **{
        f"{rule} of pictures called {word}": (rule, called(word, rule))
        for rule in ("MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX", "MD-IMG-RATIO-MAX")
        for word in ("progressive", "lossless", "transparent", "big-endian")
    },
    "whatever Pillow opens": ("MD-IMG-FORMAT", lambda one: one.file.format in ("ppm", "tga", "jpeg2000")),
    "images after the first": ("MD-IMG-REF-SAME", lambda one: one.position > 1),
    "images after the third": ("MD-IMG-REF-SAME", lambda one: one.position > 3),
    "the middle of nine images": ("MD-IMG-REF-SAME", missing(position=5)),
    "the last of nine images": ("MD-IMG-REF-SAME", missing(position=9)),
    "the first of three images": ("MD-IMG-REF-SAME", missing(position=1, length=3)),
    **{f"{rule} on {model}": (rule, missing(rule, model=model)) for rule in MOVING for model in MODELS},
    **{f"{rule} at place {place}": (rule, missing(rule, position=place)) for rule in SINGLE for place in (1, 2, 3)},
    **{
        f"{rule} of {length}": (rule, missing(rule, length=length))
        for rule in ("MD-VID-TOTAL-MAX", "MD-AUD-TOTAL-MAX")
        for length in (2, 3)
    },
    "large videos with sound": ("MD-VID-RES", called("with-sound", "MD-VID-RES")),
    "short videos with sound": ("MD-VID-DUR-MIN", called("with-sound", "MD-VID-DUR-MIN")),
    "small videos": ("MD-VID-RES", lambda one: 0 < one.file.width * one.file.height < 300_000),
    "large videos": ("MD-VID-RES", lambda one: one.file.width * one.file.height > 1_000_000),
    "upright videos": ("MD-VID-RES", lambda one: one.file.height > one.file.width),
    "short MOV": ("MD-VID-DUR-MIN", called(".mov", "MD-VID-DUR-MIN")),
    "long MOV": ("MD-VID-DUR-MAX", called(".mov", "MD-VID-DUR-MAX")),
    "short, index at the end": ("MD-VID-DUR-MIN", called("index-last", "MD-VID-DUR-MIN")),
    "long, index at the end": ("MD-VID-DUR-MAX", called("index-last", "MD-VID-DUR-MAX")),
    **{
        f"{rule} of {form}": (rule, missing(rule, format=form))
        for rule in ("MD-AUD-DUR-MIN", "MD-AUD-DUR-MAX", "MD-AUD-BYTES")
        for form in ("wav", "mp3")
    },
    "short variable rate": ("MD-AUD-DUR-MIN", called("vbr", "MD-AUD-DUR-MIN")),
    "long variable rate": ("MD-AUD-DUR-MAX", called("vbr", "MD-AUD-DUR-MAX")),
    **{
        f"sounds called {ending}": ("MD-AUD-FORMAT", called(ending, "MD-AUD-FORMAT"))
        for ending in (".m4a", ".ogg", ".flac", ".opus", ".aac", ".aiff", ".webm", "named.mp3", "named.wav")
    },
}
"""What a server may forget -> the rule that must show it, and which findings it misses."""


@pytest.fixture(scope="module")
def judged(cases: Index) -> list[tuple[Case, list[Finding]]]:
    """Every violation with what our server finds in it."""
    refused = [case for (_, expect), group in cases.items() if expect == "refused" for case in group]
    return [(case, findings(case.body)) for case in refused if isinstance(case.body, dict)]


def test_pictures_beside_clips_are_tried_on_a_model_that_needs_none(cases: Index) -> None:
    """A server that looks at pictures and clips in turns forgets the one beside the other."""
    bodies = [case.body for case in cases["MD-IMG-REF-SAME", "refused"] if isinstance(case.body, dict)]
    assert any(body["model"] in MODELS[2:] and "referenceVideos" in body for body in bodies)


@pytest.mark.parametrize("forgotten", FORGETS)
def test_a_forgetful_server_is_caught(judged: list[tuple[Case, list[Finding]]], forgotten: str) -> None:
    """A server that misses one thing accepts at least one violation of its rule."""
    rule, misses = FORGETS[forgotten]
    accepted = [case.name for case, found in judged if case.rule == rule and all(misses(one) for one in found)]
    assert accepted
