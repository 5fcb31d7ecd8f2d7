"""The media rules through the mock: both sides of every limit, every field, every place, URLs and assets."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.mock.state.store import Store
from tests.mock.conftest import Serve, Start

Broken = list[tuple[str, str]]
IMAGE_FIELDS = ["first_image", "last_image", "referenceImages[0]", "referenceImages[4]"]


def broken(answer: Any) -> Broken:
    """The rules that a refusal names, and where; nothing when it is none."""
    if answer.status_code == 200:
        return []
    return [(problem["rule"], problem["field"]) for problem in answer.json()["problems"]]


def image_body(mock: Any, place: str, address: str) -> dict[str, object]:
    """A body with that image in that place, and good ones around it."""
    if place == "last_image":
        return {"first_image": mock.media, "last_image": address}
    if place == "first_image":
        return {"first_image": address}
    images = [mock.media] * 5
    images[int(place[-2])] = address
    return {"referenceImages": images}


INSIDE = [(300, 300), (300, 750), (750, 300), (6000, 2400), (2400, 6000), (1000, 400)]
OUTSIDE = {
    "MD-IMG-SIDE-MIN": [(299, 300), (300, 299)],
    "MD-IMG-SIDE-MAX": [(6001, 3000), (3000, 6001)],
    "MD-IMG-RATIO-MIN": [(399, 1000), (300, 751)],
    "MD-IMG-RATIO-MAX": [(1001, 400), (751, 300)],
    "MD-IMG-SIDE-MIN MD-IMG-RATIO-MIN": [(100, 1000)],
}


@pytest.mark.parametrize(
    ("sides", "rules"),
    [*((sides, "") for sides in INSIDE), *((sides, rules) for rules, listed in OUTSIDE.items() for sides in listed)],
)
@pytest.mark.parametrize("place", IMAGE_FIELDS)
def test_sides_and_ratios(mock: Any, serve: Serve, make: Any, place: str, sides: tuple[int, int], rules: str) -> None:
    """Limits are inclusive; each broken rule is named once, with its place. The name of a file doesn't matter."""
    body = image_body(mock, place, serve(make.png(*sides), "file.svg"))
    assert broken(mock.create(**body)) == [(rule, place) for rule in rules.split()]


@pytest.mark.parametrize("place", IMAGE_FIELDS)
@pytest.mark.parametrize(
    "content", [b"<svg/>", b"%PDF-1.7", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"\x89PNG\r\n\x1a\n", b"text"]
)
def test_image_formats(mock: Any, serve: Serve, place: str, content: bytes) -> None:
    """The bytes decide, not the name."""
    body = image_body(mock, place, serve(content, "picture.png"))
    assert broken(mock.create(**body)) == [("MD-IMG-FORMAT", place)]


FITTING = [(1280, 720), (720, 1280), (854, 480), (480, 854)]
FITTING += [(848, 480), (1112, 834), (992, 432), (640, 640), (640, 480)]
WRONG = [(640, 360), (360, 640), (1920, 1080), (1080, 1920), (1080, 1080), (3840, 2160), (320, 240)]


@pytest.mark.parametrize("sides", FITTING + WRONG)
@pytest.mark.parametrize("place", [0, 2])
def test_resolutions(mock: Any, serve: Serve, make: Any, sides: tuple[int, int], place: int) -> None:
    """480p and 720p of any shape are accepted; 360p and 1080p are refused at every place of the list."""
    clips = [serve(make.mp4(2))] * 3
    clips[place] = serve(make.mp4(2, *sides))
    expected = [("MD-VID-RES", f"referenceVideos[{place}]")] if sides in WRONG else []
    assert broken(mock.create(referenceVideos=clips)) == expected


LENGTHS = [
    ([2], None),
    ([1.5], (0, "DUR-MIN")),
    ([1.875], None),
    ([1.75], (0, "DUR-MIN")),
    ([15], None),
    ([15.125], None),
    ([15.25], (0, "TOTAL-MAX")),
    ([15.5], (0, "TOTAL-MAX")),
    ([5, 5, 5], None),
    ([5 + 1 / 24] * 3, None),
    ([5, 5, 5.5], (None, "TOTAL-MAX")),
    ([10, 5.5], (None, "TOTAL-MAX")),
    ([13, 2], None),
    ([5, 1.5], (1, "DUR-MIN")),
    ([5, 5, 1.5], (2, "DUR-MIN")),
    ([2, 16], (1, "TOTAL-MAX")),
]


@pytest.mark.parametrize(("lengths", "wrong"), LENGTHS)
@pytest.mark.parametrize("field", ["referenceVideos", "referenceAudios"])
@pytest.mark.parametrize("assets", [0, 1, 3])
def test_lengths(mock: Any, serve: Serve, make: Any, field: str, lengths: list[float], wrong: Any, assets: int) -> None:
    """Each clip, and all together, are checked, both at addresses and in assets."""
    kind, write = ("Video", make.mp4) if field == "referenceVideos" else ("Audio", make.wav)
    files = [serve(write(seconds)) for seconds in lengths]
    for place in range(min(assets, len(files))):
        files[place] = f"asset://{mock.active_asset(kind, url=files[place])}"
    expected = []
    if wrong is not None:
        place, rule = wrong
        expected = [(f"MD-{kind[:3].upper()}-{rule}", field if place is None else f"{field}[{place}]")]
    assert broken(mock.create(**{field: files})) == expected


def test_the_totals_are_separate(mock: Any, serve: Serve, make: Any) -> None:
    """15 s of video and 15 s of audio are valid together."""
    body = {"referenceVideos": [serve(make.mp4(15))], "referenceAudios": [serve(make.wav(15))]}
    assert broken(mock.create(**body)) == []


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("content", [b"OggS" + bytes(99), b"fLaC" + bytes(99), b"\0\0\0\x10ftypM4A \0\0\0\0", b"RIFF"])
def test_audio_formats(mock: Any, serve: Serve, content: bytes, place: int) -> None:
    """Only WAV and MP3 are accepted."""
    files = [mock.files + "/Audio"] * 3
    files[place] = serve(content, "sound.wav")
    assert broken(mock.create(referenceAudios=files)) == [("MD-AUD-FORMAT", f"referenceAudios[{place}]")]


@pytest.mark.parametrize(
    ("size", "megabyte", "valid"),
    [
        (15_000_000, "decimal", True),
        (15_000_001, "decimal", False),
        (15_000_001, "binary", True),
        (15_728_640, "binary", True),
        (15_728_641, "binary", False),
        (16_777_216, "binary", False),
    ],
)
def test_audio_sizes(start: Start, serve: Serve, make: Any, size: int, megabyte: str, valid: bool) -> None:
    """The limit is 15 MB, with either meaning of MB."""
    sound = make.wav(5)
    address = serve(sound + bytes(size - len(sound)))
    expected = [] if valid else [("MD-AUD-BYTES", "referenceAudios[0]")]
    assert broken(start(choices={"megabyte": megabyte}).create(referenceAudios=[address])) == expected


def test_every_wrong_file_is_named(mock: Any, serve: Serve, make: Any) -> None:
    """One answer has rule, field, value and remedy of each."""
    answer = mock.create(
        referenceImages=[mock.media, serve(make.png(200, 300))],
        referenceVideos=[serve(make.mp4(5, 640, 360))],
        referenceAudios=[serve(b"%PDF-1.7")],
    )
    assert broken(answer) == [
        ("MD-IMG-SIDE-MIN", "referenceImages[1]"),
        ("MD-VID-RES", "referenceVideos[0]"),
        ("MD-AUD-FORMAT", "referenceAudios[0]"),
    ]
    assert [problem["value"] for problem in answer.json()["problems"]] == ["200x300", "640x360", "PDF"]
    assert all(problem["remedy"] for problem in answer.json()["problems"])


@pytest.mark.parametrize(
    ("asset_type", "file"),
    [(a, b) for a in ("Image", "Video", "Audio") for b in ("Image", "Video", "Audio", "Document") if a != b],
)
def test_the_file_of_an_asset_must_have_its_type(mock: Any, asset_type: str, file: str) -> None:
    """Another file is refused at the upload."""
    answer = mock.upload(asset_type, url=f"{mock.files}/{file}")
    assert (answer.status_code, answer.json()["code"]) == (400, 1001)
    assert "-FORMAT" in answer.json()["msg"]


def test_any_file_can_be_a_document(mock: Any) -> None:
    """The documents don't name formats for it."""
    for kind in ("Image", "Video", "Audio", "Document"):
        assert mock.upload("Document", url=f"{mock.files}/{kind}").json()["code"] == 0


def test_an_asset_keeps_the_file_of_its_upload(start: Start, serve: Serve, make: Any, tmp_path: Any) -> None:
    """A create checks the file of the upload, even after a restart."""
    mock = start(store=tmp_path / "store")
    asset_id = mock.active_asset("Image", url=serve(make.png(200, 300)))
    mock.server.app.service.fetcher._remembered.clear()
    assert broken(mock.create(first_image=f"asset://{asset_id}")) == [("MD-IMG-SIDE-MIN", "first_image")]
    stored = mock.server.app.service.store.asset(asset_id)
    assert (stored.facts.width, stored.facts.height) == (200, 300)


def test_sizes_can_be_checked_at_the_upload(start: Start, serve: Serve, make: Any) -> None:
    """The documents name no limits there, so both are correct."""
    mock = start(choices={"asset-media": "at-upload"})
    assert "MD-IMG-SIDE-MIN" in mock.upload(url=serve(make.png(200, 300))).json()["msg"]


def test_open_questions_about_media_are_choices(start: Start, serve: Serve, make: Any) -> None:
    """Choices change HEIC, pixel areas, and tolerances of lengths."""
    heic = make.box(b"ftyp", b"heic", bytes(4)) + make.box(
        b"meta", bytes(4), make.box(b"iprp", make.box(b"ipco", make.box(b"ispe", bytes(4), b"\0\0\x02\0\0\0\x02\0")))
    )
    mock = start(choices={"heic-images": "accepted", "video-shapes": "window", "length-slack": "none"})
    assert broken(mock.create(first_image=serve(heic))) == []
    for video, rule in ((make.mp4(5, 848, 480), "MD-VID-RES"), (make.mp4(15 + 1 / 24), "MD-VID-TOTAL-MAX")):
        assert broken(mock.create(referenceVideos=[serve(video)])) == [(rule, "referenceVideos[0]")]


def test_a_store_of_an_older_mock_is_updated(tmp_path: Path) -> None:
    """Its assets stay usable, without facts of their files."""
    path = tmp_path / "store"
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "create table assets (id text primary key, owner blob, type text, url text, name text, created real, "
            "reviewed_at real, failure text, deleted integer) without rowid"
        )
        old.execute("insert into assets values ('asset-1', x'00', 'Image', 'http://h/x', '', 0, 0, null, 0)")
        old.commit()
    store = Store(path)
    asset = store.asset("asset-1")
    assert asset is not None
    assert asset.facts is None
    store.save_asset(asset._replace(deleted=True))
    store.close()
