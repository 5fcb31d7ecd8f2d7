# pyright: standard
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AssetRecord")


@_attrs_define
class AssetRecord:
    """An asset of the library. Servers may add fields.

    Attributes:
        name (None | str): The name given at upload; null where none was given.
        asset_id (str): The asset's unique id. Every example reads `asset-`, 14 digits of time, `-` and random
            characters, but treat it as opaque. In create it is written with `asset://` before it.
        status (str): `Processing` (being fetched or in review), `Active` (usable) or `Failed` (fetch or review failed).
            Only an Active asset may be used in create.
        asset_type (str): The kind given at upload.
        url (str): The address of the medium.
        create_time (str): When it was uploaded, `YYYY-MM-DD HH:MM:SS`; no time zone is given.
    """

    name: None | str
    asset_id: str
    status: str
    asset_type: str
    url: str
    create_time: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name: None | str
        name = self.name

        asset_id = self.asset_id

        status = self.status

        asset_type = self.asset_type

        url = self.url

        create_time = self.create_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "assetId": asset_id,
                "status": status,
                "assetType": asset_type,
                "url": url,
                "createTime": create_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        asset_id = d.pop("assetId")

        status = d.pop("status")

        asset_type = d.pop("assetType")

        url = d.pop("url")

        create_time = d.pop("createTime")

        asset_record = cls(
            name=name,
            asset_id=asset_id,
            status=status,
            asset_type=asset_type,
            url=url,
            create_time=create_time,
        )

        asset_record.additional_properties = d
        return asset_record

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
