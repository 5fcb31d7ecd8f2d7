"""The tasks whose result videos are judged: every option set and absent, on every model."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.case import Media
from seedance_conformance.cases.media.slots import AUDIOS, FIRST, IMAGES, VIDEOS, Slot

RATIOS: Final = {"16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "3:4": 3 / 4, "9:16": 9 / 16, "21:9": 21 / 9}
DEFAULT_RATIO: Final = "16:9"
DEFAULT_SECONDS: Final = 5

_MEDIA: Final = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios")
_TEXT: Final = {model: Slot(model, "") for model in PRO}
_VIDEO: Final = {model: next(slot for slot in VIDEOS if slot.model == model) for model in STANDARD}


@frozen
class VideoRequest:
    """One task.

    Attributes:
        slot: model and mode.
        options: as sent.
        entry: the file in the slot, empty for the surely valid one.
        asset: the file is uploaded to the asset library first.
        follows: for `adaptive`: the ratio of the input.
        loopback: sent on loopback only, since a remote target gets a request of this kind.
        label: in place of the name.
    """

    slot: Slot
    options: dict[str, Any] = field(factory=dict)
    entry: str = ""
    asset: bool = False
    follows: float | None = None
    loopback: bool = True
    label: str = ""

    @property
    def name(self) -> str:
        """For the report."""
        if self.label:
            return self.label
        where = self.slot.name if self.slot.field else f"text on {self.slot.model}"
        said = ", ".join(f"{key} {value}" for key, value in self.options.items()) or "no option"
        return f"{said}; {'asset as ' if self.asset else ''}{where}"

    def body(self, files: Media, asset: str | None = None) -> dict[str, Any]:
        """The create body; an asset's address replaces that of its file."""
        if not self.slot.field:
            return self.slot.list_body(files, []) | self.options
        body = self.slot.body(files, asset or files.url(self.entry)) if self.entry else self.slot.plain(files)
        return body | self.options

    @property
    def ratio(self) -> float:
        """The ratio of width to height that is expected; for `adaptive` that of the input."""
        return self.follows or RATIOS[self.options.get("aspect_ratio", DEFAULT_RATIO)]


UNKNOWN_REQUEST: Final = VideoRequest(_TEXT[PRO[0]], label="a task whose create isn't recorded")
"""Stands for a request that isn't recorded; its result can only be judged by what each result must have."""


def request_of(body: Mapping[str, Any]) -> VideoRequest:
    """The request that a valid body makes, to compare the result of a recorded task with it."""
    media = next((name for name in _MEDIA if body.get(name)), "")
    options = {name: body[name] for name in ("duration", "aspect_ratio", "generateAudio") if name in body}
    return VideoRequest(Slot(str(body["model"]), media), options)


def video_requests() -> list[VideoRequest]:
    """Every task, the most important first."""
    slots = [_TEXT[PRO[0]], _VIDEO[STANDARD[0]], _TEXT[PRO[1]], _VIDEO[STANDARD[1]]]
    made = [VideoRequest(slot, loopback=turn > 0) for turn, slot in enumerate(slots)]
    # The default ratio must not follow a square input.
    made += [VideoRequest(FIRST[0]), VideoRequest(FIRST[3]), VideoRequest(IMAGES[0])]
    for place, slot in enumerate(slots):
        for turn, ratio in enumerate(RATIOS):
            options = {"aspect_ratio": ratio, "generateAudio": (turn + place) % 2 == 0, "duration": 4 + turn % 3}
            made.append(VideoRequest(slot, options, loopback=place > 0 or turn not in (2, 5)))
        made.append(VideoRequest(slot, {"generateAudio": False}))
        made.append(VideoRequest(slot, {"generateAudio": True, "duration": 15 if place % 2 else 4}))
        made.append(VideoRequest(slot, {"aspect_ratio": "9:16"}))
        made.append(VideoRequest(slot, {"duration": 15 - place, "generateAudio": False}))
    made.append(VideoRequest(FIRST[1], {"aspect_ratio": "3:4", "generateAudio": True}))
    made.append(VideoRequest(FIRST[1], {"aspect_ratio": "21:9", "generateAudio": False}))
    return [*made, *_in_each_mode(), *_adaptive()]


def _in_each_mode() -> Iterator[VideoRequest]:
    """A server may ignore an option in one mode only; the durations are those that no other task has."""
    modes = (FIRST[0], FIRST[3], IMAGES[0], VIDEOS[1], AUDIOS[0])
    for seconds, (slot, ratio) in enumerate(zip(modes, ("9:16", "3:4", "4:3", "1:1", "9:16"), strict=True), 7):
        yield VideoRequest(slot, {"duration": seconds, "aspect_ratio": ratio, "generateAudio": False})
        yield VideoRequest(slot, {"generateAudio": True})
    yield from (VideoRequest(slot) for slot in (VIDEOS[1], AUDIOS[0], IMAGES[7]))


def _adaptive() -> Iterator[VideoRequest]:
    """Upright, square and flat first frames, also with a last frame, in other formats, and as an asset."""
    for slot, entry, ratio in (
        (FIRST[0], "images/jpeg-720x1280.jpg", 9 / 16),
        (FIRST[1], "images/jpeg-720x1280.jpg", 9 / 16),
        (FIRST[1], "images/webp-640x480.webp", 4 / 3),
        (FIRST[0], "image-3.png", 1.0),
        (FIRST[2], "images/jpeg-640x480.jpg", 4 / 3),
    ):
        yield VideoRequest(slot, {"aspect_ratio": "adaptive"}, entry, follows=ratio)
    yield VideoRequest(FIRST[1], {"aspect_ratio": "adaptive"}, "images/jpeg-720x1280.jpg", asset=True, follows=9 / 16)


def files_sent() -> tuple[str, ...]:
    """The media files that the tasks name, besides the numbered ones."""
    return tuple(dict.fromkeys(request.entry for request in video_requests() if "/" in request.entry))
