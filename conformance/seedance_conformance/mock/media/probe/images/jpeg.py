"""Width and height of JPEG files, and whether the picture is whole."""

import hashlib
import struct
import threading

from seedance_conformance.mock.media.probe.images.tiff import is_rotated
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})  # markers in the range of start-of-frame markers that aren't any
_ALONE = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})  # markers without a length, and stuffed bytes
_END, _SCAN, _APP1 = 0xD9, 0xDA, 0xE1
_STRAY = 4096  # bytes between segments that decoders skip
# A picture without an end marker is decoded, one at a time, unless that would need much memory and time.
_MOST_PIXELS, _MOST_SCANS = 40_000_000, 40
_ZEROS = 2  # zeros at the end that are kept, since more would be read as blocks
_FILLINGS = (b"\x55" * 64, b"\xaa" * 64)
_decoding = threading.Lock()


def jpeg_dimensions(source: Source) -> tuple[int, int]:
    """Width and height of a JPEG file, after the rotation in its Exif data."""
    offset, sides, rotated = 2, None, False
    while True:
        offset = _next_marker(source, offset)
        marker = source.at(offset + 1, 1)[0]
        if marker == _END:
            raise BrokenMediaError("it has no picture data")
        length = int.from_bytes(source.at(offset + 2, 2))
        if length < 2:
            raise BrokenMediaError("its segments are damaged")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", source.at(offset + 5, 4))
            sides = (width, height)
        elif marker == _APP1:
            rotated = rotated or is_rotated(source.at(offset + 4, length - 2))
        offset += 2 + length
        if marker == _SCAN:
            break
    if sides is None:
        raise BrokenMediaError("it has no frame")
    if source.find(b"\xff\xd9", offset) < 0 and not _is_whole(source, *sides):
        raise BrokenMediaError("it is cut short")
    return sides[::-1] if rotated else sides


def _next_marker(source: Source, offset: int) -> int:
    """Where the next segment begins; like decoders, this skips stray bytes before it."""
    while True:
        lead, marker = source.at(offset, 2)
        if lead == marker == 0xFF:  # a fill byte
            offset += 1
        elif lead == 0xFF and marker in _ALONE:
            offset += 2
        elif lead == 0xFF:
            return offset
        else:
            stray = source.at(offset, min(_STRAY, source.size - offset)).find(b"\xff")
            if stray < 0:
                raise BrokenMediaError("its segments are damaged")
            offset += stray


def _is_whole(source: Source, width: int, height: int) -> bool:
    """Whether a picture without an end marker has all its blocks, which only decoding can show.

    Cameras that lose power and copies without their last bytes leave such files; viewers show them whole. A decoder
    ignores bytes after the last block, but takes them for blocks that are missing. So if two different fillings give
    the same picture, nothing is missing.
    """
    if width * height > _MOST_PIXELS:
        return False
    content = source.at(0, source.size)
    picture = content[: len(content.rstrip(b"\0")) + _ZEROS]
    if picture.count(b"\xff\xda") > _MOST_SCANS:
        return False
    with _decoding:
        shown = _decoded(picture + b"\xff\xd9")
        return bool(shown) and all(_decoded(picture + filling + b"\xff\xd9") == shown for filling in _FILLINGS)


def _decoded(content: bytes) -> bytes:
    """A digest of the pixels; empty if they can't be decoded."""
    import av

    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.thread_count = 1
    decoder.options = {"err_detect": "explode"}
    digest = hashlib.blake2b()
    try:
        for frame in decoder.decode(av.Packet(content)):
            for plane in frame.planes:
                digest.update(plane)
    except (av.FFmpegError, ValueError, MemoryError):
        return b""
    return digest.digest()
