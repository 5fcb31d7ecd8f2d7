"""The turn that Exif data ask for: phones store an upright picture as a flat one with a turn."""

import io
import struct

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source
from seedance_conformance.mock.media.probe.tiff import ORIENTATION, TURNED, first_directory

_MARK = b"Exif\0\0"


def is_turned(content: bytes) -> bool:
    """Whether the Exif data of a picture turn it by a quarter, so that its width is shown as its height.

    Args:
        content: of the segment or chunk; in a JPEG file it begins with a mark, which some writers put elsewhere, too.
    """
    content = content.removeprefix(_MARK)
    if content[:2] not in (b"II", b"MM"):
        return False
    try:
        entries = first_directory(Source(io.BytesIO(content), len(content)))
    except (BrokenMediaError, struct.error):
        return False
    return entries.get(ORIENTATION, [1])[0] in TURNED
