"""The limits of the media rules, from docs/contract.md#media, and the tolerances of this mock."""

from collections.abc import Mapping

from attrs import frozen

MEGABYTE = {"binary": 1 << 20, "decimal": 1_000_000}
_ROUNDING = 0.0005  # seconds; lengths are rounded to whole samples

# The documents don't say what 480p and 720p are in pixels (question 10). Only 1280x720 and 854x480 are certainly valid,
# and 640x360 and 1920x1080 certainly invalid. Between them we accept a short side from 480 to 720 (encoders round to
# 16), or an area like that of the vendor's own frames, from 864x496 (432x992 for narrow ones) to 1112x834.
_SHORT = (480 - 16, 720 + 16)
_AREA = (400_000, 930_000)
_LARGEST_AREA = 736 * 1840  # a short side of 736 at the ratio of 2.5
_WINDOW = (409_600, 927_408)  # the areas that other sellers state


@frozen
class Limits:
    """The limits, which are inclusive; lengths in seconds, sides in pixels."""

    image_formats: frozenset[str] = frozenset({"JPEG", "PNG", "WebP", "BMP", "TIFF", "GIF"})  # MD-IMG-FORMAT
    image_side_min: int = 300  # MD-IMG-SIDE-MIN
    image_side_max: int = 6000  # MD-IMG-SIDE-MAX
    image_ratio_min: float = 0.4  # MD-IMG-RATIO-MIN, width divided by height
    image_ratio_max: float = 2.5  # MD-IMG-RATIO-MAX
    image_edges: bool = True  # whether exactly a limit is valid for sides and ratios (question 8)
    video_formats: frozenset[str] = frozenset({"MP4", "MOV"})  # MD-VID-FORMAT: the vendor's; the documents name none
    video_window: bool = False  # whether only other sellers' pixel areas are 480p to 720p (question 10)
    audio_formats: frozenset[str] = frozenset({"WAV", "MP3"})  # MD-AUD-FORMAT
    audio_bytes: int = 15 * MEGABYTE["binary"]  # MD-AUD-BYTES: 15 MB of 2**20 bytes (question 12)
    clip_min: float = 2.0  # MD-VID-DUR-MIN and MD-AUD-DUR-MIN
    total_max: float = 15.0  # MD-VID-TOTAL-MAX and MD-AUD-TOTAL-MAX, and the longest single clip
    slack: float = 0.2  # of lengths: the vendor accepts 1.8 to 15.2 s (question 11; docs/contract.md#news)

    def is_below(self, value: float, limit: float) -> bool:
        """Whether a side or ratio of an image is below its limit, or on it where the edges are invalid."""
        return value < limit or (value == limit and not self.image_edges)

    def is_above(self, value: float, limit: float) -> bool:
        """Whether a side or ratio of an image is above its limit, or on it where the edges are invalid."""
        return value > limit or (value == limit and not self.image_edges)

    def is_480p_or_720p(self, width: int, height: int) -> bool:
        """Whether a frame size counts as 480p or 720p."""
        area = width * height
        if self.video_window:
            return _WINDOW[0] <= area <= _WINDOW[1]
        if _AREA[0] <= area <= _AREA[1]:
            return True
        return _SHORT[0] <= min(width, height) <= _SHORT[1] and area <= _LARGEST_AREA

    def is_too_short(self, seconds: float) -> bool:
        """Whether a clip is too short, even with the tolerance."""
        return seconds < self.clip_min - self.slack - _ROUNDING

    def is_too_long(self, seconds: float) -> bool:
        """Whether a clip, or all clips together, are too long, even with the tolerance."""
        return seconds > self.total_max + self.slack + _ROUNDING


def limits_for(choices: Mapping[str, str]) -> Limits:
    """The limits with these choices."""
    images = Limits().image_formats | ({"HEIC", "AVIF"} if choices["heic-images"] == "accepted" else set())
    return Limits(
        image_formats=images,
        image_ratio_min=float(choices["lowest-image-ratio"]),
        image_edges=choices["image-edges"] == "valid",
        video_window=choices["video-shapes"] == "window",
        audio_bytes=15 * MEGABYTE[choices["megabyte"]],
        slack=0.0 if choices["length-slack"] == "none" else float(choices["length-slack"]),
    )
