# pyright: standard
from typing import Literal

AssetType = Literal["Audio", "Document", "Image", "Video"]

ASSET_TYPE_VALUES: set[AssetType] = {
    "Audio",
    "Document",
    "Image",
    "Video",
}


def check_asset_type(value: str) -> AssetType:
    if value in ASSET_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASSET_TYPE_VALUES!r}")
