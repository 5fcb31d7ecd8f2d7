"""Where a create can name an asset, and the bodies that do so."""

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
"""Each media field with the asset type that fits it."""

_LIST_PLACES: Final = {
    "referenceImages": ((1, 1), (1, 3), (2, 3), (3, 3), (9, 9), *((place, 9) for place in range(4, 9))),
    "referenceVideos": ((1, 1), (1, 3), (2, 3), (3, 3)),
    "referenceAudios": ((1, 1), (1, 3), (2, 3), (3, 3)),
}


@frozen
class Place:
    """One place of a create body: a field of a request to a model, or one entry of a list of some length."""

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
        where = f" {self.position} of {self.length}" if self.field in _LIST_PLACES else ""
        return f"{self.field}{where} ({self.model})"

    def body(self, media: Media, entry: str) -> dict[str, Any]:
        """A body that is valid if the entry, an address or `asset://ID`, fits the place."""
        body: dict[str, Any] = {"model": self.model, "prompt": "A paper boat drifts down a rainy street"}
        if self.field not in _LIST_PLACES:
            frames = {"first_image": media.image(1)} if self.field == "last_image" else {}
            return {**body, **frames, self.field: entry}
        entries = [_address(media, self.kind, number) for number in range(1, self.length + 1)]
        entries[self.position - 1] = entry
        return {**body, **self._company(media), self.field: entries}

    def plain(self, media: Media) -> dict[str, Any]:
        """The valid body with an address in this place."""
        return self.body(media, _address(media, self.kind, self.position))

    def _company(self, media: Media) -> dict[str, Any]:
        """Standard models need a video; audio as the only reference is an open question."""
        if self.field != "referenceVideos" and self.model in STANDARD:
            return {"referenceVideos": [media.video(1)]}
        return {"referenceImages": [media.image(1)]} if self.field == "referenceAudios" else {}


def places(kind: Kind) -> list[Place]:
    """The places that an asset type fits, one of each field and model first."""
    return sorted((place for place in PLACES if place.kind == kind), key=lambda place: place.length)


def uri(asset: str) -> str:
    """How a create names an asset."""
    return f"asset://{asset}"


def _address(media: Media, kind: Kind, number: int) -> str:
    return {"Image": media.image, "Video": media.video, "Audio": media.audio}[kind](number)


def _every_place() -> Iterable[Place]:
    for model in PRO:
        for field in ("first_image", "last_image"):
            yield Place(model, field)
    for model in (*PRO, *STANDARD):
        for field, spots in _LIST_PLACES.items():
            # Positions are tried with one model each: a list is read by the same code whatever the model.
            count = {PRO[0]: len(spots), STANDARD[0]: 5}.get(model, 1)
            for position, length in spots[:count]:
                yield Place(model, field, position, length)


PLACES: Final = tuple(_every_place())

MOST_PLACES: Final = max(len(places(kind)) for kind in set(FIELDS.values()))
"""So many places there are for one type at most."""
