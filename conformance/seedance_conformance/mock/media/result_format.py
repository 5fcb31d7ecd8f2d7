"""The format of result videos: frame size, frame rate, length, and the tokens that they cost."""

import math
from collections.abc import Sequence

from seedance_conformance.mock.media.probe.facts import AUDIO
from seedance_conformance.mock.media.rules.checks import NamedFile

FRAMES_A_SECOND = 24
ADAPTIVE = "adaptive"
_FOLLOWED = ("first_image", "referenceVideos", "referenceImages")

# The vendor's sizes for 480p (docs/contract.md#news), which are valid for the references of the next request. 720p
# would be valid, too, but takes twice as long to encode and to send.
_SIZES = {
    "16:9": (864, 496),
    "4:3": (752, 560),
    "1:1": (640, 640),
    "3:4": (560, 752),
    "9:16": (496, 864),
    "21:9": (992, 432),
}


def frame_size(ratio: str) -> tuple[int, int]:
    """Width and height in pixels for a ratio, within 2 % of it; 16:9 for `adaptive` without a known reference."""
    return _SIZES.get(ratio, _SIZES["16:9"])


def adapted_ratio(media: Sequence[NamedFile]) -> str:
    """The ratio for `adaptive`: the one nearest to that of the first frame, else of the first video or image."""
    for field in _FOLLOWED:
        for file in media:
            facts = file.facts
            if file.field == field and facts.kind != AUDIO and facts.width and facts.height:
                wanted = math.log(facts.width / facts.height)
                return min(_SIZES, key=lambda ratio: abs(math.log(_SIZES[ratio][0] / _SIZES[ratio][1]) - wanted))
    return "16:9"


def result_seconds(requested: int, *, extra_frame: bool) -> float:
    """The length of a result's file in seconds: as requested, or one frame more, like the vendor's."""
    return round(requested + (1 / FRAMES_A_SECOND if extra_frame else 0.0), 6)


def tokens(ratio: str, seconds: int) -> int:
    """The tokens of a video by the vendor's formula: width x height x frame rate x seconds / 1024, a whole number."""
    width, height = frame_size(ratio)
    return width * height * FRAMES_A_SECOND * seconds // 1024
