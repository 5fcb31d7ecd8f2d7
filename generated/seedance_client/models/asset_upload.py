# pyright: standard
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.asset_type import AssetType, check_asset_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="AssetUpload")


@_attrs_define
class AssetUpload:
    """What to add to the library.

    Attributes:
        asset_type (AssetType): The kind of the medium, with a capital first letter. Image: JPEG, PNG, WebP, BMP, TIFF,
            GIF, for `first_image`, `last_image` and `referenceImages`. Video: 480p or 720p, for `referenceVideos`. Audio:
            WAV or MP3, for `referenceAudios`. Document: for no field of create.
        url (str): A public http(s) URL; the service fetches it during the call.
        name (str | Unset): A name of your choice.
    """

    asset_type: AssetType
    url: str
    name: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        asset_type: str = self.asset_type

        url = self.url

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "assetType": asset_type,
                "url": url,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asset_type = check_asset_type(d.pop("assetType"))

        url = d.pop("url")

        name = d.pop("name", UNSET)

        asset_upload = cls(
            asset_type=asset_type,
            url=url,
            name=name,
        )

        return asset_upload
