"""Generated media addresses become addresses that can be fetched; nothing else of a body changes."""

from typing import Any

import pytest
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.suite.schemathesis.media_addresses import with_media

MEDIA = Placeholders()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"first_image": "http://0"}, {"first_image": MEDIA.image(1)}),
        ({"last_image": "asset://x"}, {"last_image": MEDIA.image(2)}),
        ({"referenceImages": ["http://0", "https://1"]}, {"referenceImages": [MEDIA.image(1), MEDIA.image(2)]}),
        ({"referenceVideos": ["http://0", 5]}, {"referenceVideos": [MEDIA.video(1), 5]}),
        ({"referenceAudios": ["ftp://0", "asset://1"]}, {"referenceAudios": ["ftp://0", MEDIA.audio(2)]}),
        ({"prompt": "http://0", "extra": "http://1"}, {"prompt": "http://0", "extra": "http://1"}),
        (
            {"first_image": None, "referenceImages": "http://0"},
            {"first_image": None, "referenceImages": MEDIA.image(1)},
        ),
        (["http://0"], ["http://0"]),
        (b"\x00", b"\x00"),
    ],
)
def test_create_bodies(body: Any, expected: Any) -> None:
    """Only what looks like an address, and only in media fields."""
    assert with_media("createVideo", body, MEDIA) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Image", MEDIA.image(1)),
        ("Video", MEDIA.video(1)),
        ("Audio", MEDIA.audio(1)),
        ("Document", MEDIA.image(1)),
        (7, MEDIA.image(1)),
    ],
)
def test_upload_bodies(kind: object, expected: str) -> None:
    """The address fits the kind of the asset where it has one."""
    body = with_media("uploadAsset", {"assetType": kind, "url": "http://0"}, MEDIA)
    assert body == {"assetType": kind, "url": expected}


def test_other_operations() -> None:
    """Bodies of other operations don't change."""
    assert with_media("getVideo", {"url": "http://0"}, MEDIA) == {"url": "http://0"}
