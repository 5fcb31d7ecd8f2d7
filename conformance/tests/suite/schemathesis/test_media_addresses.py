"""Generated media addresses become addresses that can be fetched; nothing else of a body changes."""

from typing import Any

import pytest
from seedance_conformance.suite.schemathesis.media_addresses import with_media


class Addresses:
    """Numbered names in place of addresses."""

    def image(self, number: int) -> str:
        """An image."""
        return f"image {number}"

    def video(self, number: int) -> str:
        """A clip."""
        return f"video {number}"

    def audio(self, number: int) -> str:
        """A sound."""
        return f"audio {number}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"first_image": "http://0"}, {"first_image": "image 1"}),
        ({"last_image": "asset://x"}, {"last_image": "image 2"}),
        ({"referenceImages": ["http://0", "https://1"]}, {"referenceImages": ["image 1", "image 2"]}),
        ({"referenceVideos": ["http://0", 5]}, {"referenceVideos": ["video 1", 5]}),
        ({"referenceAudios": ["ftp://0", "asset://1"]}, {"referenceAudios": ["ftp://0", "audio 2"]}),
        ({"prompt": "http://0", "extra": "http://1"}, {"prompt": "http://0", "extra": "http://1"}),
        ({"first_image": None, "referenceImages": "http://0"}, {"first_image": None, "referenceImages": "image 1"}),
        (["http://0"], ["http://0"]),
        (b"\x00", b"\x00"),
    ],
)
def test_create_bodies(body: Any, expected: Any) -> None:
    """Only what looks like an address, and only in media fields."""
    assert with_media("createVideo", body, Addresses()) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Image", "image 1"), ("Video", "video 1"), ("Audio", "audio 1"), ("Document", "image 1"), (7, "image 1")],
)
def test_upload_bodies(kind: object, expected: str) -> None:
    """The address fits the kind of the asset where it has one."""
    body = with_media("uploadAsset", {"assetType": kind, "url": "http://0"}, Addresses())
    assert body == {"assetType": kind, "url": expected}


def test_other_operations() -> None:
    """A body of another operation is nobody's affair."""
    assert with_media("getVideo", {"url": "http://0"}, Addresses()) == {"url": "http://0"}
