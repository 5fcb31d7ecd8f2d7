"""The media cases against servers that read the files with Pillow and PyAV, and each miss one thing."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import av
import pytest
from attrs import frozen
from PIL import Image
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.explicit import files_used, media_cases
from seedance_conformance.cases.media.assets import BAD, GOOD, MIXTURES
from seedance_conformance.cases.random.media import ASSET_FILES, AUDIOS, VIDEOS
from seedance_conformance.media.library import corpus
from tests.written import library

PREFIX = Placeholders().url("")
KIND = {"first_image": "image", "last_image": "image", "referenceImages": "image"} | {
    "referenceVideos": "video",
    "referenceAudios": "audio",
}


@frozen
class Read:
    """The facts that other libraries than our writer find in a file."""

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
    """Read a file as a medium of a kind; the format is empty if it isn't one."""
    content = library().read(name) or b""
    size = len(content)
    try:
        if kind == "image":
            with Image.open(io.BytesIO(content)) as opened:
                return Read(name, (opened.format or "").lower(), *opened.size, size=size)
        with av.open(io.BytesIO(content), "r") as container:
            form = container.format.name
            seconds = (container.duration or 0) / 1_000_000
            if kind == "audio":
                return Read(name, form if container.streams.audio else "", seconds=seconds, size=size)
            stream = container.streams.video[0]
            sides = (stream.width, stream.height) if "mp4" in form else (0, 0)
            return Read(name, form, *sides, seconds=seconds, size=size)
    except (OSError, av.FFmpegError, IndexError, SyntaxError):
        return Read(name, size=size)


def image_rules(file: Read) -> Iterator[str]:
    """The rules that an image breaks."""
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
    """The rules that a video breaks."""
    if sorted((file.width, file.height)) not in ([480, 854], [720, 1280]):
        yield "MD-VID-RES"
    elif file.seconds < 1.95:
        yield "MD-VID-DUR-MIN"
    elif file.seconds > 15.05:
        yield "MD-VID-DUR-MAX"


def audio_rules(file: Read) -> Iterator[str]:
    """The rules that an audio breaks."""
    if file.format not in ("wav", "mp3"):
        yield "MD-AUD-FORMAT"
        return
    if file.size > 15_728_640:
        yield "MD-AUD-BYTES"
    if file.seconds < 1.95:
        yield "MD-AUD-DUR-MIN"
    elif file.seconds > 15.05:
        yield "MD-AUD-DUR-MAX"


SAME = {"last_image": "MD-IMG-LAST-SAME", "referenceImages": "MD-IMG-REF-SAME"}
RULES = {"image": image_rules, "video": video_rules, "audio": audio_rules}


def findings(body: dict[str, Any]) -> list[Finding]:
    """All broken rules of the media in a body."""
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
def cases() -> list[Case]:
    """Every media case, with placeholder addresses that end in the file names."""
    return [case for named in media_cases(Placeholders()).values() for case in named.values()]


@pytest.fixture(scope="module")
def judged(cases: list[Case]) -> list[tuple[Case, list[Finding]]]:
    """Every violation, and the findings in it."""
    refused = [case for case in cases if case.expect == "refused"]
    return [(case, findings(case.body)) for case in refused if isinstance(case.body, dict)]


def test_every_file_is_in_the_corpus(cases: list[Case]) -> None:
    """Cases name files only by name; a file that isn't in the corpus would be a dead address."""
    used = {address.removeprefix(PREFIX) for address in files_used(cases)}
    used |= {file.name for file in (*BAD, *GOOD)} | {name for mixture in MIXTURES for name, _ in mixture.entries}
    used |= {*VIDEOS, *AUDIOS, *(name for names in ASSET_FILES.values() for name in names)}
    assert used <= set(corpus())


def test_a_violation_breaks_its_rule_alone(judged: list[tuple[Case, list[Finding]]]) -> None:
    """One file breaks one rule at one position; in a field with its own rule, that rule is broken, too."""
    for case, broken in judged:
        # An image in place of a video has no length; our server notices its size first.
        assert len({(one.position, one.field) for one in broken}) == 1, case.name
        rules = {one.rule for one in broken} | {SAME.get(one.field, "") for one in broken}
        readable = all(one.file.format for one in broken) and "named" not in case.name
        assert case.rule in rules or not readable, (case, broken)
        assert len({one.rule for one in broken}) == 1 or "299x299" in case.name, (case.name, broken)


def test_what_is_valid_breaks_nothing(cases: list[Case]) -> None:
    """Neither the valid bodies nor their controls break any rule of media."""
    for case in cases:
        for body in (case.body, case.control) if case.expect == "accepted" else ():
            assert isinstance(body, dict)
            assert not findings(body), (case.rule, case.name)


def test_a_control_is_another_body(cases: list[Case]) -> None:
    """A control with the body of its case would show nothing."""
    assert [case.name for case in cases if case.control == case.body] == []


Misses = Callable[[Finding], bool]


def missing(rule: str = "", **wanted: object) -> Misses:
    """Misses a rule (or any rule) if the finding, or its file, has the wanted attributes."""

    def misses(one: Finding) -> bool:
        values = {name: getattr(one.file if hasattr(one.file, name) else one, name) for name in wanted}
        return rule in ("", one.rule) and values == wanted

    return misses


def called(word: str, rule: str) -> Misses:
    """Misses a rule for files whose name contains a word."""
    return lambda one: rule == one.rule and word in one.file.name


SIX = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
BOUNDS = ("MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX", "MD-IMG-RATIO-MIN", "MD-IMG-RATIO-MAX")
MODELS = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
SINGLE = ("MD-VID-RES", "MD-VID-DUR-MIN", "MD-AUD-FORMAT", "MD-AUD-DUR-MIN", "MD-AUD-BYTES")
MOVING = (*SINGLE, "MD-VID-DUR-MAX", "MD-VID-TOTAL-MAX", "MD-AUD-DUR-MAX", "MD-AUD-TOTAL-MAX")

_FORMS = ("progressive", "lossless", "transparent", "big-endian")
CALLED = {
    **dict.fromkeys(("MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX", "MD-IMG-RATIO-MAX"), _FORMS),
    "MD-IMG-FORMAT": (".svg", ".pdf", "named"),
    "MD-VID-RES": ("with-sound",),
    "MD-VID-DUR-MIN": ("with-sound", ".mov", "index-last"),
    "MD-VID-DUR-MAX": (".mov", "index-last"),
    "MD-AUD-DUR-MIN": ("vbr",),
    "MD-AUD-DUR-MAX": ("vbr",),
    "MD-AUD-FORMAT": (".m4a", ".ogg", ".flac", ".opus", ".aac", ".aiff", ".webm", "named.mp3", "named.wav"),
}
"""Words in the names of files of one form, by the rule that a server may miss for this form."""

MISSED: dict[str, tuple[str, Misses]] = {
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
    **{
        f"{rule} of files called {word}": (rule, called(word, rule)) for rule, words in CALLED.items() for word in words
    },
    "every format that Pillow opens": ("MD-IMG-FORMAT", lambda one: one.file.format in ("ppm", "tga", "jpeg2000")),
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
    "small videos": ("MD-VID-RES", lambda one: 0 < one.file.width * one.file.height < 300_000),
    "large videos": ("MD-VID-RES", lambda one: one.file.width * one.file.height > 1_000_000),
    "upright videos": ("MD-VID-RES", lambda one: one.file.height > one.file.width),
    **{
        f"{rule} of {form}": (rule, missing(rule, format=form))
        for rule in ("MD-AUD-DUR-MIN", "MD-AUD-DUR-MAX", "MD-AUD-BYTES")
        for form in ("wav", "mp3")
    },
}
"""By what a server misses: the rule whose cases must show that, and the findings that are missed."""


def test_images_beside_videos_are_tried_on_a_model_that_needs_no_video(cases: list[Case]) -> None:
    """A server may check either images or videos, and miss images beside videos."""
    bodies = [case.body for case in cases if (case.rule, case.expect) == ("MD-IMG-REF-SAME", "refused")]
    assert any(isinstance(body, dict) and body["model"] in MODELS[2:] and "referenceVideos" in body for body in bodies)


@pytest.mark.parametrize("missed", MISSED)
def test_a_server_that_misses_one_thing_is_noticed(judged: list[tuple[Case, list[Finding]]], missed: str) -> None:
    """A server that misses one thing accepts at least one violation of its rule."""
    rule, misses = MISSED[missed]
    accepted = [case.name for case, found in judged if case.rule == rule and all(misses(one) for one in found)]
    assert accepted
