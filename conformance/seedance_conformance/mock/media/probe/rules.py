"""The media rules (MD), held against what a probe found. One broken rule of one file is one problem.

The catalogue has ids that only say that a field obeys the rules of another (MD-IMG-LAST-SAME, MD-IMG-REF-SAME), and
ids that follow from others (MD-VID-DUR-MAX, MD-AUD-DUR-MAX). Reported is the rule that says what is wrong, with the
field that it is wrong in: MD-IMG-SIDE-MIN at `last_image`, MD-VID-TOTAL-MAX at `referenceVideos[0]`.
"""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from seedance_conformance.mock.api.problems import Problem
from seedance_conformance.mock.media.probe.facts import AUDIO, IMAGE, VIDEO, Facts
from seedance_conformance.mock.media.probe.limits import Limits
from seedance_conformance.mock.media.probe.resolution import is_480p_or_720p

KINDS = {
    "first_image": IMAGE,
    "last_image": IMAGE,
    "referenceImages": IMAGE,
    "referenceVideos": VIDEO,
    "referenceAudios": AUDIO,
}
ASSET_KINDS = {"Image": IMAGE, "Video": VIDEO, "Audio": AUDIO}


@frozen
class Medium:
    """A file that a request names: its field, its place (for example `referenceImages[3]`), what it is."""

    field: str
    place: str
    address: str
    facts: Facts


def judge(media: Sequence[Medium], limits: Limits) -> list[Problem]:
    """Every broken rule of every file, then those of the lists as wholes."""
    problems = [problem for medium in media for problem in judge_one(KINDS[medium.field], medium, limits)]
    for field, rule in (("referenceVideos", "MD-VID-TOTAL-MAX"), ("referenceAudios", "MD-AUD-TOTAL-MAX")):
        problems += _total([medium for medium in media if medium.field == field], field, rule, limits)
    return problems


def judge_one(kind: str, medium: Medium, limits: Limits) -> Iterator[Problem]:
    """The broken rules of one file that is meant to be an image, a video or an audio."""
    yield from _JUDGES[kind](medium, limits)


def judge_upload(kind: str, medium: Medium, limits: Limits) -> Iterator[Problem]:
    """Of those, the ones that the upload page states itself: the formats, and the resolution of a video."""
    for problem in judge_one(kind, medium, limits):
        if problem.rule.endswith(("-FORMAT", "-RES", "-BYTES")):
            yield problem


def _image(medium: Medium, limits: Limits) -> Iterator[Problem]:
    facts = medium.facts
    remedy = f"send {_listed(limits.image_formats)}"
    if unusable := _unusable(medium, IMAGE, limits.image_formats):
        yield Problem("MD-IMG-FORMAT", medium.place, facts.format, unusable, remedy)
        return
    if facts.cut:
        yield _too_large("MD-IMG-BYTES", medium, "send a smaller image")
        return
    sides = f"{facts.width}x{facts.height}"
    remedy = f"send {limits.image_side_min} to {limits.image_side_max} px a side"
    if min(facts.width, facts.height) < limits.image_side_min:
        message = f"the image is {sides}, a side is below {limits.image_side_min} px"
        yield Problem("MD-IMG-SIDE-MIN", medium.place, sides, message, remedy)
    if max(facts.width, facts.height) > limits.image_side_max:
        message = f"the image is {sides}, a side is above {limits.image_side_max} px"
        yield Problem("MD-IMG-SIDE-MAX", medium.place, sides, message, remedy)
    remedy = f"crop it to {limits.image_ratio_min:g} to {limits.image_ratio_max:g} times as wide as high"
    # Multiplied, not divided: the edges are exact so.
    if facts.width < limits.image_ratio_min * facts.height:
        message = f"the image is {sides}, its width is less than {limits.image_ratio_min:g} of its height"
        yield Problem("MD-IMG-RATIO-MIN", medium.place, sides, message, remedy)
    if facts.width > limits.image_ratio_max * facts.height:
        message = f"the image is {sides}, its width is more than {limits.image_ratio_max:g} times its height"
        yield Problem("MD-IMG-RATIO-MAX", medium.place, sides, message, remedy)


def _video(medium: Medium, limits: Limits) -> Iterator[Problem]:
    facts = medium.facts
    if unusable := _unusable(medium, VIDEO, limits.video_formats):
        remedy = f"send {_listed(limits.video_formats)}"
        yield Problem("MD-VID-FORMAT", medium.place, facts.format, unusable, remedy)
        return
    if facts.cut:
        yield _too_large("MD-VID-BYTES", medium, "send a shorter clip or a lower bit rate")
        return
    if not is_480p_or_720p(facts.width, facts.height, window=limits.video_window):
        sides = f"{facts.width}x{facts.height}"
        message, remedy = f"the video is {sides}, neither 480p nor 720p", "scale it to 1280x720 or 854x480"
        yield Problem("MD-VID-RES", medium.place, sides, message, remedy)
    yield from _too_short("MD-VID-DUR-MIN", medium, limits)


def _audio(medium: Medium, limits: Limits) -> Iterator[Problem]:
    facts = medium.facts
    if unusable := _unusable(medium, AUDIO, limits.audio_formats):
        remedy = f"send {_listed(limits.audio_formats)}"
        yield Problem("MD-AUD-FORMAT", medium.place, facts.format, unusable, remedy)
        return
    if facts.size > limits.audio_bytes:
        yield _too_large("MD-AUD-BYTES", medium, "send at most 15 MB, for example an MP3")
    yield from _too_short("MD-AUD-DUR-MIN", medium, limits)


_JUDGES: dict[str, Callable[[Medium, Limits], Iterator[Problem]]] = {IMAGE: _image, VIDEO: _video, AUDIO: _audio}


def _unusable(medium: Medium, kind: str, formats: frozenset[str]) -> str | None:
    """Why a file can't be taken as that kind at all, or None."""
    facts = medium.facts
    if facts.format not in formats:
        what = "of no known format" if facts.format == "unknown" else f"{facts.format}"
        return f"the file is {what}, not {kind} in one of the formats {_listed(formats)}"
    return None if facts.flaw is None else f"the file begins as {facts.format}, but {facts.flaw}"


def _too_large(rule: str, medium: Medium, remedy: str) -> Problem:
    size = medium.facts.size
    known = f"more than {size - 1}" if medium.facts.cut else f"{size}"
    return Problem(rule, medium.place, size, f"the file has {known} bytes", remedy)


def _too_short(rule: str, medium: Medium, limits: Limits) -> Iterator[Problem]:
    seconds = medium.facts.seconds
    if seconds is not None and limits.is_too_short(seconds):
        message = f"it lasts {seconds:.3f} s, less than {limits.clip_min:g} s"
        yield Problem(rule, medium.place, round(seconds, 3), message, f"send at least {limits.clip_min:g} s")


def _total(media: Sequence[Medium], field: str, rule: str, limits: Limits) -> Iterator[Problem]:
    lengths = [(medium.place, medium.facts.seconds) for medium in media if medium.facts.seconds is not None]
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
