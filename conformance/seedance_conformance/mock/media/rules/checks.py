"""Checks files against the media rules (MD); each rule that a file breaks is one problem.

Some rules only say that a field obeys the rules of another (MD-IMG-LAST-SAME, MD-IMG-REF-SAME), or follow from others
(MD-VID-DUR-MAX, MD-AUD-DUR-MAX). A problem names the rule that says what is wrong, and the field: MD-IMG-SIDE-MIN at
`last_image`, MD-VID-TOTAL-MAX at `referenceVideos[0]`.
"""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from seedance_conformance.mock.media.probe.facts import AUDIO, IMAGE, VIDEO, Facts
from seedance_conformance.mock.media.rules.limits import Limits
from seedance_conformance.mock.media.rules.resolution import is_480p_or_720p
from seedance_conformance.mock.problems import Problem

KINDS = {
    "first_image": IMAGE,
    "last_image": IMAGE,
    "referenceImages": IMAGE,
    "referenceVideos": VIDEO,
    "referenceAudios": AUDIO,
}
ASSET_KINDS = {"Image": IMAGE, "Video": VIDEO, "Audio": AUDIO}


@frozen
class NamedFile:
    """A file that a request names: its field, its place (for example `referenceImages[3]`), its address, its facts."""

    field: str
    place: str
    address: str
    facts: Facts


def check_media(media: Sequence[NamedFile], limits: Limits) -> list[Problem]:
    """Every rule that a file breaks, then every rule that a list breaks as a whole."""
    problems = [problem for file in media for problem in check_file(KINDS[file.field], file, limits)]
    for field, rule in (("referenceVideos", "MD-VID-TOTAL-MAX"), ("referenceAudios", "MD-AUD-TOTAL-MAX")):
        problems += _total([file for file in media if file.field == field], field, rule, limits)
    return problems


def check_file(kind: str, file: NamedFile, limits: Limits) -> Iterator[Problem]:
    """The rules that a file breaks as an image, a video or an audio."""
    yield from _CHECKS[kind](file, limits)


def check_upload(kind: str, file: NamedFile, limits: Limits) -> Iterator[Problem]:
    """The rules of `check_file` that the documents state for uploads: format, size in bytes and video resolution."""
    for problem in check_file(kind, file, limits):
        if problem.rule.endswith(("-FORMAT", "-RES", "-BYTES")):
            yield problem


def _image(file: NamedFile, limits: Limits) -> Iterator[Problem]:
    facts = file.facts
    remedy = f"send {_listed(limits.image_formats)}"
    if unusable := _unusable(file, IMAGE, limits.image_formats):
        yield Problem("MD-IMG-FORMAT", file.place, facts.format, unusable, remedy)
        return
    if facts.cut:
        yield _too_large("MD-IMG-BYTES", file, "send a smaller image")
        return
    sides = f"{facts.width}x{facts.height}"
    remedy = f"send {limits.image_side_min} to {limits.image_side_max} px a side"
    if limits.is_below(min(facts.width, facts.height), limits.image_side_min):
        message = f"the image is {sides}: a side is below {limits.image_side_min} px"
        yield Problem("MD-IMG-SIDE-MIN", file.place, sides, message, remedy)
    if limits.is_above(max(facts.width, facts.height), limits.image_side_max):
        message = f"the image is {sides}: a side is above {limits.image_side_max} px"
        yield Problem("MD-IMG-SIDE-MAX", file.place, sides, message, remedy)
    remedy = f"crop it to a width of {limits.image_ratio_min:g} to {limits.image_ratio_max:g} times its height"
    # Multiplied, not divided, so that the limits are exact.
    if limits.is_below(facts.width, limits.image_ratio_min * facts.height):
        message = f"the image is {sides}: its width is less than {limits.image_ratio_min:g} of its height"
        yield Problem("MD-IMG-RATIO-MIN", file.place, sides, message, remedy)
    if limits.is_above(facts.width, limits.image_ratio_max * facts.height):
        message = f"the image is {sides}: its width is more than {limits.image_ratio_max:g} times its height"
        yield Problem("MD-IMG-RATIO-MAX", file.place, sides, message, remedy)


def _video(file: NamedFile, limits: Limits) -> Iterator[Problem]:
    facts = file.facts
    if unusable := _unusable(file, VIDEO, limits.video_formats):
        remedy = f"send {_listed(limits.video_formats)}"
        yield Problem("MD-VID-FORMAT", file.place, facts.format, unusable, remedy)
        return
    if facts.cut:
        yield _too_large("MD-VID-BYTES", file, "send a shorter clip or a lower bit rate")
        return
    if not is_480p_or_720p(facts.width, facts.height, window=limits.video_window):
        sides = f"{facts.width}x{facts.height}"
        message, remedy = f"the video is {sides}, neither 480p nor 720p", "scale it to 1280x720 or 854x480"
        yield Problem("MD-VID-RES", file.place, sides, message, remedy)
    yield from _too_short("MD-VID-DUR-MIN", file, limits)


def _audio(file: NamedFile, limits: Limits) -> Iterator[Problem]:
    facts = file.facts
    if unusable := _unusable(file, AUDIO, limits.audio_formats):
        remedy = f"send {_listed(limits.audio_formats)}"
        yield Problem("MD-AUD-FORMAT", file.place, facts.format, unusable, remedy)
        return
    if facts.size > limits.audio_bytes:
        yield _too_large("MD-AUD-BYTES", file, "send at most 15 MB, for example an MP3")
    yield from _too_short("MD-AUD-DUR-MIN", file, limits)


_CHECKS: dict[str, Callable[[NamedFile, Limits], Iterator[Problem]]] = {IMAGE: _image, VIDEO: _video, AUDIO: _audio}


def _unusable(file: NamedFile, kind: str, formats: frozenset[str]) -> str | None:
    """Why a file can't be used as that kind of media, or None."""
    facts = file.facts
    if facts.format not in formats:
        what = "of an unknown format" if facts.format == "unknown" else facts.format
        return f"the file is {what}, not {kind} in one of the formats {_listed(formats)}"
    return None if facts.flaw is None else f"the file isn't a valid {facts.format}: {facts.flaw}"


def _too_large(rule: str, file: NamedFile, remedy: str) -> Problem:
    size = file.facts.size
    known = f"more than {size - 1}" if file.facts.cut else f"{size}"
    return Problem(rule, file.place, f"{known} bytes", f"the file is too large: {known} bytes", remedy)


def _too_short(rule: str, file: NamedFile, limits: Limits) -> Iterator[Problem]:
    seconds = file.facts.seconds
    if seconds is not None and limits.is_too_short(seconds):
        message = f"it lasts {seconds:.3f} s, less than {limits.clip_min:g} s"
        yield Problem(rule, file.place, round(seconds, 3), message, f"send at least {limits.clip_min:g} s")


def _total(media: Sequence[NamedFile], field: str, rule: str, limits: Limits) -> Iterator[Problem]:
    lengths = [(file.place, file.facts.seconds) for file in media if file.facts.seconds is not None]
    total = sum(seconds for _, seconds in lengths)
    if not limits.is_too_long(total):
        return
    alone = [place for place, seconds in lengths if limits.is_too_long(seconds)]
    if len(lengths) == 1 or alone:
        message = f"it lasts {dict(lengths)[alone[0]]:.3f} s, more than {limits.total_max:g} s"
    else:
        message = f"together they last {total:.3f} s, more than {limits.total_max:g} s"
    place = alone[0] if alone else field
    remedy = f"shorten them to {limits.total_max:g} s together"
    yield Problem(rule, place, round(total, 3), message, remedy)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
