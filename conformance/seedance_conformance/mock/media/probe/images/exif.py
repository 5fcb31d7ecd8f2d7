"""The rotation in Exif data: phones store an upright picture as a landscape one with a rotation."""

import io
import struct

from seedance_conformance.mock.media.probe.images.tiff import ORIENTATION, ROTATED, first_directory
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_MARK = b"Exif\0\0"


def is_rotated(content: bytes) -> bool:
    """Whether Exif data rotate a picture by 90 degrees, so that its width is shown as its height.

    Args:
        content: the Exif segment or chunk; it may begin with the mark that JPEG files have there.
    """
    content = content.removeprefix(_MARK)
    if content[:2] not in (b"II", b"MM"):
        return False
    try:
        entries = first_directory(Source(io.BytesIO(content), len(content)))
    except (BrokenMediaError, struct.error):
        return False
    return entries.get(ORIENTATION, [1])[0] in ROTATED
