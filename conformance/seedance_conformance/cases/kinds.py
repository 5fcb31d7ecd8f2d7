"""The three kinds of references, with the bounds of their numbers."""

from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from seedance_conformance.cases.bodies import SHAPES, Shape
from seedance_conformance.cases.case import References


@frozen
class Kind:
    """One kind of reference.

    Attributes:
        letter: of the kind in the mode of a shape.
        field: of the body.
        counter: the argument of `Shape.body` that says how many.
        most: how many entries are allowed.
        rule: of that bound.
        address: supplies number n of this kind.
    """

    letter: str
    field: str
    counter: str
    most: int
    rule: str
    address: Callable[[References, int], str]


IMAGES: Final = Kind("I", "referenceImages", "images", 9, "CR-IMG-COUNT-MAX", lambda media, n: media.image(n))
VIDEOS: Final = Kind("V", "referenceVideos", "videos", 3, "CR-VID-COUNT-MAX", lambda media, n: media.video(n))
AUDIOS: Final = Kind("A", "referenceAudios", "audios", 3, "CR-AUD-COUNT-MAX", lambda media, n: media.audio(n))
KINDS: Final = (IMAGES, VIDEOS, AUDIOS)


def shapes_with(kind: Kind) -> list[Shape]:
    """The legal shapes that have a kind of reference."""
    return [shape for shape in SHAPES if kind.letter in shape.mode]


def numbered(kind: Kind, references: References, count: int) -> list[Any]:
    """Some different addresses of one kind."""
    return [kind.address(references, n + 1) for n in range(count)]
