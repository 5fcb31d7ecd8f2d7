"""Valid bodies, built field by field: a model, a mode that it allows, and the media of the mode.

They avoid what the documents leave open: audio as the only reference, the same file twice, more than twelve references,
blank or huge prompts.
"""

from collections.abc import Sequence
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
class Shape:
    """A model and the media fields beside it; not every combination is legal.

    Attributes:
        model: the model's name.
        mode: letters of the media fields present: F first_image, L last_image, I, V and A the three references.
    """

    model: str
    mode: str = ""

    @property
    def name(self) -> str:
        """In words, for the name of a case."""
        words = _MODE_NAMES.get(self.mode) or " ".join(self.mode)
        return f"{words} on {MODEL_NAMES[self.model]}"

    def body(
        self, references: References, *, images: int = 1, videos: int = 1, audios: int = 1, **fields: object
    ) -> Body:
        """The body with a number of references of each kind in the mode, and further fields."""
        made: Body = {"model": self.model, "prompt": PROMPT}
        if "F" in self.mode:
            made["first_image"] = references.image(1)
        if "L" in self.mode:
            made["last_image"] = references.image(2)
        if "I" in self.mode:
            made["referenceImages"] = [references.image(n + 1) for n in range(images)]
        if "V" in self.mode:
            made["referenceVideos"] = [references.video(n + 1) for n in range(videos)]
        if "A" in self.mode:
            made["referenceAudios"] = [references.audio(n + 1) for n in range(audios)]
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

CONTROLS: Final[tuple[Body, ...]] = tuple(
    {"model": model, "prompt": PROMPT, "duration": seconds}
    for model, seconds in ((PRO[0], 5), (PRO[1], 5), (PRO[0], 10))
)
"""Bodies that no sound service refuses: a prompt alone."""

REST: Final = tuple(shape for shape in SHAPES if shape not in COVER)
"""The other legal combinations."""


def shapes_of(models: Sequence[str], mode: str) -> list[Shape]:
    """One mode on several models."""
    return [Shape(model, mode) for model in models]
