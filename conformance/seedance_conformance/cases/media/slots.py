"""The slots for a media file in a create body: a field, or a position in a list, on one model."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from seedance_conformance.cases import bodies
from seedance_conformance.cases.bodies import KINDS, MODEL_NAMES, PRO, PROMPT, STANDARD, Body
from seedance_conformance.cases.case import Media, References


@frozen
class Slot:
    """One slot for a file."""

    model: str  # of the body
    field: str  # the media field
    position: int = 1  # in a list, from 1
    length: int = 1  # of the list; its other entries are certainly valid and short
    beside: str = ""  # other reference fields, by letter: I, V, A; for `first_image` L adds a last frame

    @property
    def name(self) -> str:
        """In words, for the name of a case."""
        where = f" {self.position} of {self.length}" if self.length > 1 else ""
        beside = f" beside {self.beside}" if self.beside else ""
        return f"{self.field}{where}{beside} on {MODEL_NAMES[self.model]}"

    def body(self, files: Media, entry: str) -> Body:
        """The body with an address, a file's or an asset's, in this slot."""
        if self.field in ("first_image", "last_image"):
            last = {"last_image": files.image(2)} if "L" in self.beside else {}
            return {"model": self.model, "prompt": PROMPT, "first_image": files.image(1), **last, self.field: entry}
        entries = [address(files, self.field, number) for number in range(1, self.length + 1)]
        entries[self.position - 1] = entry
        return self.list_body(files, entries)

    def plain(self, files: Media) -> Body:
        """The body with a certainly valid file in this slot."""
        return self.body(files, address(files, self.field, self.position if self.field != "last_image" else 2))

    def plain_list(self, files: Media, count: int) -> Body:
        """The body with a list of certainly valid files."""
        return self.list_body(files, [address(files, self.field, number) for number in range(1, count + 1)])

    def list_body(self, files: Media, entries: Sequence[str]) -> Body:
        """The body with a whole list of addresses."""
        made: Body = {"model": self.model, "prompt": PROMPT}
        for kind in KINDS:
            if kind.field == self.field:
                made[kind.field] = list(entries)
            elif kind.letter in self.beside:
                made[kind.field] = [kind.address(files, 5)]
        return made


def address(files: References, field: str, number: int) -> str:
    """The address of a certainly valid file that fits a field."""
    kind = next((kind for kind in KINDS if kind.field == field), bodies.IMAGES)
    return kind.address(files, number)


def rotation(slots: Sequence[Slot], count: int, start: int = 0) -> list[Slot]:
    """`count` slots in their order from `start`; after the last comes the first again."""
    return [slots[(start + turn) % len(slots)] for turn in range(count)]


FIRST: Final = (
    Slot(PRO[0], "first_image"),
    Slot(PRO[1], "first_image"),
    Slot(PRO[0], "first_image", beside="L"),
    Slot(PRO[1], "first_image", beside="L"),
)
LAST: Final = (Slot(PRO[0], "last_image"), Slot(PRO[1], "last_image"))
IMAGES: Final = (
    Slot(PRO[0], "referenceImages"),
    Slot(PRO[0], "referenceImages", 2, 3),
    Slot(STANDARD[0], "referenceImages", beside="V"),
    Slot(PRO[1], "referenceImages", 3, 3),
    Slot(STANDARD[1], "referenceImages", beside="V"),
    Slot(PRO[0], "referenceImages", 1, 3),
    Slot(PRO[1], "referenceImages", 9, 9),
    Slot(PRO[1], "referenceImages"),
    Slot(STANDARD[0], "referenceImages", 2, 2, beside="VA"),
    Slot(PRO[0], "referenceImages", 1, 2, beside="V"),
    *(Slot(PRO[place % 2], "referenceImages", place, 9) for place in (5, 4, 6, 7, 8)),
)
VIDEOS: Final = (
    Slot(STANDARD[0], "referenceVideos"),
    Slot(PRO[0], "referenceVideos"),
    Slot(STANDARD[1], "referenceVideos", 2, 3),
    Slot(PRO[1], "referenceVideos", 3, 3),
    Slot(STANDARD[1], "referenceVideos"),
    Slot(PRO[1], "referenceVideos"),
    Slot(PRO[0], "referenceVideos", 1, 3),
    Slot(STANDARD[0], "referenceVideos", 2, 2),
    Slot(PRO[0], "referenceVideos", 1, 2, beside="IA"),
)
AUDIOS: Final = (
    Slot(PRO[0], "referenceAudios", beside="I"),
    Slot(STANDARD[0], "referenceAudios", beside="V"),
    Slot(PRO[1], "referenceAudios", 2, 3, beside="I"),
    Slot(STANDARD[1], "referenceAudios", 3, 3, beside="V"),
    Slot(PRO[1], "referenceAudios", beside="V"),
    Slot(STANDARD[1], "referenceAudios", beside="IV"),
    Slot(PRO[0], "referenceAudios", 1, 3, beside="I"),
    Slot(PRO[0], "referenceAudios", 2, 2, beside="IV"),
)
"""Every field, each model that allows it, and each position in a list; the first of each are the plainest."""
