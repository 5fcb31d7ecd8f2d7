"""The tasks that are made for their results: every option said and left out, on every model."""

from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.media.places import AUDIOS, FIRST, IMAGES, VIDEOS, Files, Spot

RATIOS: Final = {"16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "3:4": 3 / 4, "9:16": 9 / 16, "21:9": 21 / 9}
DEFAULT_RATIO: Final = "16:9"
DEFAULT_SECONDS: Final = 5

_TEXT: Final = {model: Spot(model, "") for model in PRO}
_FILM: Final = {model: next(spot for spot in VIDEOS if spot.model == model) for model in STANDARD}


@frozen
class Request:
    """One task.

    Attributes:
        spot: model and mode.
        options: as sent.
        entry: the file in the spot, or empty for the surely valid one.
        asset: the file is put into the asset library first.
        follows: for `adaptive`, the ratio of the input.
        loopback: one of many of its kind, not worth a billed task on a remote target.
    """

    spot: Spot
    options: dict[str, Any] = field(factory=dict)
    entry: str = ""
    asset: bool = False
    follows: float | None = None
    loopback: bool = True

    @property
    def name(self) -> str:
        """In words."""
        where = f"{self.spot.name}" if self.spot.field else f"text on {self.spot.model}"
        said = ", ".join(f"{key} {value}" for key, value in self.options.items()) or "no option"
        return f"{said}; {'asset as ' if self.asset else ''}{where}"

    def body(self, files: Files, asset: str | None = None) -> dict[str, Any]:
        """As it is sent, with the asset's address in place of its file's."""
        if not self.spot.field:
            return self.spot.list_body(files, []) | self.options
        made = self.spot.body(files, asset or files.url(self.entry)) if self.entry else self.spot.plain(files)
        return made | self.options

    @property
    def ratio(self) -> float:
        """What the frame's width to height has to be; of `adaptive`, that of the input."""
        return self.follows or RATIOS[self.options.get("aspect_ratio", DEFAULT_RATIO)]


def requests() -> list[Request]:
    """Every task, the most telling first."""
    spots = [_TEXT[PRO[0]], _FILM[STANDARD[0]], _TEXT[PRO[1]], _FILM[STANDARD[1]]]
    made = [Request(spot, loopback=turn > 0) for turn, spot in enumerate(spots)]
    # The square input must not show in the default ratio.
    made += [Request(FIRST[0]), Request(FIRST[3]), Request(IMAGES[0])]
    for place, spot in enumerate(spots):
        for turn, ratio in enumerate(RATIOS):
            options = {"aspect_ratio": ratio, "generateAudio": (turn + place) % 2 == 0, "duration": 4 + turn % 3}
            made.append(Request(spot, options, loopback=place > 0 or turn not in (2, 5)))
        made.append(Request(spot, {"generateAudio": False}))
        made.append(Request(spot, {"generateAudio": True, "duration": 15 if place % 2 else 4}))
        made.append(Request(spot, {"aspect_ratio": "9:16"}))
        made.append(Request(spot, {"duration": 15 - place, "generateAudio": False}))
    made += [Request(FIRST[1], {"aspect_ratio": ratio, "generateAudio": ratio == "3:4"}) for ratio in ("3:4", "21:9")]
    return [*made, *_in_each_mode(), *_adaptive()]


def _in_each_mode() -> Iterator[Request]:
    """An option may be forgotten in one mode alone; the lengths are those that nothing else asks for."""
    modes = (FIRST[0], FIRST[3], IMAGES[0], VIDEOS[1], AUDIOS[0])
    for seconds, (spot, ratio) in enumerate(zip(modes, ("9:16", "3:4", "4:3", "1:1", "9:16"), strict=True), 7):
        yield Request(spot, {"duration": seconds, "aspect_ratio": ratio, "generateAudio": False})
        yield Request(spot, {"generateAudio": True})
    yield from (Request(spot) for spot in (VIDEOS[1], AUDIOS[0], IMAGES[7]))


def _adaptive() -> Iterator[Request]:
    """Upright, square and flat first frames, also with a last frame, in other formats, and as an asset."""
    for spot, entry, ratio in (
        (FIRST[0], "images/jpeg-720x1280.jpg", 9 / 16),
        (FIRST[1], "images/jpeg-720x1280.jpg", 9 / 16),
        (FIRST[1], "images/webp-640x480.webp", 4 / 3),
        (FIRST[0], "image-3.png", 1.0),
        (FIRST[2], "images/jpeg-640x480.jpg", 4 / 3),
    ):
        yield Request(spot, {"aspect_ratio": "adaptive"}, entry, follows=ratio)
    yield Request(FIRST[1], {"aspect_ratio": "adaptive"}, "images/jpeg-720x1280.jpg", asset=True, follows=9 / 16)


def files_sent() -> tuple[str, ...]:
    """The media files that the tasks name, besides the numbered ones."""
    return tuple(dict.fromkeys(request.entry for request in requests() if "/" in request.entry))
