"""Hypothesis strategies for lists of media, as assets and by address, whose lengths add up to a chosen total."""

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from seedance_conformance.cases.bodies import PRO, STANDARD, Body
from seedance_conformance.cases.case import Media
from seedance_conformance.cases.media.assets import Type
from seedance_conformance.cases.media.images import FORMATS, INSIDE, OUT_OF_BOUNDS, image, is_disputed
from seedance_conformance.cases.media.slots import Slot

VIDEOS: Final[Mapping[str, int]] = {
    f"videos/{size}-{half_seconds / 2:g}s.mp4": half_seconds
    for size, lengths in (
        ("854x480", (4, 5, 7, 8, 10, 11, 12, 15, 16, 22, 23, 26, 27)),
        ("1280x720", (4, 8, 10, 11, 15, 16)),
        ("480x854", (4, 8)),
        ("720x1280", (4, 8)),
    )
    for half_seconds in lengths
}
AUDIOS: Final[Mapping[str, int]] = {
    **{f"audios/wav-{half / 2:g}s.wav": half for half in (4, 5, 7, 8, 10, 11, 12, 15, 16, 22, 23, 26, 27)},
    **{f"audios/mp3-{half / 2:g}s.mp3": half for half in (8, 14, 16)},
    **{f"audios/mp3-vbr-loud-first-{half / 2:g}s.mp3": half for half in (8, 16)},
}
"""Files, and their lengths in half seconds."""

_BOUND: Final = 30
_FITTING: Final = (_BOUND, _BOUND - 1, _BOUND - 2)
_TOO_LONG: Final = (*(_BOUND + more for more in (1, 2, 3)), _BOUND + 6, _BOUND + 10)

ASSET_FILES: Final[dict[Type, tuple[str, ...]]] = {
    "Image": tuple(image(kind, "640x480") for kind in FORMATS),
    "Video": tuple(f"videos/854x480-{seconds}s.mp4" for seconds in ("2", "4", "5", "7.5", "8", "11")),
    "Audio": tuple(
        f"audios/{name}" for name in ("wav-2s.wav", "wav-5s.wav", "wav-7.5s.wav", "wav-8s.wav", "mp3-4s.mp3")
    ),
}
"""Files that a list may also name as assets."""

Assets = Mapping[str, str]
"""`asset://` addresses by file name."""


@frozen
class MediaList:
    """A body with a list of media, and the same body with a surely valid list."""

    body: Body
    control: Body
    name: str


def too_long(files: Media, assets: Assets, kind: Type) -> SearchStrategy[MediaList]:
    """Videos or audios, each short enough but together 0.5 to 5 s too long; the same file may occur twice."""
    return _timed(files, assets, kind, _lists(kind, _TOO_LONG, twice=True))


def fitting(files: Media, assets: Assets, kind: Type) -> SearchStrategy[MediaList]:
    """Different videos or audios of 14 to 15 s in total."""
    return _timed(files, assets, kind, _lists(kind, _FITTING, twice=False))


@st.composite
def one_out_of_bounds(draw: DrawFn, files: Media, assets: Assets) -> MediaList:
    """Valid images of any format in any order, with one out of bounds among them."""
    _, sides = draw(st.sampled_from([one for one in OUT_OF_BOUNDS if not is_disputed(one[1])]))
    bad = image(draw(st.sampled_from(FORMATS)), sides)
    names = draw(st.lists(st.sampled_from(_valid_images()), max_size=5, unique=True))
    place = draw(st.integers(0, len(names)))
    slot = draw(st.sampled_from(_slots("Image")))
    good = draw(_addresses(files, assets, names))
    entries = [*good[:place], files.url(bad), *good[place:]]
    name = f"{bad} as {place + 1} of {len(entries)}"
    return MediaList(slot.list_body(files, entries), slot.list_body(files, good or [files.image(1)]), name)


@st.composite
def all_valid(draw: DrawFn, files: Media, assets: Assets) -> MediaList:
    """Different valid images of any format, also just inside the bounds, in any order."""
    names = draw(st.lists(st.sampled_from(_valid_images()), min_size=1, max_size=7, unique=True))
    return _beside_valid(draw, files, assets, "Image", names)


@st.composite
def _timed(draw: DrawFn, files: Media, assets: Assets, kind: Type, lists: Sequence[Sequence[str]]) -> MediaList:
    return _beside_valid(draw, files, assets, kind, draw(st.permutations(draw(st.sampled_from(lists)))))


def _beside_valid(draw: DrawFn, files: Media, assets: Assets, kind: Type, names: Sequence[str]) -> MediaList:
    """A list of files, and as control one of the same length with surely valid files."""
    slot = draw(st.sampled_from(_slots(kind)))
    body = slot.list_body(files, draw(_addresses(files, assets, names)))
    return MediaList(body, slot.plain_list(files, len(names)), " + ".join(names))


def _lists(kind: Type, totals: Sequence[int], *, twice: bool) -> list[tuple[str, ...]]:
    """Pairs and triples whose lengths add up to one of the totals: the last entry has the remaining length."""
    table = VIDEOS if kind == "Video" else AUDIOS
    by_length: dict[int, list[str]] = {}
    for name, length in table.items():
        by_length.setdefault(length, []).append(name)
    names = list(table)
    starts = [(first,) for first in names] + [(one, two) for one in names for two in names if one < two]
    made = []
    for start in starts:
        for total in totals:
            for last in by_length.get(total - sum(table[name] for name in start), []):
                padded = any(name.endswith(".mp3") for name in (*start, last))
                if (last > start[-1] or (twice and last == start[-1])) and (total != _BOUND or not padded):
                    made.append((*start, last))
    return made


@st.composite
def _addresses(draw: DrawFn, files: Media, assets: Assets, names: Sequence[str]) -> list[str]:
    """Each file by address or, if it is in the library, as an asset."""
    return [assets[name] if name in assets and draw(st.booleans()) else files.url(name) for name in names]


def _valid_images() -> list[str]:
    # The largest images are left out: a search sends many.
    sides = ["640x480", *(sides for _, sides in INSIDE if "5999" not in sides)]
    return [image(kind, each) for kind in FORMATS for each in sides]


def _slots(kind: Type) -> list[Slot]:
    if kind == "Video":
        return [Slot(model, "referenceVideos") for model in (*STANDARD, *PRO)]
    field = "referenceImages" if kind == "Image" else "referenceAudios"
    beside = "" if kind == "Image" else "I"
    return [Slot(model, field, beside="V") for model in STANDARD] + [Slot(model, field, beside=beside) for model in PRO]
