"""Faults in the checks of videos and audios."""

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from seedance_conformance.mock.faults.fault import Fault, fault_table
from seedance_conformance.mock.faults.media_mutations import (
    FileFilter,
    from_index,
    ignores_files,
    is_asset,
    is_url,
    limits,
    mismeasures,
    of_format,
    of_kind,
    refuses_media,
    skips,
    skips_total,
)
from seedance_conformance.mock.media.probe.facts import AUDIO, VIDEO, Facts
from seedance_conformance.mock.media.rules.checks import NamedFile

_EVIDENCE = "CR-* AS-* RB-*"  # refusing a valid clip can leave many rules without evidence


@fault_table
def faults() -> Iterator[Fault]:
    """The faults of this module."""
    yield from _resolutions()
    for which, field in ((VIDEO, "referenceVideos"), (AUDIO, "referenceAudios")):
        yield from _lengths(which, field)
        yield from _totals(which, field)
    yield from _sounds()


def _resolutions() -> Iterator[Fault]:
    rule = "MD-VID-RES"
    yield skips("video-of-any-resolution-accepted", rule)
    yield skips("video-of-1080p-accepted", rule, _sides(1920, 1080))
    yield skips("upright-video-of-1080p-accepted", rule, _sides(1080, 1920))
    yield skips("video-of-360p-accepted", rule, _sides(640, 360))
    yield skips("upright-video-of-360p-accepted", rule, _sides(360, 640))
    yield skips("resolution-checked-only-of-first-video", rule, from_index("referenceVideos"))
    yield skips("resolution-of-third-video-not-checked", rule, from_index("referenceVideos", 2))
    yield skips("resolution-of-video-assets-not-checked", rule, is_asset)
    yield ignores_files("videos-by-address-not-inspected", rule, of_kind(VIDEO), is_url, also="MD-VID-*")
    for width, height in ((1280, 720), (720, 1280), (854, 480), (480, 854)):
        refused = _sides(width, height)
        yield refuses_media(f"video-of-{width}x{height}-refused", rule, refused, also="MD-VID-* " + _EVIDENCE)
    yield mismeasures("video-resolution-by-height", rule, _by_height, of_kind(VIDEO), also="MD-VID-* " + _EVIDENCE)


def _lengths(which: str, field: str) -> Iterator[Fault]:
    family = "MD-VID" if which == VIDEO else "MD-AUD"
    rule, longest, total = f"{family}-DUR-MIN", f"{family}-DUR-MAX", f"{family}-TOTAL-MAX"
    yield skips(f"{which}-of-any-shortness-accepted", rule, of_kind(which))
    yield skips(f"{which}-from-1-second-accepted", rule, of_kind(which), _lasts(1, 2))
    yield skips(f"shortness-checked-only-of-first-{which}", rule, from_index(field))
    yield skips(f"shortness-of-third-{which}-not-checked", rule, from_index(field, 2))
    yield skips(f"shortness-of-{which}-assets-not-checked", rule, is_asset)
    also = f"{family}-*"
    yield refuses_media(f"{which}-of-2-seconds-refused", rule, of_kind(which), _lasts(1.95, 2.05), also=also)
    yield refuses_media(f"{which}-of-15-seconds-refused", longest, of_kind(which), _lasts(14.95, 15.1), also=also)
    yield skips_total(f"single-{which}-of-any-length-accepted", longest, lambda media: len(media) == 1, total)
    yield skips_total(f"single-{which}-of-16-seconds-accepted", longest, _alone_up_to_16_5, total)


def _totals(which: str, field: str) -> Iterator[Fault]:
    family = "MD-VID" if which == VIDEO else "MD-AUD"
    rule, longest = f"{family}-TOTAL-MAX", f"{family}-DUR-MAX"
    yield skips_total(f"total-of-{which}s-not-checked", rule, lambda media: True, longest)
    yield skips_total(f"total-of-two-{which}s-not-checked", rule, lambda media: len(media) == 2, longest)
    yield skips_total(f"total-of-three-{which}s-not-checked", rule, lambda media: len(media) == 3)
    yield skips_total(f"only-each-{which}-limited-to-15-seconds", rule, _each_fits)
    yield skips_total(f"total-of-{which}s-up-to-16-accepted", rule, lambda media: _total(media) < 16, longest)
    for least, word in ((2, "two"), (3, "three")):
        name = f"total-of-16-to-20-of-{word}-{which}s-accepted"
        yield skips_total(name, rule, _of_16_to_20(least), longest)
    yield skips_total(f"total-of-{which}s-not-checked-with-assets", rule, lambda media: any(map(is_asset, media)))
    yield skips_total(f"total-of-{which}-assets-alone-not-checked", rule, lambda media: all(map(is_asset, media)))
    yield skips_total(f"total-of-mixed-{which}s-not-checked", rule, _mixed)
    third, also = (of_kind(which), _lasts(4.9, 5.1), from_index(field, 2)), f"{family}-* CR-* AS-*"
    yield refuses_media(f"three-{which}s-of-5-seconds-refused", rule, *third, also=also)


def _sounds() -> Iterator[Fault]:
    rule, size = "MD-AUD-FORMAT", "MD-AUD-BYTES"
    for name in ("Ogg", "FLAC", "M4A"):
        yield skips(f"audio-{name}-accepted", rule, of_format(name))
    yield skips("audio-of-any-format-accepted", rule, of_kind(AUDIO))
    yield skips("format-checked-only-of-first-audio", rule, from_index("referenceAudios"))
    yield skips("format-of-audio-assets-not-checked", rule, is_asset, also="AS-USE-TYPE")
    for name in ("WAV", "MP3"):
        refused = (of_kind(AUDIO), of_format(name))
        yield refuses_media(f"audio-{name}-refused", rule, *refused, also="MD-AUD-* " + _EVIDENCE)
    yield skips("audio-of-any-size-accepted", size)
    yield skips("size-checked-only-of-first-audio", size, from_index("referenceAudios"))
    yield skips("size-of-wav-not-checked", size, of_format("WAV"))
    yield skips("size-of-mp3-not-checked", size, of_format("MP3"))
    yield limits("audio-up-to-17-MB-accepted", size, audio_bytes=17_000_000)
    yield limits("audio-only-up-to-10-MB", size, "MD-AUD-*", audio_bytes=10_000_000)
    yield ignores_files("audios-by-address-not-inspected", rule, of_kind(AUDIO), is_url, also="MD-AUD-*")
    for name in ("mp3", "wav"):
        audio = (of_kind(AUDIO), of_format(name.upper()))
        yield mismeasures(f"length-of-{name}-unknown", "MD-AUD-DUR-MIN", _unmeasured, *audio, also="MD-AUD-*")


def _sides(width: int, height: int) -> FileFilter:
    return lambda file: file.facts.kind == VIDEO and (file.facts.width, file.facts.height) == (width, height)


def _lasts(least: float, most: float) -> FileFilter:
    return lambda file: file.facts.seconds is not None and least <= file.facts.seconds < most


def _total(media: Sequence[NamedFile]) -> float:
    return sum(file.facts.seconds or 0 for file in media)


def _alone_up_to_16_5(media: Sequence[NamedFile]) -> bool:
    return len(media) == 1 and _total(media) < 16.5


def _of_16_to_20(least: int) -> Callable[[Sequence[NamedFile]], bool]:
    """At least `least` clips that are 16.6 to 20 s long together."""
    return lambda media: len(media) >= least and 16.6 <= _total(media) <= 20.1


def _each_fits(media: Sequence[NamedFile]) -> bool:
    return all((file.facts.seconds or 0) < 15.1 for file in media)


def _mixed(media: Sequence[NamedFile]) -> bool:
    return any(map(is_asset, media)) and any(map(is_url, media))


def _by_height(facts: Facts) -> Facts:
    """Only the height counts, as in the names of resolutions, so that a portrait clip of 720x1280 is too large."""
    return evolve(facts, width=facts.height * 16 // 9)


def _unmeasured(facts: Facts) -> Facts:
    return evolve(facts, seconds=None)
