"""Checks files against the media rules (MD); each rule that a file breaks is one problem.

Some rules only say that a field obeys the rules of another (MD-IMG-LAST-SAME, MD-IMG-REF-SAME), or follow from others
(MD-VID-DUR-MAX, MD-AUD-DUR-MAX). A problem names the rule that says what is wrong, and the field: MD-IMG-SIDE-MIN at
`last_image`, MD-VID-TOTAL-MAX at `referenceVideos[0]`.
"""

from collections.abc import Iterator, Sequence

from attrs import frozen

from seedance_conformance.mock.media.probe.facts import AUDIO, IMAGE, VIDEO, Facts
from seedance_conformance.mock.media.rules.limits import Limits
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
    rule, formats, check = {
        IMAGE: ("MD-IMG-FORMAT", limits.image_formats, _image),
        VIDEO: ("MD-VID-FORMAT", limits.video_formats, _video),
        AUDIO: ("MD-AUD-FORMAT", limits.audio_formats, _audio),
    }[kind]
    if unusable := _unusable(file, kind, formats):
        yield Problem(rule, file.place, file.facts.format, unusable, f"send {_listed(formats)}")
    else:
        yield from check(file, limits)


def check_upload(kind: str, file: NamedFile, limits: Limits) -> Iterator[Problem]:
    """The rules of `check_file` that the documents state for uploads: format, size in bytes and video resolution."""
    for problem in check_file(kind, file, limits):
        if problem.rule.endswith(("-FORMAT", "-RES", "-BYTES")):
            yield problem


def _image(file: NamedFile, limits: Limits) -> Iterator[Problem]:
    facts = file.facts
    if facts.cut:
        yield _too_large("MD-IMG-BYTES", file, "send a smaller image")
        return
    width, height, sides = facts.width, facts.height, f"{facts.width}x{facts.height}"
    least, most = limits.image_side_min, limits.image_side_max
    narrowest, widest = limits.image_ratio_min, limits.image_ratio_max
    resize = f"send {least} to {most} px a side"
    crop = f"crop it to a width of {narrowest:g} to {widest:g} times its height"

    def problem(rule: str, what: str, remedy: str) -> Problem:
        return Problem(rule, file.place, sides, f"the image is {sides}: {what}", remedy)

    # Ratios are multiplied, not divided, so that the limits are exact.
    if limits.is_below(min(width, height), least):
        yield problem("MD-IMG-SIDE-MIN", f"a side is below {least} px", resize)
    if limits.is_above(max(width, height), most):
        yield problem("MD-IMG-SIDE-MAX", f"a side is above {most} px", resize)
    if limits.is_below(width, narrowest * height):
        yield problem("MD-IMG-RATIO-MIN", f"its width is less than {narrowest:g} of its height", crop)
    if limits.is_above(width, widest * height):
        yield problem("MD-IMG-RATIO-MAX", f"its width is more than {widest:g} times its height", crop)


def _video(file: NamedFile, limits: Limits) -> Iterator[Problem]:
    facts = file.facts
    if facts.cut:
        yield _too_large("MD-VID-BYTES", file, "send a shorter clip or a lower bit rate")
        return
    if not limits.is_480p_or_720p(facts.width, facts.height):
        sides = f"{facts.width}x{facts.height}"
        message, remedy = f"the video is {sides}, neither 480p nor 720p", "scale it to 1280x720 or 854x480"
        yield Problem("MD-VID-RES", file.place, sides, message, remedy)
    yield from _too_short("MD-VID-DUR-MIN", file, limits)


def _audio(file: NamedFile, limits: Limits) -> Iterator[Problem]:
    if file.facts.size > limits.audio_bytes:
        yield _too_large("MD-AUD-BYTES", file, "send at most 15 MB, for example an MP3")
    yield from _too_short("MD-AUD-DUR-MIN", file, limits)


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
