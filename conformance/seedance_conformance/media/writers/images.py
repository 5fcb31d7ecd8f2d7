"""Writers of images: any width and height in any documented format, with few bytes even if they are large."""

import io
import struct
from typing import Any, Final

from seedance_conformance.media.codecs import Image
from seedance_conformance.media.writers.scenes import few_shades, grey, number_of, scene, two_shades

ENDINGS: Final = {"jpeg": "jpg", "png": "png", "webp": "webp", "bmp": "bmp", "tiff": "tiff", "gif": "gif"}
"""The file extension of each of the six documented formats."""

# Images with more pixels have one channel or one bit, so that valid files stay far below the byte limits of servers.
_LARGE = 2_000_000

_STRIP: Final = 100  # rows of a heavy image that aren't black

_SMALL_MODES: Final = {"gif": "P", "tiff": "L"}
_LARGE_MODES: Final = {"jpeg": "L", "png": "1", "webp": "RGB", "bmp": "1", "tiff": "1", "gif": "P"}
_LARGE_OPTIONS: Final[dict[str, dict[str, Any]]] = {"webp": {"lossless": True, "quality": 0, "method": 0}}
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "jpeg": {"quality": 40},
    "png": {"compress_level": 1},
    "webp": {"quality": 0, "method": 0},
    "tiff": {"compression": "packbits"},
}


def saved(picture: "Image.Image", kind: str, **options: Any) -> bytes:
    """A picture as a file, with options for Pillow's encoder."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def write_picture(kind: str, width: int, height: int, **options: Any) -> bytes:
    """A landscape, which depends on width and height; `options` replace our defaults for Pillow's encoder."""
    large = width * height > _LARGE
    mode = (_LARGE_MODES if large else _SMALL_MODES).get(kind, "RGB")
    usual = (_LARGE_OPTIONS if large else {}).get(kind) or _OPTIONS.get(kind, {})
    return saved(_in_mode(mode, width, height, large=large), kind, **(usual | options))


def write_in_mode(kind: str, mode: str, width: int, height: int) -> bytes:
    """A landscape in one of Pillow's modes; a GIF has a comment, which needs GIF89a."""
    options = {"comment": b"edition of 1989"} if kind == "gif" else {}
    return saved(_in_mode(mode, width, height), kind, **options)


def write_transparent_webp(width: int, height: int) -> bytes:
    """A WebP of the extended form (VP8X), which a lossy image with an alpha channel needs."""
    picture = scene(width, height, number_of("transparent"))
    picture.putalpha(128)
    return saved(picture, "webp", quality=0, method=0)


def write_big_endian_tiff(width: int, height: int) -> bytes:
    """An uncompressed TIFF with one bit per pixel in big-endian byte order (TIFF 6.0, baseline)."""
    short, long = 3, 4
    data = two_shades(width, height, number_of("big-endian")).tobytes()
    entries = [
        (256, long, width),
        (257, long, height),
        (258, short, 1),  # bits per sample
        (259, short, 1),  # no compression
        (262, short, 1),  # 0 is black
        (273, long, 8 + 2 + 12 * 9 + 4),  # offset of the only strip, after the nine entries
        (277, short, 1),  # samples per pixel
        (278, long, height),  # rows in the strip
        (279, long, len(data)),  # bytes in the strip
    ]
    directory = struct.pack(">H", len(entries))
    for tag, kind, value in entries:
        directory += struct.pack(">HHII" if kind == long else ">HHIHxx", tag, kind, 1, value)
    return b"MM\x00*" + struct.pack(">I", 8) + directory + bytes(4) + data


def write_top_down_bmp(width: int, height: int) -> bytes:
    """A BMP whose rows are stored from the top, which its negative height says."""
    content = bytearray(write_picture("bmp", width, height))
    start, rows = int.from_bytes(content[10:14], "little"), memoryview(bytes(content))
    stride = (len(content) - start) // height
    for row in range(height):
        other = start + (height - 1 - row) * stride
        content[start + row * stride : start + (row + 1) * stride] = rows[other : other + stride]
    content[22:26] = (-height).to_bytes(4, "little", signed=True)
    return bytes(content)


def write_heavy_bmp(width: int, height: int) -> bytes:
    """A 24-bit BMP with three bytes per pixel, a landscape over black: large to transfer, but holes on disk."""
    picture = Image.new("RGB", (width, height))
    picture.paste(scene(width, _STRIP, number_of("heavy")))
    return saved(picture, "bmp")


def _in_mode(mode: str, width: int, height: int, *, large: bool = False) -> "Image.Image":
    """A landscape in one of Pillow's modes; a large one is grey, with few shades where files are lossless."""
    number = number_of(f"{width}x{height}")
    if mode == "1":
        return two_shades(width, height, number)
    if large:
        picture = grey(width, height, number) if mode == "L" else few_shades(width, height, number)
    else:
        picture = scene(width, height, number)
    if mode == "P" and picture.mode == "RGB":
        return picture.quantize(64)
    return picture if picture.mode == mode else picture.convert(mode)
