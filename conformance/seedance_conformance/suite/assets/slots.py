"""The slots in which a create can name an asset."""

from collections.abc import Iterable
from typing import Final

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.media.slots import Slot
from seedance_conformance.suite.assets.pool import Kind

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


def slots_for(kind: Kind) -> list[Slot]:
    """The slots that an asset type fits, first those in lists of one entry."""
    return sorted((slot for slot in SLOTS if FIELDS[slot.field] == kind), key=lambda slot: slot.length)


def _every_slot() -> Iterable[Slot]:
    for model in PRO:
        for field in ("first_image", "last_image"):
            yield Slot(model, field)
    for model in (*PRO, *STANDARD):
        for field, slots in _LIST_SLOTS.items():
            # Positions are tried with one model each: a server reads a list alike for all models.
            count = {PRO[0]: len(slots), STANDARD[0]: 5}.get(model, 1)
            for position, length in slots[:count]:
                yield Slot(model, field, position, length, _needed_beside(model, field))


def _needed_beside(model: str, field: str) -> str:
    """A video for standard models, which need one; an image beside audios, which may not be the only reference."""
    if field != "referenceVideos" and model in STANDARD:
        return "V"
    return "I" if field == "referenceAudios" else ""


SLOTS: Final = tuple(_every_slot())

MOST_SLOTS: Final = max(len(slots_for(kind)) for kind in set(FIELDS.values()))
"""The most slots of any type."""
