"""The image files: at and beyond each limit, in each documented format, and in other formats.

Animated images and images that Exif data rotate are left out: the documents don't say which picture or side counts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from seedance_conformance.media.files import Facts, MediaFile
from seedance_conformance.media.writers import audios, heic, images, non_media, videos

_PLAIN: Final = (640, 480)
_SIDES: Final = {
    "plain": [_PLAIN],
    "just inside a limit": [(301, 400), (400, 301), (5999, 3000), (3000, 5999), (401, 1000), (999, 400)],
    "beyond a limit": [(299, 400), (400, 299), (6001, 3000), (3000, 6001), (399, 1000), (1001, 400)],
}
"""Width and height of files of each format, by their purpose: MD-IMG-SIDE-MIN and -MAX, MD-IMG-RATIO-MIN and -MAX."""

_MORE_SIDES: Final = {
    "just inside two limits": [(301, 301), (301, 752), (752, 301), (5999, 2401), (2401, 5999), (5999, 5999)],
    "exactly at a limit": [(300, 300), (300, 400), (750, 300), (400, 1000), (1000, 400), (6000, 3000), (3000, 6000)],
    "portrait, for an adaptive ratio": [(720, 1280)],
    "slightly beyond the ratio": [(301, 754), (754, 301), (2399, 5999), (5999, 2399)],
    "beyond both sides": [(299, 299), (6001, 6001)],
    "far beyond the ratio": [(301, 5999), (5999, 301), (350, 1000), (1000, 357)],
}
"""Further ones, only for JPEG and PNG; those at a limit are for MD-IMG-SIDE-EDGE and MD-IMG-RATIO-EDGE."""

_HEAVY: Final = {"11mb": (2000, 1840), "21mb": (2700, 2600), "31mb": (3300, 3150)}
"""Width and height of large BMP files, by the size in their names: MD-IMG-BYTES."""

HEADS: Final = {"jpeg": 12, "png": 19, "webp": 16, "bmp": 16, "tiff": 6, "gif": 7}
"""How many bytes of each format suffice to detect it, but not to read width and height."""


def files() -> Iterator[MediaFile]:
    """Every image file, valid ones first."""
    for kind in images.ENDINGS:
        yield from _pictures(kind, _SIDES)
    for kind in ("jpeg", "png"):
        yield from _pictures(kind, _MORE_SIDES)
    yield from _variants()
    yield from _wrong_names()
    yield from _heavy()
    yield from _wrong_formats()
    yield from _heads()


def _image(name: str, kind: str, sides: tuple[int, int], purpose: str, write: Callable[[int, int], bytes]) -> MediaFile:
    """A file with width and height."""
    facts: Facts = {"format": kind, "width": sides[0], "height": sides[1]}
    return MediaFile(f"images/{name}", purpose, facts, partial(write, *sides))


def _pictures(kind: str, purposes: Mapping[str, Sequence[tuple[int, int]]]) -> Iterator[MediaFile]:
    for purpose, listed in purposes.items():
        for sides in listed:
            name = f"{kind}-{sides[0]}x{sides[1]}.{images.ENDINGS[kind]}"
            yield _image(name, kind, sides, purpose, partial(images.write_picture, kind))


_FORMS: Final[dict[str, tuple[str, Callable[[int, int], bytes]]]] = {
    "jpeg-progressive.jpg": ("jpeg", partial(images.write_picture, "jpeg", progressive=True)),
    "webp-lossless.webp": ("webp", partial(images.write_picture, "webp", lossless=True)),
    "webp-transparent.webp": ("webp", images.write_transparent_webp),
    "tiff-big-endian.tiff": ("tiff", images.write_big_endian_tiff),
    "bmp-top-down.bmp": ("bmp", images.write_top_down_bmp),
}
"""Variants of the formats, which store width and height in another way."""

_FORMS_BEYOND: Final = ((400, 299), (3000, 6001), (1001, 400))

_COLOURS: Final = {
    "jpeg-grey.jpg": "L",
    "jpeg-cmyk.jpg": "CMYK",
    "png-palette.png": "P",
    "png-transparent.png": "RGBA",
    "gif-89a.gif": "P",
}
"""Pillow's mode, by file name."""


def _variants() -> Iterator[MediaFile]:
    purpose = "another form of the format"
    for name, (kind, write) in _FORMS.items():
        yield _image(name, kind, _PLAIN, purpose, write)
        for sides in _FORMS_BEYOND:
            yield _image(name.replace(".", f"-{sides[0]}x{sides[1]}."), kind, sides, purpose, write)
    for name, mode in _COLOURS.items():
        kind = name.partition("-")[0]
        yield _image(name, kind, _PLAIN, purpose, partial(images.write_in_mode, kind, mode))


def _wrong_names() -> Iterator[MediaFile]:
    """Valid images with a wrong extension, and so with a wrong Content-Type: the bytes decide."""
    for kind, name in (
        ("png", "png-named.jpg"),
        ("jpeg", "jpeg-named.png"),
        ("webp", "webp-named.jpg"),
        ("gif", "gif-named.png"),
        ("tiff", "tiff-named.bin"),
        ("bmp", "bmp-named.gif"),
        ("jpeg", "jpeg-named.heic"),
    ):
        yield _image(name, kind, _PLAIN, "wrong extension", partial(images.write_picture, kind))


def _heavy() -> Iterator[MediaFile]:
    for size, sides in _HEAVY.items():
        yield _image(f"bmp-of-{size}.bmp", "bmp", sides, "size in bytes", images.write_heavy_bmp)


def _wrong_formats() -> Iterator[MediaFile]:
    """Images of other formats and files that aren't images, with right and with wrong extensions."""
    for name, kind, write in (
        ("svg.svg", "svg", non_media.write_svg),
        ("svg-named.png", "svg", non_media.write_svg),
        ("pdf.pdf", "pdf", non_media.write_pdf),
        ("pdf-named.jpg", "pdf", non_media.write_pdf),
        ("text-named.webp", "text", non_media.write_text),
        ("text-named.heic", "text", non_media.write_text),
        ("empty.png", "nothing", bytes),
        ("ppm.ppm", "ppm", partial(images.write_picture, "ppm", *_PLAIN)),
        ("tga-named.png", "tga", partial(images.write_picture, "tga", *_PLAIN)),
        ("jpeg2000.jp2", "jpeg2000", partial(images.write_picture, "jpeg2000", *_PLAIN)),
        ("jpeg2000-named.jpg", "jpeg2000", partial(images.write_picture, "jpeg2000", *_PLAIN)),
        ("mp4-named.png", "mp4", partial(videos.write_clip, 854, 480, 4.0)),
        ("wav-named.gif", "wav", partial(audios.write_wav, 4.0)),
    ):
        yield MediaFile(f"images/{name}", "not an image of a documented format", {"format": kind}, write)
    yield _image("heic-640x480.heic", "heic", _PLAIN, "a format that the documents leave open", heic.write_heic)


def _heads() -> Iterator[MediaFile]:
    for kind, size in HEADS.items():
        name = f"images/{kind}-head-only.{images.ENDINGS[kind]}"
        facts: Facts = {"format": kind, "bytes": size}
        yield MediaFile(name, "cut before width and height", facts, partial(_head, kind, size))


def _head(kind: str, size: int) -> bytes:
    return images.write_picture(kind, *_PLAIN)[:size]
