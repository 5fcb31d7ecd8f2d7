"""Cases of reference videos: resolution, length of each and of all together, on each model and in each place."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.building import acceptances, accepted_list, refusals, refused_list
from seedance_conformance.cases.media.places import VIDEOS, Files, Spot, turning

RESOLUTION: Final = "MD-VID-RES"
SHORTEST: Final = "MD-VID-DUR-MIN"
LONGEST: Final = "MD-VID-DUR-MAX"
TOTAL: Final = "MD-VID-TOTAL-MAX"

_SINGLE: Final = tuple(spot for spot in VIDEOS if spot.length == 1)
_EACH_MODEL: Final = (_SINGLE[0], _SINGLE[1], _SINGLE[2], _SINGLE[3])
_SURE_SIZES: Final = ("1280x720", "854x480", "720x1280", "480x854")
_WRONG_SIZES: Final = ("640x360", "1920x1080", "360x640", "1080x1920")
_TELLING_SIZES: Final = 2
_WRONG_SIZES_TOO: Final = ("640x360-4s-index-last", "1920x1080-4s-index-last", "1920x1080-4s-with-sound")

NO_PICTURE: Final = ("text-named", "empty", "wav-named", "sound-only", "head-only", "no-index")
NO_LENGTH: Final = ("png-named", "gif-named")

TOO_LONG: Final[tuple[tuple[str, ...], ...]] = (
    ("854x480-8s", "854x480-7.5s"),
    ("854x480-7.5s", "1280x720-8s"),
    ("854x480-5s", "1280x720-5s", "854x480-5.5s"),
    ("1280x720-5.5s", "854x480-5s", "1280x720-5s"),
    ("854x480-5s", "1280x720-5.5s", "1280x720-5s"),
    ("854x480-13.5s", "480x854-2s"),
    ("1280x720-2s", "854x480-13.5s"),
    ("854x480-2s", "1280x720-2s", "854x480-11.5s"),
    ("854x480-11.5s", "480x854-2s", "1280x720-2s"),
    ("480x854-2s", "854x480-11.5s", "854x480-2s"),
    ("854x480-8s", "854x480-8s"),
    ("1280x720-15s", "854x480-15s"),
)
"""Each clip is short enough; together they are half a second too long, or more."""

LONG_ENOUGH: Final[tuple[tuple[str, ...], ...]] = (
    ("854x480-5s", "1280x720-5s", "480x854-5s"),
    ("854x480-7.5s", "1280x720-7.5s"),
    ("854x480-6s", "1280x720-5s", "854x480-4s"),
    ("854x480-13s", "1280x720-2s"),
    ("480x854-2s", "854x480-13s"),
    ("854x480-2s", "854x480-11s", "1280x720-2s"),
    ("720x1280-4s", "854x480-5.5s", "1280x720-5.5s"),
)
"""Fifteen seconds together, to the frame."""


def clip(name: str) -> str:
    """The name of an MP4 by its size and length."""
    return f"videos/{name}.mp4"


def cases(files: Files) -> list[Case]:
    """All cases of videos by address, refusals first."""
    return [
        *_wrong_sizes(files),
        *_too_short(files),
        *_too_long(files),
        *_too_long_together(files),
        *_sure_sizes(files),
        *_on_the_edges(files),
        *_together(files),
    ]


def _wrong_sizes(files: Files) -> Iterator[Case]:
    for turn, size in enumerate(_WRONG_SIZES):
        spots = VIDEOS if turn < _TELLING_SIZES else turning(VIDEOS, 3, turn)
        for place, spot in enumerate(spots):
            flags: dict[str, Any] = {"disputed": True, "loopback": place > 0}
            yield from refusals(RESOLUTION, clip(f"{size}-4s"), [spot], files, **flags)
    for turn, name in enumerate(("640x360-4s.mov", "1920x1080-4s.mov")):
        spots = turning(_SINGLE, 1, turn)
        yield from refusals(RESOLUTION, f"videos/{name}", spots, files, disputed=True, loopback=True)
    for turn, name in enumerate((*_WRONG_SIZES_TOO, *NO_PICTURE)):
        yield from refusals(RESOLUTION, clip(name), turning(VIDEOS, 2, turn), files, disputed=True, loopback=True)


def _too_short(files: Files) -> Iterator[Case]:
    for place, spot in enumerate(VIDEOS):
        yield from refusals(SHORTEST, clip("854x480-1.5s"), [spot], files, loopback=place > 0)
    others = ("1280x720-1.5s.mp4", "480x854-1.5s.mp4", "854x480-1.5s.mov", "854x480-1.5s-index-last.mp4")
    for turn, name in enumerate((*others, *(f"{name}.mp4" for name in ("854x480-1.5s-with-sound", *NO_LENGTH)))):
        yield from refusals(SHORTEST, f"videos/{name}", turning(VIDEOS, 2, turn), files, loopback=True)


def _too_long(files: Files) -> Iterator[Case]:
    for place, spot in enumerate(_SINGLE):
        yield from refusals(LONGEST, clip("854x480-15.5s"), [spot], files, loopback=place > 0)
    others = ("1280x720-15.5s.mp4", "480x854-15.5s.mp4", "854x480-15.5s.mov", "854x480-15.5s-index-last.mp4")
    for turn, name in enumerate(others):
        yield from refusals(LONGEST, f"videos/{name}", turning(_SINGLE, 1, turn), files, loopback=True)


def _too_long_together(files: Files) -> Iterator[Case]:
    for turn, names in enumerate(TOO_LONG):
        # The two plainest lists on each model, the others on one.
        for place, spot in enumerate(_SINGLE if turn in (0, 2) else turning(_SINGLE, 1, turn)):
            yield refused_list(TOTAL, _clips(names), spot, files, loopback=turn > 0 or place > 0)
    mixed = Spot(PRO[1], "referenceVideos", beside="IA")
    yield refused_list(TOTAL, _clips(TOO_LONG[0]), mixed, files, loopback=True)


def _sure_sizes(files: Files) -> Iterator[Case]:
    for turn, size in enumerate(_SURE_SIZES):
        other = clip(f"{_SURE_SIZES[turn - 1]}-4s")
        for place, spot in enumerate(_EACH_MODEL):
            costly = turn > 1 or place > 1
            yield from acceptances(RESOLUTION, clip(f"{size}-4s"), [spot], files, control=other, loopback=costly)
    for turn, name in enumerate(("854x480-4s-with-sound", "854x480-4s-index-last")):
        yield from acceptances(RESOLUTION, clip(name), turning(_SINGLE, 1, turn), files, loopback=True)
    three = [clip(f"{size}-4s") for size in _SURE_SIZES[:3]]
    for spot in (_SINGLE[0], _SINGLE[1]):
        yield from accepted_list(RESOLUTION, three, spot, files, loopback=True)


def _on_the_edges(files: Files) -> Iterator[Case]:
    """Two and fifteen seconds, to the frame: valid, but disputed."""
    for rule, seconds in ((SHORTEST, "2s"), (LONGEST, "15s")):
        for turn, size in enumerate(_SURE_SIZES):
            name, control = clip(f"{size}-{seconds}"), clip(f"{size}-4s")
            spots = [_EACH_MODEL[turn]]
            yield from acceptances(rule, name, spots, files, control=control, disputed=True, loopback=turn > 0)
    three = [clip(f"{size}-2s") for size in _SURE_SIZES[:3]]
    yield from accepted_list(SHORTEST, three, _SINGLE[1], files, disputed=True, loopback=True)
    for turn, name in enumerate(("854x480-2.5s", "854x480-13s")):
        rule = (SHORTEST, LONGEST)[turn]
        yield from acceptances(rule, clip(name), [_SINGLE[turn]], files)


def _together(files: Files) -> Iterator[Case]:
    for turn, names in enumerate(LONG_ENOUGH):
        for place, spot in enumerate(turning(_SINGLE, 2, turn)):
            costly = turn > 0 or place > 0
            yield from accepted_list(TOTAL, _clips(names), spot, files, disputed=True, loopback=costly)
    # Sounds and films have a budget each.
    both = Spot(STANDARD[0], "referenceVideos", beside="A")
    yield from accepted_list(TOTAL, _clips(LONG_ENOUGH[1]), both, files, disputed=True, loopback=True)
    inside = ("854x480-6s", "1280x720-5s", "854x480-3.5s")
    yield from accepted_list(TOTAL, _clips(inside), _SINGLE[0], files)


def _clips(names: Sequence[str]) -> list[str]:
    return [clip(name) for name in names]
