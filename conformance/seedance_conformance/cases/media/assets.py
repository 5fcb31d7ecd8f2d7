"""Files for the asset library: some that break a rule, some that keep it, and lists that mix assets and addresses."""

from collections.abc import Iterator
from typing import Final, Literal

from attrs import frozen

from seedance_conformance.cases.media.audios import audio
from seedance_conformance.cases.media.images import FORMATS, INSIDE, OUT_OF_BOUNDS, image, is_disputed
from seedance_conformance.cases.media.slots import AUDIOS, FIRST, IMAGES, LAST, VIDEOS, Slot, rotation
from seedance_conformance.cases.media.videos import video

Type = Literal["Image", "Video", "Audio"]


@frozen
class AssetFile:
    """A file that is uploaded."""

    rule: str  # which the file breaks or keeps
    type: Type  # of the asset
    name: str  # of the file
    disputed: bool = False  # other sources than the pages draw the bound elsewhere

    @property
    def label(self) -> str:
        """For the name of a case."""
        return f"asset {self.name.rpartition('/')[2]}"


@frozen
class Mixture:
    """A list of files in one field, some as assets and some by address, whose total length matters."""

    rule: str  # about the total
    type: Type  # of the assets
    entries: tuple[tuple[str, bool], ...]  # file names, and whether each is an asset
    fits: bool  # the total is exactly the bound; otherwise it exceeds it

    @property
    def label(self) -> str:
        """For the name of a case."""
        words = (("asset " if asset else "") + name.rpartition("/")[2] for name, asset in self.entries)
        return " + ".join(words)


SLOTS: Final[dict[Type, tuple[Slot, ...]]] = {
    "Image": (FIRST[0], LAST[1], *IMAGES[:4]),
    "Video": VIDEOS[:5],
    "Audio": AUDIOS[:5],
}
"""Where an asset of each type is used."""

_FIELD_RULES: Final = {"MD-IMG-LAST-SAME": LAST, "MD-IMG-REF-SAME": IMAGES[:4]}


_NON_IMAGES: Final = ("svg.svg", "pdf-named.jpg", "ppm.ppm", "empty.png", "png-head-only.png", "mp4-named.png")
_NON_VIDEOS: Final = ("640x360-4s", "1920x1080-4s", "text-named", "png-named")
_NON_AUDIOS: Final = ("m4a.m4a", "ogg-vorbis.ogg", "flac-named.wav", "mp4-named.mp3", "text-named.mp3")

BAD: Final = (
    *(
        AssetFile(rule, "Image", image(FORMATS[turn], sides), is_disputed(sides))
        for turn, (rule, sides) in enumerate(OUT_OF_BOUNDS)
    ),
    *(
        AssetFile(rule, "Image", image("jpeg", sides), is_disputed(sides))
        for rule in _FIELD_RULES
        for _, sides in OUT_OF_BOUNDS
    ),
    *(AssetFile(rule, "Image", "images/svg.svg") for rule in _FIELD_RULES),
    *(AssetFile("MD-IMG-FORMAT", "Image", f"images/{name}") for name in _NON_IMAGES),
    *(AssetFile("MD-VID-RES", "Video", video(name)) for name in _NON_VIDEOS),
    AssetFile("MD-VID-DUR-MIN", "Video", video("854x480-1.5s")),
    AssetFile("MD-VID-DUR-MAX", "Video", video("1280x720-15.5s")),
    *(AssetFile("MD-AUD-FORMAT", "Audio", audio(name)) for name in _NON_AUDIOS),
    *(AssetFile("MD-AUD-DUR-MIN", "Audio", audio(name)) for name in ("wav-1.5s.wav", "mp3-1.5s.mp3")),
    *(AssetFile("MD-AUD-DUR-MAX", "Audio", audio(name)) for name in ("wav-15.5s.wav", "mp3-15.5s.mp3")),
    AssetFile("MD-AUD-BYTES", "Audio", audio("wav-of-16mib-and-8.wav")),
)
GOOD: Final = (
    *(AssetFile("MD-IMG-FORMAT", "Image", image(kind, "640x480")) for kind in FORMATS),
    *(AssetFile(rule, "Image", image(FORMATS[-turn], sides)) for turn, (rule, sides) in enumerate(INSIDE)),
    *(AssetFile("MD-VID-RES", "Video", video(f"{size}-4s")) for size in ("1280x720", "854x480", "720x1280", "480x854")),
    AssetFile("MD-VID-DUR-MIN", "Video", video("854x480-2s"), True),
    AssetFile("MD-VID-DUR-MAX", "Video", video("1280x720-15s"), True),
    *(AssetFile("MD-AUD-FORMAT", "Audio", audio(name)) for name in ("wav-4s.wav", "mp3-4s.mp3")),
    AssetFile("MD-AUD-DUR-MIN", "Audio", audio("wav-2s.wav"), True),
    AssetFile("MD-AUD-DUR-MAX", "Audio", audio("wav-15s.wav"), True),
    AssetFile("MD-AUD-BYTES", "Audio", audio("wav-of-15000000.wav"), True),
)

_TOO_LONG: Final = (
    (("8", True), ("7.5", False)),
    (("7.5", False), ("8", True)),
    (("8", True), ("7.5", True)),
    (("8", True), ("8", True)),
    (("5.5", True), ("6", False), ("4", True)),
    (("6", False), ("4", True), ("5.5", False)),
    (("4", True), ("6", True), ("5.5", True)),
)
_FITTING: Final = (
    (("7.5", True), ("5.5", False), ("2", True)),
    (("4", False), ("11", True)),
    (("11", True), ("4", True)),
)


def _mixtures(rule: str, kind: Type, pattern: str) -> Iterator[Mixture]:
    for fits, lists in ((False, _TOO_LONG), (True, _FITTING)):
        for entries in lists:
            yield Mixture(rule, kind, tuple((pattern % seconds, asset) for seconds, asset in entries), fits)


MIXTURES: Final = (
    *_mixtures("MD-VID-TOTAL-MAX", "Video", "videos/854x480-%ss.mp4"),
    *_mixtures("MD-AUD-TOTAL-MAX", "Audio", "audios/wav-%ss.wav"),
)
"""Totals count assets and addresses together."""


def slots_for(file: AssetFile) -> tuple[Slot, ...]:
    """Where a file is used as an asset: the first of each rule everywhere, the others in two slots in turns."""
    slots = _FIELD_RULES.get(file.rule, SLOTS[file.type])
    turn = [other for other in BAD if other.rule == file.rule].index(file) if file in BAD else 0
    return tuple(rotation(slots, 2, turn)) if turn else slots
