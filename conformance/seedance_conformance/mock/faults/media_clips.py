"""Faults in the inspection of videos and audios."""

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from seedance_conformance.mock.faults.media_mutations import (
    Which,
    both,
    form,
    from_address,
    from_library,
    kind,
    later,
    leaves_out,
    limits,
    measures,
    miscounts,
    overlooks,
    refuses_media,
)
from seedance_conformance.mock.faults.model import Fault
from seedance_conformance.mock.media.probe.facts import AUDIO, VIDEO, Facts
from seedance_conformance.mock.media.probe.rules import Medium

_EVIDENCE = "CR-* AS-* RB-*"  # a refused good clip can take the evidence of many rules away


def faults() -> Iterator[Fault]:
    """The table."""
    yield from _resolutions()
    for which, field in ((VIDEO, "referenceVideos"), (AUDIO, "referenceAudios")):
        yield from _lengths(which, field)
        yield from _totals(which, field)
    yield from _sounds()


def _resolutions() -> Iterator[Fault]:
    rule = "MD-VID-RES"
    yield overlooks("video-of-any-resolution-accepted", rule)
    yield overlooks("video-of-1080p-accepted", rule, _sides(1920, 1080))
    yield overlooks("upright-video-of-1080p-accepted", rule, _sides(1080, 1920))
    yield overlooks("video-of-360p-accepted", rule, _sides(640, 360))
    yield overlooks("upright-video-of-360p-accepted", rule, _sides(360, 640))
    yield overlooks("resolution-checked-only-of-first-video", rule, later("referenceVideos"))
    yield overlooks("resolution-of-third-video-not-checked", rule, later("referenceVideos", 2))
    yield overlooks("resolution-of-video-assets-not-checked", rule, from_library)
    yield leaves_out("videos-by-address-not-inspected", rule, both(kind(VIDEO), from_address), "MD-VID-*")
    for width, height in ((1280, 720), (720, 1280), (854, 480), (480, 854)):
        refused = _sides(width, height)
        yield refuses_media(f"video-of-{width}x{height}-refused", rule, refused, "MD-VID-* " + _EVIDENCE)
    yield measures("video-resolution-by-height", rule, kind(VIDEO), _by_height, "MD-VID-* " + _EVIDENCE)


def _lengths(which: str, field: str) -> Iterator[Fault]:
    family = "MD-VID" if which == VIDEO else "MD-AUD"
    rule, longest = f"{family}-DUR-MIN", f"{family}-DUR-MAX"
    yield overlooks(f"{which}-of-any-shortness-accepted", rule, kind(which))
    yield overlooks(f"{which}-from-1-second-accepted", rule, both(kind(which), _lasts(1, 2)))
    yield overlooks(f"shortness-checked-only-of-first-{which}", rule, later(field))
    yield overlooks(f"shortness-of-third-{which}-not-checked", rule, later(field, 2))
    yield overlooks(f"shortness-of-{which}-assets-not-checked", rule, from_library)
    yield refuses_media(f"{which}-of-2-seconds-refused", rule, both(kind(which), _lasts(1.95, 2.05)), f"{family}-*")
    yield refuses_media(
        f"{which}-of-15-seconds-refused", longest, both(kind(which), _lasts(14.95, 15.1)), f"{family}-*"
    )
    yield miscounts(f"single-{which}-of-any-length-accepted", f"{family}-DUR-MAX", _alone, f"{family}-TOTAL-MAX")
    yield miscounts(f"single-{which}-of-16-seconds-accepted", longest, _alone_up_to(16.5), f"{family}-TOTAL-MAX")


def _totals(which: str, field: str) -> Iterator[Fault]:
    family = "MD-VID" if which == VIDEO else "MD-AUD"
    rule, longest = f"{family}-TOTAL-MAX", f"{family}-DUR-MAX"
    yield miscounts(f"total-of-{which}s-not-checked", rule, lambda media: True, longest)
    yield miscounts(f"total-of-two-{which}s-not-checked", rule, lambda media: len(media) == 2, longest)
    yield miscounts(f"total-of-three-{which}s-not-checked", rule, lambda media: len(media) == 3)
    yield miscounts(f"only-each-{which}-limited-to-15-seconds", rule, _each_fits)
    yield miscounts(f"total-of-{which}s-up-to-16-accepted", rule, _together_up_to(16), longest)
    yield miscounts(f"total-of-{which}s-not-checked-with-assets", rule, lambda media: any(map(from_library, media)))
    yield miscounts(f"total-of-{which}-assets-alone-not-checked", rule, lambda media: all(map(from_library, media)))
    yield miscounts(f"total-of-mixed-{which}s-not-checked", rule, _mixed)
    refused = both(kind(which), _lasts(4.9, 5.1), later(field, 2))
    yield refuses_media(f"three-{which}s-of-5-seconds-refused", rule, refused, f"{family}-* CR-* AS-*")


def _sounds() -> Iterator[Fault]:
    rule, size = "MD-AUD-FORMAT", "MD-AUD-BYTES"
    for name in ("Ogg", "FLAC", "M4A"):
        yield overlooks(f"audio-{name}-accepted", rule, form(name))
    yield overlooks("audio-of-any-format-accepted", rule, kind(AUDIO))
    yield overlooks("format-checked-only-of-first-audio", rule, later("referenceAudios"))
    yield overlooks("format-of-audio-assets-not-checked", rule, from_library, also="AS-USE-TYPE")
    for name in ("WAV", "MP3"):
        refused = both(kind(AUDIO), form(name))
        yield refuses_media(f"audio-{name}-refused", rule, refused, "MD-AUD-* " + _EVIDENCE)
    yield overlooks("audio-of-any-size-accepted", size)
    yield overlooks("size-checked-only-of-first-audio", size, later("referenceAudios"))
    yield overlooks("size-of-wav-not-checked", size, form("WAV"))
    yield overlooks("size-of-mp3-not-checked", size, form("MP3"))
    yield limits("audio-up-to-17-MB-accepted", size, audio_bytes=17_000_000)
    yield limits("audio-only-up-to-10-MB", size, "MD-AUD-*", audio_bytes=10_000_000)
    yield leaves_out("audios-by-address-not-inspected", rule, both(kind(AUDIO), from_address), "MD-AUD-*")
    unmeasured = both(kind(AUDIO), form("MP3"))
    yield measures("length-of-mp3-unknown", "MD-AUD-DUR-MIN", unmeasured, _unmeasured, "MD-AUD-*")
    unmeasured = both(kind(AUDIO), form("WAV"))
    yield measures("length-of-wav-unknown", "MD-AUD-DUR-MIN", unmeasured, _unmeasured, "MD-AUD-*")


def _sides(width: int, height: int) -> Which:
    return lambda medium: medium.facts.kind == VIDEO and (medium.facts.width, medium.facts.height) == (width, height)


def _lasts(least: float, most: float) -> Which:
    return lambda medium: medium.facts.seconds is not None and least <= medium.facts.seconds < most


def _alone(media: Sequence[Medium]) -> bool:
    return len(media) == 1


def _total(media: Sequence[Medium]) -> float:
    return sum(medium.facts.seconds or 0 for medium in media)


def _alone_up_to(seconds: float) -> Callable[[Sequence[Medium]], bool]:
    return lambda media: len(media) == 1 and _total(media) < seconds


def _together_up_to(seconds: float) -> Callable[[Sequence[Medium]], bool]:
    return lambda media: _total(media) < seconds


def _each_fits(media: Sequence[Medium]) -> bool:
    return all((medium.facts.seconds or 0) < 15.1 for medium in media)


def _mixed(media: Sequence[Medium]) -> bool:
    return any(map(from_library, media)) and any(map(from_address, media))


def _by_height(facts: Facts) -> Facts:
    """Only lines count, as in the names of resolutions, so that upright clips of 1280 lines are too large."""
    return evolve(facts, width=facts.height * 16 // 9)


def _unmeasured(facts: Facts) -> Facts:
    return evolve(facts, seconds=None)
