"""Cases of images: formats, sides and ratios, in the frame fields and in every place of the list.

Each bound is tried in each format and in each place, but not each format in each place: they take turns.
"""

from collections.abc import Iterator
from typing import Final

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.building import acceptances, accepted_list, refusals
from seedance_conformance.cases.media.places import FIRST, IMAGES, LAST, Files, turning

FORMAT: Final = "MD-IMG-FORMAT"
ENDINGS: Final = {"jpeg": "jpg", "png": "png", "webp": "webp", "bmp": "bmp", "tiff": "tiff", "gif": "gif"}
KINDS: Final = tuple(ENDINGS)

BEYOND: Final = (
    ("MD-IMG-SIDE-MIN", "299x400"),
    ("MD-IMG-SIDE-MIN", "400x299"),
    ("MD-IMG-SIDE-MAX", "6001x3000"),
    ("MD-IMG-SIDE-MAX", "3000x6001"),
    ("MD-IMG-RATIO-MIN", "399x1000"),
    ("MD-IMG-RATIO-MAX", "1001x400"),
)
"""One side or the ratio just beyond its bound, and everything else inside."""

_BEYOND_TOO: Final = (
    ("MD-IMG-SIDE-MIN", "299x299"),
    ("MD-IMG-SIDE-MAX", "6001x6001"),
    ("MD-IMG-RATIO-MIN", "300x751"),
    ("MD-IMG-RATIO-MAX", "751x300"),
    ("MD-IMG-RATIO-MIN", "2399x6000"),
    ("MD-IMG-RATIO-MAX", "6000x2399"),
    ("MD-IMG-RATIO-MIN", "300x6000"),
    ("MD-IMG-RATIO-MAX", "6000x300"),
)
EDGES: Final = (
    ("MD-IMG-SIDE-MIN", "300x400"),
    ("MD-IMG-SIDE-MIN", "400x300"),
    ("MD-IMG-SIDE-MAX", "6000x3000"),
    ("MD-IMG-SIDE-MAX", "3000x6000"),
    ("MD-IMG-RATIO-MIN", "400x1000"),
    ("MD-IMG-RATIO-MAX", "1000x400"),
)
"""Exactly on a bound: valid, but disputed."""

_EDGES_TOO: Final = (
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

STRANGERS: Final = (
    *("svg.svg", "pdf.pdf", "svg-named.png", "pdf-named.jpg", "text-named.webp", "text-named.heic"),
    *("ppm.ppm", "tga-named.png", "jpeg2000.jp2", "jpeg2000-named.jpg", "mp4-named.png", "wav-named.gif", "empty.png"),
    *(f"{kind}-head-only.{ending}" for kind, ending in ENDINGS.items()),
)
"""No image of a documented format, or none whose sides can be read. HEIC is open, and therefore not here."""

_ALONE: Final = tuple(spot for spot in IMAGES if spot.length == 1)
_TELLING: Final = STRANGERS[:2]
_FORMS: Final = ("jpeg-progressive.jpg", "webp-lossless.webp", "webp-transparent.webp", "tiff-big-endian.tiff")
_FORMS_BEYOND: Final = (
    ("MD-IMG-SIDE-MIN", "400x299"),
    ("MD-IMG-SIDE-MAX", "3000x6001"),
    ("MD-IMG-RATIO-MAX", "1001x400"),
)
_COLOURS: Final = ("jpeg-grey.jpg", "png-palette.png", "png-transparent.png", "gif-89a.gif")
_WRONG_NAMES: Final = (
    *("png-named.jpg", "jpeg-named.png", "webp-named.jpg", "gif-named.png"),
    *("tiff-named.bin", "bmp-named.gif", "jpeg-named.heic"),
)


def cases(files: Files) -> list[Case]:
    """All cases of images by address, refusals first."""
    return [
        *_beyond(files),
        *_strangers(files),
        *_formats(files),
        *_on_the_edges(files),
        *_inside(files),
    ]


def picture(kind: str, sides: str) -> str:
    """The name of a picture by its format and sides."""
    return f"images/{kind}-{sides}.{ENDINGS[kind]}"


def _beyond(files: Files) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(BEYOND):
        for place, kind in enumerate(KINDS):
            name, costly = picture(kind, sides), place > 0
            yield from refusals(rule, name, turning(FIRST, 1, turn + place), files, loopback=costly)
            yield from refusals(rule, name, turning(LAST, 1, turn + place), files, loopback=costly)
        for place, spot in enumerate(IMAGES):
            kind = KINDS[(turn + place) % len(KINDS)]
            yield from refusals(rule, picture(kind, sides), [spot], files, loopback=place > 0)
    for turn, (rule, sides) in enumerate(_BEYOND_TOO):
        kind = ("jpeg", "png")[turn // 2 % 2]
        yield from refusals(rule, picture(kind, sides), turning(FIRST, 1, turn), files, loopback=True)
    for turn, (rule, sides) in enumerate(_FORMS_BEYOND):
        for place, form in enumerate(_FORMS):
            name = f"images/{form.replace('.', f'-{sides}.')}"
            spots = turning((FIRST[0], LAST[1], IMAGES[0]), 1, turn + place)
            yield from refusals(rule, name, spots, files, loopback=True)


def _strangers(files: Files) -> Iterator[Case]:
    for turn, stranger in enumerate(STRANGERS):
        name, told = f"images/{stranger}", stranger in _TELLING
        for spots in (FIRST, LAST, IMAGES):
            chosen = spots if told else turning(spots, 1, turn)
            for place, spot in enumerate(chosen):
                yield from refusals(FORMAT, name, [spot], files, loopback=not told or place > 0)


def _formats(files: Files) -> Iterator[Case]:
    plain = [picture(kind, "640x480") for kind in KINDS]
    for turn, name in enumerate(plain):
        # The control has another format: a target that knows none of this one is to blame.
        other = plain[turn - 1]
        yield from acceptances(FORMAT, name, turning(FIRST, 1, turn), files, control=other)
        yield from acceptances(FORMAT, name, turning(LAST, 1, turn), files, control=other, loopback=True)
        yield from acceptances(FORMAT, name, turning(_ALONE, 1, turn), files, control=other, loopback=True)
    for turn, spot in enumerate(_ALONE):
        names = plain if turn % 2 else plain[::-1]
        yield from accepted_list(FORMAT, names, spot, files, loopback=turn > 0)
    for turn, name in enumerate((*_FORMS, *_COLOURS, *_WRONG_NAMES)):
        yield from acceptances(FORMAT, f"images/{name}", turning(FIRST, 1, turn), files, loopback=True)
    for some in (_FORMS, _COLOURS, _WRONG_NAMES):
        yield from accepted_list(FORMAT, [f"images/{name}" for name in some], IMAGES[0], files, loopback=True)


def _on_the_edges(files: Files) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(EDGES):
        for place, kind in enumerate(KINDS):
            # Half of the formats in one frame field, half in the other; the list gets them all.
            spots = turning(FIRST if (turn + place) % 2 else LAST, 1, place)
            name, plain = picture(kind, sides), picture(kind, "640x480")
            yield from acceptances(rule, name, spots, files, control=plain, disputed=True, loopback=place > 1)
        for place, spot in enumerate(turning(_ALONE, 3, turn + 1)):
            name = picture(KINDS[(turn + place) % len(KINDS)], sides)
            yield from acceptances(rule, name, [spot], files, disputed=True, loopback=True)
        names = [picture(kind, sides) for kind in KINDS]
        plain_names = [picture(kind, "640x480") for kind in KINDS]
        spot = next(iter(turning(_ALONE, 1, turn)))
        yield from accepted_list(rule, names, spot, files, control=plain_names, disputed=True, loopback=True)
    for turn, (rule, sides) in enumerate(_EDGES_TOO):
        kind = ("jpeg", "png")[turn // 2 % 2]
        yield from acceptances(rule, picture(kind, sides), turning(FIRST, 1, turn), files, disputed=True, loopback=True)


def _inside(files: Files) -> Iterator[Case]:
    for turn, (rule, sides) in enumerate(_INSIDE):
        yield from acceptances(rule, picture("jpeg", sides), turning(FIRST, 1, turn), files)
        yield from acceptances(rule, picture("png", sides), turning(LAST, 1, turn), files)
        yield from acceptances(rule, picture("jpeg", sides), turning(IMAGES, 1, turn), files, loopback=True)
