"""Valid bodies, built field by field: a model, a mode that it allows, and the media of the mode.

They avoid what the documents leave open: audio as the only reference, the same file twice, more than twelve references,
blank or huge prompts.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import frozen

from seedance_conformance.cases.case import References

Body = dict[str, Any]

STANDARD: Final = ("seedance_2_0", "seedance_2_0_fast")
PRO: Final = ("seedance_2_0_pro", "seedance_2_0_fast_pro")
MODELS: Final = STANDARD + PRO
PROMPT: Final = "A paper boat drifts down a rainy street"

MOST_TOGETHER: Final = 12
"""The most references in one body; whether more are allowed in total is open."""

STANDARD_MODES: Final = ("V", "IV", "VA", "IVA")
PRO_MODES: Final = ("", "F", "FL", "I", "V", "IV", "IA", "VA", "IVA")

_MODE_NAMES: Final = {
    "": "text",
    "F": "first frame",
    "FL": "both frames",
    "L": "last frame",
    "I": "images",
    "V": "videos",
    "A": "audios",
    "IV": "images and videos",
    "IA": "images and audios",
    "VA": "videos and audios",
    "IVA": "all references",
}
MODEL_NAMES: Final = dict(zip(MODELS, ("standard", "fast", "pro", "fast pro"), strict=True))
"""In words, for the names of cases."""


@frozen
class Kind:
    """One kind of reference."""

    letter: str  # of the kind in the mode of a shape
    field: str  # of the body
    counter: str  # the argument of `Shape.body` for their number
    most: int  # how many entries are allowed
    rule: str  # of that bound
    address: Callable[[References, int], str]  # supplies number n of this kind

    def addresses(self, references: References, count: int) -> list[Any]:
        """The first addresses of this kind."""
        return [self.address(references, number) for number in range(1, count + 1)]


IMAGES: Final = Kind("I", "referenceImages", "images", 9, "CR-IMG-COUNT-MAX", lambda media, n: media.image(n))
VIDEOS: Final = Kind("V", "referenceVideos", "videos", 3, "CR-VID-COUNT-MAX", lambda media, n: media.video(n))
AUDIOS: Final = Kind("A", "referenceAudios", "audios", 3, "CR-AUD-COUNT-MAX", lambda media, n: media.audio(n))
KINDS: Final = (IMAGES, VIDEOS, AUDIOS)


@frozen
class Shape:
    """A model and the media fields beside it; not every combination is legal."""

    model: str
    mode: str = ""  # letters of the media: F first_image, L last_image; I, V and A the three references

    @property
    def name(self) -> str:
        """In words, for the name of a case."""
        words = _MODE_NAMES.get(self.mode) or " ".join(self.mode)
        return f"{words} on {MODEL_NAMES[self.model]}"

    def body(self, references: References, /, **fields: Any) -> Body:
        """The body, with further fields; `images`, `videos` and `audios` are numbers of references, 1 by default."""
        made: Body = {"model": self.model, "prompt": PROMPT}
        if "F" in self.mode:
            made["first_image"] = references.image(1)
        if "L" in self.mode:
            made["last_image"] = references.image(2)
        for kind in KINDS:
            count = fields.pop(kind.counter, 1)
            if kind.letter in self.mode:
                made[kind.field] = kind.addresses(references, count)
        return made | fields


SHAPES: Final = tuple(
    [Shape(model, mode) for mode in PRO_MODES for model in PRO]
    + [Shape(model, mode) for mode in STANDARD_MODES for model in STANDARD]
)
"""Every legal combination of a model and a mode."""

PLAIN: Final = (Shape(PRO[0]), Shape(STANDARD[0], "V"), Shape(PRO[1]), Shape(STANDARD[1], "V"))
"""The plainest legal shape of each model."""

COVER: Final = (
    *PLAIN,
    Shape(PRO[1], "F"),
    Shape(PRO[0], "FL"),
    Shape(PRO[0], "I"),
    Shape(STANDARD[0], "IV"),
    Shape(PRO[1], "IA"),
    Shape(STANDARD[1], "VA"),
    Shape(PRO[0], "IVA"),
    Shape(PRO[1], "V"),
)
"""Each model and each mode at least once."""

REST: Final = tuple(shape for shape in SHAPES if shape not in COVER)
"""The other legal combinations."""

CONTROLS: Final[tuple[Body, ...]] = tuple(
    {"model": model, "prompt": PROMPT, "duration": seconds}
    for model, seconds in ((PRO[0], 5), (PRO[1], 5), (PRO[0], 10))
)
"""Bodies that no sound service refuses: a prompt alone."""


def shapes_of(models: Sequence[str], *modes: str) -> list[Shape]:
    """Some modes, each on several models."""
    return [Shape(model, mode) for model in models for mode in modes]


def shapes_with(kind: Kind) -> list[Shape]:
    """The legal shapes that have a kind of reference."""
    return [shape for shape in SHAPES if kind.letter in shape.mode]
