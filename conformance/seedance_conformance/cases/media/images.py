"""Cases of images: formats, sides and ratios, in the frame fields and in every position of the list.

Each bound is tried in each format and in each slot, but not each format in each slot: formats take turns.
"""

from collections.abc import Iterator
from typing import Final

from seedance_conformance.cases.case import Case, Media
from seedance_conformance.cases.media.building import acceptances, accepted_list, refusals
from seedance_conformance.cases.media.slots import FIRST, IMAGES, LAST, rotation

FORMAT: Final = "MD-IMG-FORMAT"
ENDINGS: Final = {"jpeg": "jpg", "png": "png", "webp": "webp", "bmp": "bmp", "tiff": "tiff", "gif": "gif"}
FORMATS: Final = tuple(ENDINGS)

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
    ("MD-IMG-RATIO-MIN", "300x751"),
    ("MD-IMG-RATIO-MAX", "751x300"),
    ("MD-IMG-RATIO-MIN", "2399x6000"),
    ("MD-IMG-RATIO-MAX", "6000x2399"),
    ("MD-IMG-RATIO-MIN", "300x6000"),
    ("MD-IMG-RATIO-MAX", "6000x300"),
)
ON_BOUNDS: Final = (
    ("MD-IMG-SIDE-MIN", "300x400"),
    ("MD-IMG-SIDE-MIN", "400x300"),
    ("MD-IMG-SIDE-MAX", "6000x3000"),
    ("MD-IMG-SIDE-MAX", "3000x6000"),
    ("MD-IMG-RATIO-MIN", "400x1000"),
    ("MD-IMG-RATIO-MAX", "1000x400"),
)
"""Exactly on a bound: valid, but disputed."""

_MORE_ON_BOUNDS: Final = (
    ("MD-IMG-SIDE-MIN", "300x300"),
    ("MD-IMG-SIDE-MAX", "6000x6000"),
    ("MD-IMG-RATIO-MIN", "300x750"),
    ("MD-IMG-RATIO-MAX", "750x300"),
    ("MD-IMG-RATIO-MIN", "2400x6000"),
    ("MD-IMG-RATIO-MAX", "6000x2400"),
)
_INSIDE: Final = (
    ("MD-IMG-SIDE-MIN", "301x301"),
    ("MD-IMG-SIDE-MAX", "5999x3000"),
    ("MD-IMG-SIDE-MAX", "3000x5999"),
    ("MD-IMG-RATIO-MIN", "401x1000"),
    ("MD-IMG-RATIO-MAX", "999x400"),
)

NON_IMAGES: Final = (
    *("svg.svg", "pdf.pdf", "svg-named.png", "pdf-named.jpg", "text-named.webp", "text-named.heic"),
    *("ppm.ppm", "tga-named.png", "jpeg2000.jp2", "jpeg2000-named.jpg", "mp4-named.png", "wav-named.gif", "empty.png"),
    *(f"{kind}-head-only.{ending}" for kind, ending in ENDINGS.items()),
)
"""Not an image in a documented format, or an image whose sides can't be read. HEIC is open, so it isn't here."""

_ALONE: Final = tuple(slot for slot in IMAGES if slot.length == 1)
_REPRESENTATIVE: Final = NON_IMAGES[:1]
_VARIANTS: Final = ("jpeg-progressive.jpg", "webp-lossless.webp", "webp-transparent.webp", "tiff-big-endian.tiff")
_VARIANTS_OUT: Final = (
    ("MD-IMG-SIDE-MIN", "400x299"),
    ("MD-IMG-SIDE-MAX", "3000x6001"),
    ("MD-IMG-RATIO-MAX", "1001x400"),
)
_COLOURS: Final = ("jpeg-grey.jpg", "png-palette.png", "png-transparent.png", "gif-89a.gif")
_WRONG_NAMES: Final = (
    *("png-named.jpg", "jpeg-named.png", "webp-named.jpg", "gif-named.png"),
    *("tiff-named.bin", "bmp-named.gif", "jpeg-named.heic"),
)


def cases(files: Media) -> list[Case]:
    """All cases of images by address, refusals first."""
    return [
        *_out_of_bounds(files),
        *_other_formats(files),
        *_formats(files),
        *_on_bounds(files),
        *_inside(files),
    ]


def image(kind: str, sides: str) -> str:
    """The name of an image by its format and sides."""
    return f"images/{kind}-{sides}.{ENDINGS[kind]}"


def _out_of_bounds(files: Media) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(OUT_OF_BOUNDS):
        for place, kind in enumerate(FORMATS):
            name, costly = image(kind, sides), place > 0
            yield from refusals(rule, name, rotation(FIRST, 1, turn + place), files, loopback=costly)
            yield from refusals(rule, name, rotation(LAST, 1, turn + place), files, loopback=costly)
        for place, slot in enumerate(IMAGES):
            if place > 9 and place % 3 != turn % 3:
                continue
            kind = FORMATS[(turn + place) % len(FORMATS)]
            yield from refusals(rule, image(kind, sides), [slot], files, loopback=place > 0)
    for turn, (rule, sides) in enumerate(_MORE_OUT_OF_BOUNDS):
        kind = ("jpeg", "png")[turn // 2 % 2]
        yield from refusals(rule, image(kind, sides), rotation(FIRST, 1, turn), files, loopback=True)
    for turn, (rule, sides) in enumerate(_VARIANTS_OUT):
        for place, variant in enumerate(_VARIANTS):
            name = f"images/{variant.replace('.', f'-{sides}.')}"
            slots = rotation((FIRST[0], LAST[1], IMAGES[0]), 1, turn + place)
            yield from refusals(rule, name, slots, files, loopback=True)


def _other_formats(files: Media) -> Iterator[Case]:
    for turn, other in enumerate(NON_IMAGES):
        name, everywhere = f"images/{other}", other in _REPRESENTATIVE
        for slots in (FIRST, LAST, IMAGES):
            chosen = slots if everywhere else rotation(slots, 1, turn)
            for place, slot in enumerate(chosen):
                yield from refusals(FORMAT, name, [slot], files, loopback=not everywhere or place > 0)


def _formats(files: Media) -> Iterator[Case]:
    plain = [image(kind, "640x480") for kind in FORMATS]
    for turn, name in enumerate(plain):
        # The control has another format: a target that doesn't know this one is at fault.
        other = plain[turn - 1]
        yield from acceptances(FORMAT, name, rotation(FIRST, 1, turn), files, control=other)
        yield from acceptances(FORMAT, name, rotation(LAST, 1, turn), files, control=other, loopback=True)
        yield from acceptances(FORMAT, name, rotation(_ALONE, 1, turn), files, control=other, loopback=True)
    for turn, slot in enumerate(_ALONE):
        names = plain if turn % 2 else plain[::-1]
        yield from accepted_list(FORMAT, names, slot, files, loopback=turn > 0)
    for turn, name in enumerate((*_VARIANTS, *_COLOURS, *_WRONG_NAMES)):
        yield from acceptances(FORMAT, f"images/{name}", rotation(FIRST, 1, turn), files, loopback=True)
    for some in (_VARIANTS, _COLOURS, _WRONG_NAMES):
        yield from accepted_list(FORMAT, [f"images/{name}" for name in some], IMAGES[0], files, loopback=True)


def _on_bounds(files: Media) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(ON_BOUNDS):
        for place, kind in enumerate(FORMATS):
            # Half of the formats in one frame field, half in the other; the list gets them all.
            slots = rotation(FIRST if (turn + place) % 2 else LAST, 1, place)
            name, plain = image(kind, sides), image(kind, "640x480")
            yield from acceptances(rule, name, slots, files, control=plain, disputed=True, loopback=place > 1)
        for place, slot in enumerate(rotation(_ALONE, 3, turn + 1)):
            name = image(FORMATS[(turn + place) % len(FORMATS)], sides)
            yield from acceptances(rule, name, [slot], files, disputed=True, loopback=True)
        names = [image(kind, sides) for kind in FORMATS]
        plain_names = [image(kind, "640x480") for kind in FORMATS]
        slot = next(iter(rotation(_ALONE, 1, turn)))
        yield from accepted_list(rule, names, slot, files, control=plain_names, disputed=True, loopback=True)
    for turn, (rule, sides) in enumerate(_MORE_ON_BOUNDS):
        kind = ("jpeg", "png")[turn // 2 % 2]
        yield from acceptances(rule, image(kind, sides), rotation(FIRST, 1, turn), files, disputed=True, loopback=True)


def _inside(files: Media) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(_INSIDE):
        yield from acceptances(rule, image("jpeg", sides), rotation(FIRST, 1, turn), files)
        yield from acceptances(rule, image("png", sides), rotation(LAST, 1, turn), files)
        yield from acceptances(rule, image("jpeg", sides), rotation(IMAGES, 1, turn), files, loopback=True)
