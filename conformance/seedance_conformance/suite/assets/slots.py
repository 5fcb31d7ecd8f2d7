"""The slots in which a create can name an asset, and bodies that do so."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen

from seedance_conformance.suite.assets.pool import Kind
from seedance_conformance.suite.context import Media

STANDARD: Final = ("seedance_2_0", "seedance_2_0_fast")
PRO: Final = ("seedance_2_0_pro", "seedance_2_0_fast_pro")
FIELDS: Final[dict[str, Kind]] = {
    "first_image": "Image",
    "last_image": "Image",
    "referenceImages": "Image",
    "referenceVideos": "Video",
    "referenceAudios": "Audio",
}
"""Each media field, and the asset type that fits it."""

_LIST_SLOTS: Final = {
    "referenceImages": ((1, 1), (1, 3), (2, 3), (3, 3), (9, 9), *((slot, 9) for slot in range(4, 9))),
    "referenceVideos": ((1, 1), (1, 3), (2, 3), (3, 3)),
    "referenceAudios": ((1, 1), (1, 3), (2, 3), (3, 3)),
}


@frozen
class AssetSlot:
    """One slot of a create body: a field, or an entry of a list of some length, on a model."""

    model: str
    field: str
    position: int = 1
    length: int = 1

    @property
    def kind(self) -> Kind:
        """The asset type that fits."""
        return FIELDS[self.field]

    @property
    def name(self) -> str:
        """For ids and notes, for example `referenceImages 2 of 3 (seedance_2_0_pro)`."""
        where = f" {self.position} of {self.length}" if self.field in _LIST_SLOTS else ""
        return f"{self.field}{where} ({self.model})"

    def body(self, media: Media, entry: str) -> dict[str, Any]:
        """A body that is valid if the entry, an address or `asset://ID`, fits the slot."""
        body: dict[str, Any] = {"model": self.model, "prompt": "A paper boat drifts down a rainy street"}
        if self.field not in _LIST_SLOTS:
            frames = {"first_image": media.image(1)} if self.field == "last_image" else {}
            return {**body, **frames, self.field: entry}
        entries = [_address(media, self.kind, number) for number in range(1, self.length + 1)]
        entries[self.position - 1] = entry
        return {**body, **self._needed_beside(media), self.field: entries}

    def plain(self, media: Media) -> dict[str, Any]:
        """The valid body with an address in this slot."""
        return self.body(media, _address(media, self.kind, self.position))

    def _needed_beside(self, media: Media) -> dict[str, Any]:
        """A video for standard models, which need one; an image beside audios, which may not be the only reference."""
        if self.field != "referenceVideos" and self.model in STANDARD:
            return {"referenceVideos": [media.video(1)]}
        return {"referenceImages": [media.image(1)]} if self.field == "referenceAudios" else {}


def slots_for(kind: Kind) -> list[AssetSlot]:
    """The slots that an asset type fits, first those in lists of one entry."""
    return sorted((slot for slot in SLOTS if slot.kind == kind), key=lambda slot: slot.length)


def uri(asset: str) -> str:
    """The address by which a create names an asset."""
    return f"asset://{asset}"


def _address(media: Media, kind: Kind, number: int) -> str:
    return {"Image": media.image, "Video": media.video, "Audio": media.audio}[kind](number)


def _every_slot() -> Iterable[AssetSlot]:
    for model in PRO:
        for field in ("first_image", "last_image"):
            yield AssetSlot(model, field)
    for model in (*PRO, *STANDARD):
        for field, slots in _LIST_SLOTS.items():
            # Positions are tried with one model each: a server reads a list alike for all models.
            count = {PRO[0]: len(slots), STANDARD[0]: 5}.get(model, 1)
            for position, length in slots[:count]:
                yield AssetSlot(model, field, position, length)


SLOTS: Final = tuple(_every_slot())

MOST_SLOTS: Final = max(len(slots_for(kind)) for kind in set(FIELDS.values()))
"""The most slots of any type."""
