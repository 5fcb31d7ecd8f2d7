"""Cases of images: formats, sides and ratios, in the frame fields and in every position of the list.

Sides and ratios of exactly a limit are open: MD-IMG-SIDE-EDGE and MD-IMG-RATIO-EDGE record them.

Each bound is tried in each format and in each slot, but not each format in each slot: formats take turns.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from seedance_conformance.cases.case import Case, Media
from seedance_conformance.cases.media.building import acceptances, refusals
from seedance_conformance.cases.media.slots import FIRST, IMAGES, LAST, rotation

FORMAT: Final = "MD-IMG-FORMAT"
ENDINGS: Final = {"jpeg": "jpg", "png": "png", "webp": "webp", "bmp": "bmp", "tiff": "tiff", "gif": "gif"}
FORMATS: Final = tuple(ENDINGS)
_JPEG_OR_PNG: Final = ("jpeg", "png")

OUT_OF_BOUNDS: Final = (
    ("MD-IMG-SIDE-MIN", "299x400"),
    ("MD-IMG-SIDE-MIN", "400x299"),
    ("MD-IMG-SIDE-MAX", "6001x3000"),
    ("MD-IMG-SIDE-MAX", "3000x6001"),
    ("MD-IMG-RATIO-MIN", "399x1000"),
    ("MD-IMG-RATIO-MAX", "1001x400"),
)
"""One side or the ratio just out of bounds, and everything else inside."""

_MORE_OUT_OF_BOUNDS: Final = (
    ("MD-IMG-SIDE-MIN", "299x299"),
    ("MD-IMG-SIDE-MAX", "6001x6001"),
    ("MD-IMG-RATIO-MIN", "301x754"),
    ("MD-IMG-RATIO-MAX", "754x301"),
    ("MD-IMG-RATIO-MIN", "2399x5999"),
    ("MD-IMG-RATIO-MAX", "5999x2399"),
    ("MD-IMG-RATIO-MIN", "301x5999"),
    ("MD-IMG-RATIO-MAX", "5999x301"),
    ("MD-IMG-RATIO-MIN", "350x1000"),
    ("MD-IMG-RATIO-MAX", "1000x357"),
)
_SURELY_OUT: Final = ("350x1000", "1000x357")
_NARROW: Final = ("399x1000", "301x754", "2399x5999")
"""Ratios from 0.39 to 0.4: disputed, since the vendor takes 0.39."""

INSIDE: Final = (
    ("MD-IMG-SIDE-MIN", "301x400"),
    ("MD-IMG-SIDE-MIN", "400x301"),
    ("MD-IMG-SIDE-MAX", "5999x3000"),
    ("MD-IMG-SIDE-MAX", "3000x5999"),
    ("MD-IMG-RATIO-MIN", "401x1000"),
    ("MD-IMG-RATIO-MAX", "999x400"),
)
"""Just inside one limit: valid."""

_MORE_INSIDE: Final = (
    ("MD-IMG-SIDE-MIN", "301x301"),
    ("MD-IMG-SIDE-MAX", "5999x5999"),
    ("MD-IMG-RATIO-MIN", "301x752"),
    ("MD-IMG-RATIO-MAX", "752x301"),
    ("MD-IMG-RATIO-MIN", "2401x5999"),
    ("MD-IMG-RATIO-MAX", "5999x2401"),
)

NON_IMAGES: Final = (
    *("svg.svg", "pdf.pdf", "svg-named.png", "pdf-named.jpg", "text-named.webp", "text-named.heic"),
    *("ppm.ppm", "tga-named.png", "jpeg2000.jp2", "jpeg2000-named.jpg", "mp4-named.png", "wav-named.gif", "empty.png"),
    *(f"{kind}-head-only.{ending}" for kind, ending in ENDINGS.items()),
)
"""Not an image in a documented format, or an image whose sides can't be read. HEIC is open, so it isn't here."""

_ALONE: Final = tuple(slot for slot in IMAGES if slot.length == 1)
_REPRESENTATIVE: Final = NON_IMAGES[:1]
_VARIANTS: Final = (
    "jpeg-progressive.jpg",
    "webp-lossless.webp",
    "webp-transparent.webp",
    "tiff-big-endian.tiff",
    "bmp-top-down.bmp",
)
_VARIANTS_OUT: Final = (
    ("MD-IMG-SIDE-MIN", "400x299"),
    ("MD-IMG-SIDE-MAX", "3000x6001"),
    ("MD-IMG-RATIO-MAX", "1001x400"),
)
_COLOURS: Final = ("jpeg-grey.jpg", "jpeg-cmyk.jpg", "png-palette.png", "png-transparent.png", "gif-89a.gif")
_WRONG_NAMES: Final = (
    *("png-named.jpg", "jpeg-named.png", "webp-named.jpg", "gif-named.png"),
    *("tiff-named.bin", "bmp-named.gif", "jpeg-named.heic"),
)


def cases(files: Media) -> Iterator[Case]:
    """All cases of images by address, refusals first."""
    for part in (_out_of_bounds, _other_formats, _formats, _inside):
        yield from part(files)


def image(kind: str, sides: str) -> str:
    """The name of an image by its format and sides."""
    return f"images/{kind}-{sides}.{ENDINGS[kind]}"


def is_disputed(sides: str) -> bool:
    """Whether an image of these sides, which the pages refuse, is one that other sources accept."""
    return sides in _NARROW


def _out_of_bounds(files: Media) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(OUT_OF_BOUNDS):
        disputed = is_disputed(sides)
        for (place, kind), slots in product(enumerate(FORMATS), (FIRST, LAST)):
            chosen, remote = rotation(slots, 1, turn + place), int(place == 0)
            yield from refusals(rule, image(kind, sides), chosen, files, remote=remote, disputed=disputed)
        for place, slot in enumerate(IMAGES):
            if place < 10 or place % 3 == turn % 3:
                name, remote = image(FORMATS[(turn + place) % len(FORMATS)], sides), int(place == 0)
                yield from refusals(rule, name, [slot], files, remote=remote, disputed=disputed)
    for turn, (rule, sides) in enumerate(_MORE_OUT_OF_BOUNDS):
        # One that is surely too narrow, and one that is surely too flat, everywhere.
        flags = {"remote": int(sides in _SURELY_OUT), "disputed": is_disputed(sides)}
        yield from refusals(rule, image(_JPEG_OR_PNG[turn // 2 % 2], sides), rotation(FIRST, 1, turn), files, **flags)
    for (turn, (rule, sides)), (place, variant) in product(enumerate(_VARIANTS_OUT), enumerate(_VARIANTS)):
        chosen = rotation((FIRST[0], LAST[1], IMAGES[0]), 1, turn + place)
        yield from refusals(rule, f"images/{variant.replace('.', f'-{sides}.')}", chosen, files)


def _other_formats(files: Media) -> Iterator[Case]:
    for (turn, other), slots in product(enumerate(NON_IMAGES), (FIRST, LAST, IMAGES)):
        everywhere = other in _REPRESENTATIVE
        chosen = slots if everywhere else rotation(slots, 1, turn)
        yield from refusals(FORMAT, f"images/{other}", chosen, files, remote=int(everywhere))


def _formats(files: Media) -> Iterator[Case]:
    plain = _in_each_format("640x480")
    for turn, name in enumerate(plain):
        # The control has another format: a target that doesn't know this one is at fault.
        for slots, remote in ((FIRST, 1), (LAST, 0), (_ALONE, 0)):
            chosen, other = rotation(slots, 1, turn), plain[turn - 1]
            yield from acceptances(FORMAT, name, chosen, files, control=other, remote=remote)
    for turn, slot in enumerate(_ALONE):
        names = plain if turn % 2 else plain[::-1]
        yield from acceptances(FORMAT, names, [slot], files, remote=int(turn == 0))
    for turn, name in enumerate((*_VARIANTS, *_COLOURS, *_WRONG_NAMES)):
        yield from acceptances(FORMAT, f"images/{name}", rotation(FIRST, 1, turn), files)
    for some in (_VARIANTS, _COLOURS, _WRONG_NAMES):
        yield from acceptances(FORMAT, [f"images/{name}" for name in some], IMAGES[:1], files)


def _inside(files: Media) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(INSIDE):
        for place, kind in enumerate(FORMATS):
            # Half of the formats in one frame field, half in the other; the list gets them all.
            slots = rotation(FIRST if (turn + place) % 2 else LAST, 1, place)
            plain, remote = image(kind, "640x480"), int(place < 2)
            yield from acceptances(rule, image(kind, sides), slots, files, control=plain, remote=remote)
        for place, slot in enumerate(rotation(_ALONE, 3, turn + 1)):
            yield from acceptances(rule, image(FORMATS[(turn + place) % len(FORMATS)], sides), [slot], files)
        slots, plains = rotation(_ALONE, 1, turn), _in_each_format("640x480")
        yield from acceptances(rule, _in_each_format(sides), slots, files, control=plains)
    for turn, (rule, sides) in enumerate(_MORE_INSIDE):
        yield from acceptances(rule, image(_JPEG_OR_PNG[turn // 2 % 2], sides), rotation(FIRST, 1, turn), files)


def _in_each_format(sides: str) -> list[str]:
    return [image(kind, sides) for kind in FORMATS]
