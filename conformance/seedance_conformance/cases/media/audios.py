"""Cases of reference audios: format, length of each, total length and size, on each model and in each slot."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.building import valid
from seedance_conformance.cases.case import Case, Media
from seedance_conformance.cases.media.building import acceptances, refusals
from seedance_conformance.cases.media.slots import AUDIOS, Slot, rotation

FORMAT: Final = "MD-AUD-FORMAT"
SHORTEST: Final = "MD-AUD-DUR-MIN"
LONGEST: Final = "MD-AUD-DUR-MAX"
TOTAL: Final = "MD-AUD-TOTAL-MAX"
SIZE: Final = "MD-AUD-BYTES"

_SINGLE: Final = tuple(slot for slot in AUDIOS if slot.length == 1)  # the audio is the only one in its list

NON_AUDIOS: Final = (
    *("m4a.m4a", "ogg-vorbis.ogg", "flac.flac", "ogg-opus.opus", "aac.aac", "aiff.aiff", "webm.webm", "mp4.mp4"),
    *("ogg-named.mp3", "ogg-named.wav", "flac-named.wav", "m4a-named.mp3", "aac-named.mp3", "aiff-named.wav"),
    *("mp4-named.mp3", "avi-named.wav", "text-named.mp3", "empty.wav", "png-named.wav", "head-only.wav"),
)
"""Neither WAV nor MP3, or unreadable."""

_PLAIN: Final = ("wav-4s.wav", "mp3-4s.mp3", "mp3-vbr-loud-first-4s.mp3")
_SHORT: Final = ("wav-1.5s.wav", "mp3-1.5s.mp3", "mp3-vbr-quiet-first-1.5s.mp3", "wav-stereo-1.5s.wav")
_LONG: Final = ("wav-15.5s.wav", "mp3-15.5s.mp3", "mp3-vbr-loud-first-15.5s.mp3", "wav-stereo-15.5s.wav")
_WITHIN_MAX: Final = ("wav-15s.wav", "wav-stereo-15s.wav", "wav-list-first-15s.wav", "wav-24bit-15s.wav")
_WITHIN_MAX_MP3: Final = (
    *("mp3-14.8s.mp3", "mp3-vbr-quiet-first-14.8s.mp3", "mp3-320k-14.8s.mp3", "mp3-22khz-14.8s.mp3"),
    *("wav-13.5s.wav",),
)
_WITHIN_MIN: Final = ("wav-2s.wav", "wav-stereo-2s.wav", "wav-8bit-2s.wav")
_EXACT: Final = (_WITHIN_MIN[0], _WITHIN_MAX[0])  # these go into more slots than the others
_WITHIN_MIN_MP3: Final = ("mp3-2.2s.mp3", "mp3-vbr-loud-first-2.2s.mp3", "wav-2.5s.wav")

TOO_LONG: Final[tuple[tuple[str, ...], ...]] = (
    ("wav-8s.wav", "wav-7.5s.wav"),
    ("wav-5.5s.wav", "wav-4s.wav", "wav-6s.wav"),
    ("wav-6s.wav", "wav-5.5s.wav", "wav-4s.wav"),
    ("wav-4s.wav", "wav-6s.wav", "wav-5.5s.wav"),
    ("mp3-8s.mp3", "wav-7.5s.wav"),
    ("wav-8s.wav", "mp3-vbr-loud-first-8s.mp3"),
    ("mp3-8s.mp3", "mp3-vbr-loud-first-8s.mp3"),
    ("mp3-vbr-loud-first-4s.mp3", "wav-6s.wav", "wav-5.5s.wav"),
    ("wav-13.5s.wav", "wav-2s.wav"),
    ("wav-2s.wav", "wav-13.5s.wav"),
    ("wav-2s.wav", "wav-11.5s.wav", "wav-stereo-2s.wav"),
    ("wav-11.5s.wav", "wav-stereo-2s.wav", "wav-2s.wav"),
    ("wav-5.5s.wav", "wav-6s.wav", "mp3-4s.mp3"),
    ("wav-8s.wav", "wav-8s.wav"),
    ("wav-13s.wav", "wav-5s.wav"),
    ("wav-8s.wav", "wav-5s.wav", "wav-stereo-5s.wav"),
    ("wav-5s.wav", "wav-11s.wav", "wav-4s.wav"),
)
"""Each audio is short enough; together they are at least half a second too long."""

TOGETHER: Final[tuple[tuple[str, ...], ...]] = (
    ("wav-5s.wav", "wav-stereo-5s.wav", "wav-list-first-5s.wav"),
    ("wav-7.5s.wav", "wav-5s.wav", "wav-2.5s.wav"),
    ("wav-11s.wav", "wav-4s.wav"),
    ("wav-6s.wav", "wav-5s.wav", "wav-4s.wav"),
    ("wav-13s.wav", "wav-stereo-2s.wav"),
    ("wav-2s.wav", "wav-11s.wav", "wav-stereo-2s.wav"),
)
"""Exactly 15 s together."""

_TOGETHER_MP3: Final = (("mp3-7s.mp3", "wav-7.5s.wav"), ("mp3-4s.mp3", "wav-6s.wav", "mp3-vbr-loud-first-4s.mp3"))


def audio(name: str) -> str:
    """The name of an audio file of the corpus."""
    return f"audios/{name}"


def cases(files: Media) -> Iterator[Case]:
    """All cases of audios by address, refusals first."""
    for part in (_alone, _too_long_together, _too_large, _formats, _lengths, _together, _sizes):
        yield from part(files)


def _alone(files: Media) -> Iterator[Case]:
    """Files of another format, too short and too long ones: the first of each in every slot, the others in turns."""
    for rule, names, slots, everywhere, count in (
        (FORMAT, NON_AUDIOS, AUDIOS, 3, 1),
        (SHORTEST, _SHORT, AUDIOS, 2, 2),
        (LONGEST, _LONG, _SINGLE, 2, 2),
    ):
        for turn, name in enumerate(names):
            chosen = slots if turn < everywhere else rotation(slots, count, turn)
            yield from refusals(rule, audio(name), chosen, files, remote=int(turn < everywhere))


def _too_long_together(files: Media) -> Iterator[Case]:
    for turn, names in enumerate(TOO_LONG):
        slots = _SINGLE if turn < 2 else rotation(_SINGLE, 1, turn)
        yield from refusals(TOTAL, _audios(*names), slots, files, remote=int(turn == 0))


def _too_large(files: Media) -> Iterator[Case]:
    """16 MiB and a little more; the audios beside it are short, so that the total length is valid."""
    for turn, name in enumerate(("wav-of-16mib-and-8.wav", "wav-of-16mib.wav", "mp3-of-16mib-and-8.mp3")):
        yield from refusals(SIZE, audio(name), rotation(_SINGLE, 2, turn), files, remote=int(turn == 0))
    large, one, other = "wav-of-16mib-and-8.wav", "wav-2s.wav", "wav-stereo-2s.wav"
    pairs, triples = ((large, one), (one, large)), ((large, one, other), (one, large, other), (one, other, large))
    for lists in (pairs, triples):
        for slot, names in zip(_SINGLE, lists, strict=False):
            yield from refusals(SIZE, _audios(*names), [slot], files)


def _formats(files: Media) -> Iterator[Case]:
    """WAV and MP3, also with the extension of the other one or of neither; the control is another plain file."""
    for slot, (place, name) in product(_SINGLE, enumerate(_PLAIN)):
        other, remote = audio(_PLAIN[place - 1]), int(slot is _SINGLE[0])
        yield from acceptances(FORMAT, audio(name), [slot], files, control=other, remote=remote)
    for turn, name in enumerate(("wav-named.mp3", "mp3-named.wav", "wav-named.bin", "mp3-bare-4s.mp3")):
        yield from acceptances(FORMAT, audio(name), rotation(_SINGLE, 1, turn), files)
    mixed = _audios("mp3-4s.mp3", "wav-4s.wav", "mp3-vbr-loud-first-4s.mp3")
    yield from acceptances(FORMAT, mixed, _SINGLE[:2], files)


def _lengths(files: Media) -> Iterator[Case]:
    """Exact lengths in WAV are disputed; lengths in MP3 stay inside the bound by more than the padding."""
    exact = [(SHORTEST, name) for name in _WITHIN_MIN] + [(LONGEST, name) for name in _WITHIN_MAX]
    inside = [(SHORTEST, name) for name in _WITHIN_MIN_MP3] + [(LONGEST, name) for name in _WITHIN_MAX_MP3]
    for turn, (rule, name) in enumerate((*exact, *inside)):
        slots = rotation(_SINGLE, 4 if name in _EXACT else 2, turn)
        control, remote = audio("mp3-4s.mp3" if name.endswith("mp3") else "wav-4s.wav"), 2 if turn % 4 == 0 else 0
        disputed = turn < len(exact)
        yield from acceptances(rule, audio(name), slots, files, control=control, remote=remote, disputed=disputed)


def _together(files: Media) -> Iterator[Case]:
    for turn, names in enumerate((*TOGETHER, *_TOGETHER_MP3)):
        slots, remote, exact = rotation(_SINGLE, 2, turn), int(turn == 0), names in TOGETHER
        yield from acceptances(TOTAL, _audios(*names), slots, files, remote=remote, disputed=exact)
    # Videos and audios have a limit each.
    both = Slot(STANDARD[1], "referenceVideos", beside="")
    body = both.list_body(files, [files.url("videos/1280x720-15s.mp4")])
    body["referenceAudios"] = [files.url(audio("wav-15s.wav"))]
    plain = body | {"referenceAudios": [files.audio(1)]}
    yield valid(TOTAL, "15 s of video and 15 s of audio", body, plain, disputed=True, loopback=True)


def _sizes(files: Media) -> Iterator[Case]:
    yield from acceptances(SIZE, audio("wav-of-15000000.wav"), _SINGLE, files, remote=2, disputed=True)
    names = _audios("wav-2s.wav", "wav-of-15000000.wav", "wav-stereo-2s.wav")
    yield from acceptances(SIZE, names, [Slot(PRO[1], "referenceAudios", beside="I")], files, disputed=True)


def _audios(*names: str) -> list[str]:
    return [audio(name) for name in names]
