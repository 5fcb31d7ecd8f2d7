"""Where a file of the corpus goes: a field of a body, or a place in one of its lists, on one model."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from attrs import frozen

from seedance_conformance.cases.bodies import PRO, PROMPT, STANDARD, Body
from seedance_conformance.cases.case import References

_FRAMES: Final = ("first_image", "last_image")
_WORDS: Final = {
    "seedance_2_0": "standard",
    "seedance_2_0_fast": "fast",
    "seedance_2_0_pro": "pro",
    "seedance_2_0_fast_pro": "fast pro",
}


class Files(References, Protocol):
    """Supplies the surely valid media by number, and every other file of the corpus by its name."""

    def url(self, name: str) -> str: ...  # noqa: D102


class PlaceholderFiles:
    """Addresses of the right form that lead nowhere: enough to name cases before the media are there."""

    def image(self, number: int) -> str:
        """The address of an image."""
        return self.url(f"image-{number}.png")

    def video(self, number: int) -> str:
        """The address of a video."""
        return self.url(f"video-{number}.mp4")

    def audio(self, number: int) -> str:
        """The address of a sound."""
        return self.url(f"audio-{number}.wav")

    def url(self, name: str) -> str:
        """The address of a file name."""
        return f"http://127.0.0.1:9/{name}"


@frozen
class Spot:
    """One place for a file.

    Attributes:
        model: of the body.
        field: the media field.
        position: in a list, from 1.
        length: of the list; its other entries are surely valid and short.
        beside: other reference fields of the body, by letter: I, V, A; for `first_image` L adds a last frame.
    """

    model: str
    field: str
    position: int = 1
    length: int = 1
    beside: str = ""

    @property
    def name(self) -> str:
        """In words, for the name of a case."""
        where = f" {self.position} of {self.length}" if self.length > 1 else ""
        beside = f" beside {self.beside}" if self.beside else ""
        return f"{self.field}{where}{beside} on {_WORDS[self.model]}"

    def body(self, files: Files, entry: str) -> Body:
        """The body with an address, a file's or an asset's, in this place."""
        if self.field in _FRAMES:
            return self._frames(files) | {self.field: entry}
        entries = [address(files, self.field, number) for number in range(1, self.length + 1)]
        entries[self.position - 1] = entry
        return self.list_body(files, entries)

    def plain(self, files: Files) -> Body:
        """The body with a surely valid file in this place."""
        return self.body(files, address(files, self.field, self.position if self.field != "last_image" else 2))

    def list_body(self, files: Files, entries: Sequence[str]) -> Body:
        """The body with a whole list of addresses."""
        made: Body = {"model": self.model, "prompt": PROMPT}
        for letter, field in (("I", "referenceImages"), ("V", "referenceVideos"), ("A", "referenceAudios")):
            if field == self.field:
                made[field] = list(entries)
            elif letter in self.beside:
                made[field] = [address(files, field, 5)]
        return made

    def _frames(self, files: Files) -> Body:
        made: Body = {"model": self.model, "prompt": PROMPT, "first_image": files.image(1)}
        return made | ({"last_image": files.image(2)} if "L" in self.beside else {})


def address(files: References, field: str, number: int) -> str:
    """The address of a surely valid file that fits a field."""
    if field == "referenceVideos":
        return files.video(number)
    return files.audio(number) if field == "referenceAudios" else files.image(number)


def turning(spots: Sequence[Spot], count: int, start: int = 0) -> Iterable[Spot]:
    """So many spots, one after the other and round again."""
    return [spots[(start + turn) % len(spots)] for turn in range(count)]


FIRST: Final = (
    Spot(PRO[0], "first_image"),
    Spot(PRO[1], "first_image"),
    Spot(PRO[0], "first_image", beside="L"),
    Spot(PRO[1], "first_image", beside="L"),
)
LAST: Final = (Spot(PRO[0], "last_image"), Spot(PRO[1], "last_image"))
IMAGES: Final = (
    Spot(PRO[0], "referenceImages"),
    Spot(PRO[0], "referenceImages", 2, 3),
    Spot(STANDARD[0], "referenceImages", beside="V"),
    Spot(PRO[1], "referenceImages", 3, 3),
    Spot(STANDARD[1], "referenceImages", beside="V"),
    Spot(PRO[0], "referenceImages", 1, 3),
    Spot(PRO[1], "referenceImages", 9, 9),
    Spot(PRO[1], "referenceImages"),
    Spot(STANDARD[0], "referenceImages", 2, 2, beside="VA"),
    Spot(PRO[0], "referenceImages", 1, 2, beside="V"),
    *(Spot(PRO[place % 2], "referenceImages", place, 9) for place in (5, 4, 6, 7, 8)),
)
VIDEOS: Final = (
    Spot(STANDARD[0], "referenceVideos"),
    Spot(PRO[0], "referenceVideos"),
    Spot(STANDARD[1], "referenceVideos", 2, 3),
    Spot(PRO[1], "referenceVideos", 3, 3),
    Spot(STANDARD[1], "referenceVideos"),
    Spot(PRO[1], "referenceVideos"),
    Spot(PRO[0], "referenceVideos", 1, 3),
    Spot(STANDARD[0], "referenceVideos", 2, 2),
    Spot(PRO[0], "referenceVideos", 1, 2, beside="IA"),
)
AUDIOS: Final = (
    Spot(PRO[0], "referenceAudios", beside="I"),
    Spot(STANDARD[0], "referenceAudios", beside="V"),
    Spot(PRO[1], "referenceAudios", 2, 3, beside="I"),
    Spot(STANDARD[1], "referenceAudios", 3, 3, beside="V"),
    Spot(PRO[1], "referenceAudios", beside="V"),
    Spot(STANDARD[1], "referenceAudios", beside="IV"),
    Spot(PRO[0], "referenceAudios", 1, 3, beside="I"),
    Spot(PRO[0], "referenceAudios", 2, 2, beside="IV"),
)
"""Every field, each model that allows it, and each place of a list; the first of each are the plainest."""
