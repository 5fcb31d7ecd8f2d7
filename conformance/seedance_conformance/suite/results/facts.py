"""The facts of a result file."""

from typing import Final

from attrs import frozen

AUDIBLE: Final = 1e-3
"""The lowest audible peak, with full scale as 1; a lossy encoder makes less of digital silence."""

_QUICKTIME: Final = b"qt  "


class Unreadable(Exception):
    """The bytes aren't a readable video; the text says why."""


@frozen
class Video:
    """A result file.

    Attributes:
        brand: the major brand of its type box; empty if it doesn't begin with one.
        width: of the picture as shown, with its pixel aspect ratio.
        height: of the picture.
        seconds: from the first frame to the end of the last.
        sound: how long its sound track lasts, in seconds; None without one.
        peak: of the sound, with full scale as 1; of one that can be heard, the peak of a part of it.
        missing: bytes that an MP4 announces and doesn't contain.
    """

    brand: bytes
    width: float
    height: float
    seconds: float
    sound: float | None
    peak: float
    missing: int = 0

    @property
    def is_mp4(self) -> bool:
        """Whether the container is MP4 and not its predecessor QuickTime (ISO/IEC 14496-12, 4.3)."""
        return bool(self.brand) and self.brand != _QUICKTIME

    @property
    def brand_name(self) -> str:
        """The brand as text."""
        return self.brand.decode("ascii", "replace").strip()

    @property
    def audible(self) -> bool:
        """Whether anything can be heard."""
        return self.sound is not None and self.peak > AUDIBLE

    @property
    def ratio(self) -> float:
        """Width to height."""
        return self.width / self.height
