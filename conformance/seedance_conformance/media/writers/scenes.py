"""Pictures that look like photographs: a sky with a sun, hills, and grain. Some services refuse one flat colour.

They are cheap to draw and small as files: a small landscape is enlarged, and its grain is coarse.
"""

import colorsys
import math
import random
import zlib
from functools import cache
from typing import Final

from seedance_conformance.media.codecs import Image, ImageChops, ImageDraw

_SIDE: Final = 128
_GRAIN: Final = 3  # pixels on each side of a grain
_TILE: Final = 256  # grains on each side of the pattern, which repeats
_DEPTH: Final = 7  # how much darker or lighter a grain is
_LARGE: Final = 2_000_000  # pixels; such pictures have no grain


def number_of(text: str) -> int:
    """A number that depends on a text, to choose a landscape by."""
    return zlib.crc32(text.encode())


def scene(width: int, height: int, number: int) -> "Image.Image":
    """A landscape in colour; `number` chooses colours and hills."""
    picture = _landscape(number % 97).resize((width, height), Image.Resampling.BILINEAR)
    if width * height > _LARGE:
        return picture
    grain = _grain().crop((0, 0, -(-width // _GRAIN), -(-height // _GRAIN)))
    grain = grain.resize((grain.width * _GRAIN, grain.height * _GRAIN), Image.Resampling.NEAREST)
    return ImageChops.add(picture, grain.crop((0, 0, width, height)).convert("RGB"))


def grey(width: int, height: int, number: int) -> "Image.Image":
    """A grey landscape without grain, for large files."""
    return _landscape(number % 97).convert("L").resize((width, height), Image.Resampling.BILINEAR)


def few_shades(width: int, height: int, number: int) -> "Image.Image":
    """A grey landscape in four shades, for large lossless files."""
    small = _landscape(number % 97).convert("L").point([value & 0xC0 for value in range(256)])
    return small.resize((width, height), Image.Resampling.NEAREST)


def two_shades(width: int, height: int, number: int) -> "Image.Image":
    """A landscape in black and white (Pillow's mode 1)."""
    small = _landscape(number % 97).convert("L")
    return small.resize((width, height), Image.Resampling.BILINEAR).convert("1", dither=Image.Dither.NONE)


@cache
def _landscape(number: int) -> "Image.Image":
    """A small landscape: the sky gets lighter towards the hills, which get darker towards the viewer."""
    chance = random.Random(number)
    hue = chance.random()
    picture = Image.new("RGB", (_SIDE, _SIDE))
    draw = ImageDraw.Draw(picture)
    for row in range(_SIDE):
        draw.line((0, row, _SIDE, row), fill=_colour(hue, 0.6 - row / 400, 0.55 + row / 350))
    place = chance.randrange(20, _SIDE - 20)
    draw.ellipse((place - 12, 12, place + 12, 36), fill=_colour(hue + 0.5, 0.35, 0.98))
    for nearness in (1, 2, 3):
        phase, length = chance.random() * 6, chance.uniform(14, 30)
        line = [(x, 40 + 20 * nearness + 9 * math.sin(x / length + phase)) for x in range(_SIDE + 1)]
        draw.polygon([*line, (_SIDE, _SIDE), (0, _SIDE)], fill=_colour(hue + 0.3, 0.5, 0.62 - 0.15 * nearness))
    return picture


@cache
def _grain() -> "Image.Image":
    """Random light and dark grains; the same in each picture."""
    bits = random.Random(1).randbytes(_TILE * _TILE // 8)
    tile = Image.frombytes("1", (_TILE, _TILE), bits).convert("L").point([_DEPTH * (value > 0) for value in range(256)])
    pattern = Image.new("L", (_TILE * 6, _TILE * 6))
    for left in range(0, pattern.width, _TILE):
        for top in range(0, pattern.height, _TILE):
            pattern.paste(tile, (left, top))
    return pattern


def _colour(hue: float, saturation: float, brightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, min(max(saturation, 0), 1), min(max(brightness, 0), 1))
    return int(red * 255), int(green * 255), int(blue * 255)
