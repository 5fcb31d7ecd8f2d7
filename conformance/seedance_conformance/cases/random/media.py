"""Hypothesis strategies for lists of media: lengths that add up to a wanted total, from assets and addresses.

The total is chosen first and the entries are built to it, so nothing has to be judged afterwards.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from seedance_conformance.cases.bodies import PRO, STANDARD, Body
from seedance_conformance.cases.media.assets import Type
from seedance_conformance.cases.media.images import BEYOND, EDGES, KINDS, picture
from seedance_conformance.cases.media.places import Files, Spot

FILMS: Final[Mapping[str, int]] = {
    f"videos/{size}-{half_seconds / 2:g}s.mp4": half_seconds
    for size, lengths in (
        ("854x480", (4, 5, 7, 8, 10, 11, 12, 15, 16, 22, 23, 26, 27)),
        ("1280x720", (4, 8, 10, 11, 15, 16)),
        ("480x854", (4, 8)),
        ("720x1280", (4, 8)),
    )
    for half_seconds in lengths
}
SOUNDS: Final[Mapping[str, int]] = {
    **{f"audios/wav-{half / 2:g}s.wav": half for half in (4, 5, 7, 8, 10, 11, 12, 15, 16, 22, 23, 26, 27)},
    **{f"audios/mp3-{half / 2:g}s.mp3": half for half in (8, 14, 16)},
    **{f"audios/mp3-vbr-loud-first-{half / 2:g}s.mp3": half for half in (8, 16)},
}
"""Files by their half seconds."""

_BOUND: Final = 30
_FITTING: Final = (_BOUND, _BOUND - 1, _BOUND - 2)
_OVERLONG: Final = (_BOUND + 1, _BOUND + 2, _BOUND + 3)

ASSET_FILES: Final[dict[Type, tuple[str, ...]]] = {
    "Image": tuple(picture(kind, "640x480") for kind in KINDS),
    "Video": tuple(f"videos/854x480-{seconds}s.mp4" for seconds in ("2", "4", "5", "7.5", "8", "11")),
    "Audio": tuple(
        f"audios/{name}" for name in ("wav-2s.wav", "wav-5s.wav", "wav-7.5s.wav", "wav-8s.wav", "mp3-4s.mp3")
    ),
}
"""Files that may go into a list as assets too."""

Assets = Mapping[str, str]
"""`asset://` addresses by file name."""


@frozen
class Mix:
    """A body whose list is the point, and the same body with a list that is surely valid."""

    body: Body
    control: Body
    words: str


def overlong(files: Files, assets: Assets, kind: Type) -> SearchStrategy[Mix]:
    """Clips or sounds of which each is short enough, but which are 0.5 to 1.5 s too long together.

    A file may come twice, by whatever name.
    """
    return _timed(files, assets, kind, _OVERLONG, twice=True)


def fitting(files: Files, assets: Assets, kind: Type) -> SearchStrategy[Mix]:
    """Different clips or sounds of 14 to 15 s together."""
    return _timed(files, assets, kind, _FITTING, twice=False)


@st.composite
def one_beyond(draw: DrawFn, files: Files, assets: Assets) -> Mix:
    """Valid pictures of any format in any order, with one among them that breaks a bound."""
    _, sides = draw(st.sampled_from(BEYOND))
    bad = picture(draw(st.sampled_from(KINDS)), sides)
    names = draw(st.lists(st.sampled_from(_valid_pictures()), max_size=5, unique=True))
    place = draw(st.integers(0, len(names)))
    spot = draw(st.sampled_from(_spots("Image")))
    good = draw(_addresses(files, assets, names))
    entries = [*good[:place], files.url(bad), *good[place:]]
    words = f"{bad} as {place + 1} of {len(entries)}"
    return Mix(spot.list_body(files, entries), spot.list_body(files, good or [files.image(1)]), words)


def all_valid(files: Files, assets: Assets) -> SearchStrategy[Mix]:
    """Different valid pictures of any format, on the bounds too, in any order."""

    @st.composite
    def build(draw: DrawFn) -> Mix:
        names = draw(st.lists(st.sampled_from(_valid_pictures()), min_size=1, max_size=7, unique=True))
        spot = draw(st.sampled_from(_spots("Image")))
        body = spot.list_body(files, draw(_addresses(files, assets, names)))
        control = spot.list_body(files, [files.image(number + 1) for number in range(len(names))])
        return Mix(body, control, " + ".join(names))

    return build()


def _timed(files: Files, assets: Assets, kind: Type, totals: Sequence[int], *, twice: bool) -> SearchStrategy[Mix]:
    table = FILMS if kind == "Video" else SOUNDS
    lists = _lists(table, totals, twice=twice)

    @st.composite
    def build(draw: DrawFn) -> Mix:
        names = draw(st.permutations(draw(st.sampled_from(lists))))
        spot = draw(st.sampled_from(_spots(kind)))
        body: dict[str, Any] = spot.list_body(files, draw(_addresses(files, assets, names)))
        supply = files.video if kind == "Video" else files.audio
        control = spot.list_body(files, [supply(number + 1) for number in range(len(names))])
        return Mix(body, control, " + ".join(names))

    return build()


def _lists(table: Mapping[str, int], totals: Sequence[int], *, twice: bool) -> list[tuple[str, ...]]:
    """Pairs and triples whose lengths add up to one of the totals: the last entry is what is still missing."""
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
def _addresses(draw: DrawFn, files: Files, assets: Assets, names: Sequence[str]) -> list[str]:
    """Each file by address or, where it is in the library, as an asset."""
    return [assets[name] if name in assets and draw(st.booleans()) else files.url(name) for name in names]


def _valid_pictures() -> list[str]:
    # The largest pictures are left out: a search sends many.
    sides = ["640x480", *(sides for _, sides in EDGES if "6000" not in sides)]
    return [picture(kind, each) for kind in KINDS for each in sides]


def _spots(kind: Type) -> list[Spot]:
    if kind == "Video":
        return [Spot(model, "referenceVideos") for model in (*STANDARD, *PRO)]
    field = "referenceImages" if kind == "Image" else "referenceAudios"
    beside = "" if kind == "Image" else "I"
    return [Spot(model, field, beside="V") for model in STANDARD] + [Spot(model, field, beside=beside) for model in PRO]
