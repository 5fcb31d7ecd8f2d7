"""The frames of result videos: their size for each ratio, their rate, and what they cost."""

import math
from collections.abc import Sequence

from seedance_conformance.mock.media.probe.facts import AUDIO
from seedance_conformance.mock.media.probe.rules import Medium

FRAMES_A_SECOND = 24
ADAPTIVE = "adaptive"
_FOLLOWED = ("first_image", "referenceVideos", "referenceImages")

# The vendor's sizes for 480p (docs/contract.md#news). So a result can be the reference of the next request; those of
# 720p could, too, but take twice as long to encode and to send.
_SIZES = {
    "16:9": (864, 496),
    "4:3": (752, 560),
    "1:1": (640, 640),
    "3:4": (560, 752),
    "9:16": (496, 864),
    "21:9": (992, 432),
}


def frame_size(ratio: str) -> tuple[int, int]:
    """Width and height in pixels, within 2 % of that ratio; `adaptive` without a known reference is 16:9."""
    return _SIZES.get(ratio, _SIZES["16:9"])


def adapted_ratio(media: Sequence[Medium]) -> str:
    """The ratio that `adaptive` stands for: the one nearest to the first frame, else to the first clip or image."""
    for field in _FOLLOWED:
        for medium in media:
            facts = medium.facts
            if medium.field == field and facts.kind != AUDIO and facts.width and facts.height:
                wanted = math.log(facts.width / facts.height)
                return min(_SIZES, key=lambda ratio: abs(math.log(_SIZES[ratio][0] / _SIZES[ratio][1]) - wanted))
    return "16:9"


def tokens(ratio: str, seconds: int) -> int:
    """What a video costs: width x height x frame rate x seconds / 1024, the vendor's own formula, a whole number."""
    width, height = frame_size(ratio)
    return width * height * FRAMES_A_SECOND * seconds // 1024
