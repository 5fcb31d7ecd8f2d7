"""Replaces generated media addresses by addresses that can be fetched."""

import re
from collections.abc import Callable
from typing import Any, Final

from seedance_conformance.cases.case import References

_ADDRESS: Final = re.compile(r"(https?|asset)://.*", re.DOTALL)


def with_media(operation: str, body: Any, media: References) -> Any:
    """A body with each generated address of a media field replaced by one that the target can fetch.

    The generator knows only the form of an address, so a server would rightly refuse all of them. Other values stay,
    since they may be what the request tests; so does a body that isn't an object.
    """
    if not isinstance(body, dict):
        return body
    if operation == "uploadAsset":
        supply = {"Video": media.video, "Audio": media.audio}.get(str(body.get("assetType")), media.image)
        return {**body, **_replaced(body, "url", lambda _: supply(1))}
    if operation != "createVideo":
        return body
    return {
        **body,
        **_replaced(body, "first_image", lambda _: media.image(1)),
        **_replaced(body, "last_image", lambda _: media.image(2)),
        **_replaced(body, "referenceImages", lambda entry: media.image(entry % 9 + 1)),
        **_replaced(body, "referenceVideos", lambda entry: media.video(entry % 3 + 1)),
        **_replaced(body, "referenceAudios", lambda entry: media.audio(entry % 3 + 1)),
    }


def _replaced(body: dict[str, Any], field: str, supply: Callable[[int], str]) -> dict[str, Any]:
    value = body.get(field)
    if _is_address(value):
        return {field: supply(0)}
    if isinstance(value, list):
        # Each entry gets another address: whether a list may contain one twice is open.
        return {field: [supply(n) if _is_address(entry) else entry for n, entry in enumerate(value)]}
    return {}


def _is_address(value: object) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None
