"""The limits of the media rules, from docs/contract.md#media, and the tolerances of this mock."""

from collections.abc import Mapping

from attrs import frozen

MEGABYTE = {"binary": 1 << 20, "decimal": 1_000_000}
_ROUNDING = 0.0005  # seconds; lengths are rounded to whole samples


@frozen
class Limits:
    """The limits, which are inclusive; lengths in seconds, sides in pixels.

    Attributes:
        image_formats: MD-IMG-FORMAT.
        image_side_min: MD-IMG-SIDE-MIN.
        image_side_max: MD-IMG-SIDE-MAX.
        image_ratio_min: MD-IMG-RATIO-MIN, width divided by height.
        image_ratio_max: MD-IMG-RATIO-MAX, width divided by height.
        image_edges: whether sides and ratios of exactly a limit are valid (question 8).
        video_formats: MD-VID-FORMAT; the documents don't say, the vendor's name these two.
        video_window: whether only the pixel areas that other sellers state count as 480p to 720p (question 10).
        audio_formats: MD-AUD-FORMAT.
        audio_bytes: MD-AUD-BYTES; by default 15 MB of 2**20 bytes (question 12).
        clip_min: MD-VID-DUR-MIN and MD-AUD-DUR-MIN.
        total_max: MD-VID-TOTAL-MAX and MD-AUD-TOTAL-MAX, and with it the longest single clip.
        slack: tolerance of lengths: the vendor accepts 1.8 to 15.2 s (question 11; docs/contract.md#news).
    """

    image_formats: frozenset[str] = frozenset({"JPEG", "PNG", "WebP", "BMP", "TIFF", "GIF"})
    image_side_min: int = 300
    image_side_max: int = 6000
    image_ratio_min: float = 0.4
    image_ratio_max: float = 2.5
    image_edges: bool = True
    video_formats: frozenset[str] = frozenset({"MP4", "MOV"})
    video_window: bool = False
    audio_formats: frozenset[str] = frozenset({"WAV", "MP3"})
    audio_bytes: int = 15 * MEGABYTE["binary"]
    clip_min: float = 2.0
    total_max: float = 15.0
    slack: float = 0.2

    def is_below(self, value: float, limit: float) -> bool:
        """Whether a side or ratio of an image is below its limit, or on it where the edges are invalid."""
        return value < limit or (value == limit and not self.image_edges)

    def is_above(self, value: float, limit: float) -> bool:
        """Whether a side or ratio of an image is above its limit, or on it where the edges are invalid."""
        return value > limit or (value == limit and not self.image_edges)

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
