"""Cases of reference videos: resolution, length of each and total length, on each model and in each slot."""

from collections.abc import Iterator
from typing import Final

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.case import Case, Media
from seedance_conformance.cases.media.building import acceptances, refusals
from seedance_conformance.cases.media.slots import VIDEOS, Slot, rotation

RESOLUTION: Final = "MD-VID-RES"
SHORTEST: Final = "MD-VID-DUR-MIN"
LONGEST: Final = "MD-VID-DUR-MAX"
TOTAL: Final = "MD-VID-TOTAL-MAX"

_SINGLE: Final = tuple(slot for slot in VIDEOS if slot.length == 1)  # the video is the only one in its list
VALID_SIZES: Final = ("1280x720", "854x480", "720x1280", "480x854")
WRONG_SIZES: Final = ("640x360", "1920x1080", "360x640", "1080x1920")
_REPRESENTATIVE_SIZES: Final = 2  # the first wrong sizes go into every slot, the others into three
MORE_WRONG_SIZES: Final = ("640x360-4s-index-last", "1920x1080-4s-index-last", "1920x1080-4s-with-sound")

WITHOUT_PICTURE: Final = ("text-named", "empty", "wav-named", "sound-only", "head-only", "no-index")
WITHOUT_LENGTH: Final = ("png-named", "gif-named")

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
    ("854x480-13s", "1280x720-5s"),
    ("854x480-8s", "1280x720-5s", "854x480-5s"),
    ("1280x720-5s", "854x480-11s", "854x480-4s"),
)
"""Each video is short enough; together they are at least half a second too long."""

FITTING: Final[tuple[tuple[str, ...], ...]] = (
    ("854x480-5s", "1280x720-5s", "480x854-5s"),
    ("854x480-7.5s", "1280x720-7.5s"),
    ("854x480-6s", "1280x720-5s", "854x480-4s"),
    ("854x480-13s", "1280x720-2s"),
    ("480x854-2s", "854x480-13s"),
    ("854x480-2s", "854x480-11s", "1280x720-2s"),
    ("720x1280-4s", "854x480-5.5s", "1280x720-5.5s"),
)
"""15 s together or less, to the frame."""


def video(name: str) -> str:
    """The name of an MP4 by its size and length."""
    return f"videos/{name}.mp4"


def cases(files: Media) -> Iterator[Case]:
    """All cases of videos by address, refusals first."""
    for part in (_wrong_sizes, _wrong_lengths, _too_long_together, _valid_sizes, _on_the_edges, _together):
        yield from part(files)


def _wrong_sizes(files: Media) -> Iterator[Case]:
    for turn, size in enumerate(WRONG_SIZES):
        slots = VIDEOS if turn < _REPRESENTATIVE_SIZES else rotation(VIDEOS, 3, turn)
        yield from refusals(RESOLUTION, video(f"{size}-4s"), slots, files, remote=1, disputed=True)
    for turn, name in enumerate(("640x360-4s.mov", "1920x1080-4s.mov")):
        yield from refusals(RESOLUTION, f"videos/{name}", rotation(_SINGLE, 1, turn), files, disputed=True)
    for turn, name in enumerate((*MORE_WRONG_SIZES, *WITHOUT_PICTURE)):
        yield from refusals(RESOLUTION, video(name), rotation(VIDEOS, 2, turn), files, disputed=True)


def _wrong_lengths(files: Media) -> Iterator[Case]:
    """Too short and too long ones: the first of each in every slot, the others in turns."""
    forms = ("1280x720-%ss.mp4", "480x854-%ss.mp4", "854x480-%ss.mov", "854x480-%ss-index-last.mp4")
    short = [form % 1.5 for form in forms] + [f"{name}.mp4" for name in ("854x480-1.5s-with-sound", *WITHOUT_LENGTH)]
    long = [form % 15.5 for form in forms]
    for rule, first, others, slots, count in (
        (SHORTEST, "854x480-1.5s", short, VIDEOS, 2),
        (LONGEST, "854x480-15.5s", long, _SINGLE, 1),
    ):
        yield from refusals(rule, video(first), slots, files, remote=1)
        for turn, name in enumerate(others):
            yield from refusals(rule, f"videos/{name}", rotation(slots, count, turn), files)


def _too_long_together(files: Media) -> Iterator[Case]:
    for turn, names in enumerate(TOO_LONG):
        # The two plainest lists on each model, the others on one.
        slots = _SINGLE if turn in (0, 2) else rotation(_SINGLE, 1, turn)
        yield from refusals(TOTAL, _videos(*names), slots, files, remote=int(turn == 0))
    yield from refusals(TOTAL, _videos(*TOO_LONG[0]), [Slot(PRO[1], "referenceVideos", beside="IA")], files)


def _valid_sizes(files: Media) -> Iterator[Case]:
    for turn, size in enumerate(VALID_SIZES):
        other, remote = video(f"{VALID_SIZES[turn - 1]}-4s"), 2 if turn < 2 else 0
        yield from acceptances(RESOLUTION, video(f"{size}-4s"), _SINGLE, files, control=other, remote=remote)
    for turn, name in enumerate(("854x480-4s-with-sound", "854x480-4s-index-last")):
        yield from acceptances(RESOLUTION, video(name), rotation(_SINGLE, 1, turn), files)
    yield from acceptances(RESOLUTION, _videos(*(f"{size}-4s" for size in VALID_SIZES[:3])), _SINGLE[:2], files)


def _on_the_edges(files: Media) -> Iterator[Case]:
    """2 s and 15 s, to the frame: valid, but disputed."""
    for rule, seconds in ((SHORTEST, "2s"), (LONGEST, "15s")):
        for turn, size in enumerate(VALID_SIZES):
            name, flags = video(f"{size}-{seconds}"), {"remote": int(turn == 0), "disputed": True}
            yield from acceptances(rule, name, [_SINGLE[turn]], files, control=video(f"{size}-4s"), **flags)
    three = _videos(*(f"{size}-2s" for size in VALID_SIZES[:3]))
    yield from acceptances(SHORTEST, three, [_SINGLE[1]], files, disputed=True)
    for rule, name, slot in ((SHORTEST, "854x480-2.5s", _SINGLE[0]), (LONGEST, "854x480-13s", _SINGLE[1])):
        yield from acceptances(rule, video(name), [slot], files, remote=1)


def _together(files: Media) -> Iterator[Case]:
    for turn, names in enumerate(FITTING):
        slots, remote = rotation(_SINGLE, 2, turn), int(turn == 0)
        yield from acceptances(TOTAL, _videos(*names), slots, files, remote=remote, disputed=True)
    # Videos and audios have a limit each.
    both = Slot(STANDARD[0], "referenceVideos", beside="A")
    yield from acceptances(TOTAL, _videos(*FITTING[1]), [both], files, disputed=True)
    inside = _videos("854x480-6s", "1280x720-5s", "854x480-3.5s")
    yield from acceptances(TOTAL, inside, [_SINGLE[0]], files, remote=1)


def _videos(*names: str) -> list[str]:
    return [video(name) for name in names]
