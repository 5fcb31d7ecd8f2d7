# Copied from openapi/companion/_sdk/asset.py by scripts/regenerate: edit it there.
# pyright: standard
"""An asset of the library, as the service describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import field, frozen

from .checks import kind_of
from .serializing import attributes_of, from_attributes
from .transport.log_redaction import without_query

AssetKind = Literal["Image", "Video", "Audio", "Document"]


@frozen
class Asset:
    """An asset of the library.

    Attributes:
        id: the asset's id.
        status: `Processing`, `Active`, `Failed`, or another word of the service.
        kind: Image, Video, Audio or Document; None if the answer doesn't say.
        name: the name given at upload, or None.
        url: the URL of the file, or None.
        raw: the service's description of the asset, unchanged.
    """

    id: str
    status: str
    kind: str | None = None
    name: str | None = None
    url: str | None = field(default=None, repr=without_query)
    raw: Mapping[str, Any] = field(factory=dict, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        """The asset as JSON-ready data, for `from_dict`."""
        return attributes_of(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The asset that `to_dict` has described. Unknown keys are ignored.

        Raises:
            TypeError, ValueError: the data isn't from `to_dict`.
        """
        return from_attributes(cls, data, ("id", "status"))

    @property
    def reference(self) -> str:
        """The asset's URL in a request: `asset://` and its id. Frames and References take the asset itself, too."""
        return f"asset://{self.id}"

    @property
    def active(self) -> bool:
        """Whether requests may use it."""
        return self.status.lower() == "active"

    @property
    def failed(self) -> bool:
        """Whether the library didn't accept it."""
        return self.status.lower() == "failed"


def asset_id_of(asset: object) -> str:
    """The id of an asset, given as an object, an id, or a reference `asset://ID`; raises TypeError or ValueError."""
    asset_id = asset.id if isinstance(asset, Asset) else asset
    if not isinstance(asset_id, str):
        raise TypeError(f"an asset must be an asset or its id; got {kind_of(asset)}")
    asset_id = asset_id.removeprefix("asset://")
    if not asset_id.strip() or asset_id.strip(".") == "":
        raise ValueError(f"{asset_id!r} can't be an asset id: give the id that the upload returned")
    return asset_id
