"""Result videos have what was requested."""

import io
import time
from typing import Any

import av
import httpx
import pytest
from attrs import frozen
from seedance_conformance.mock.settings import LAG_STATUSES
from tests.mock.conftest import Serve, Start

FRAMES = {
    "16:9": (864, 496),
    "4:3": (752, 560),
    "1:1": (640, 640),
    "3:4": (560, 752),
    "9:16": (496, 864),
    "21:9": (992, 432),
}
"""The vendor's sizes for 480p (docs/contract.md#news)."""
MODELS = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")


@frozen
class Facts:
    """What PyAV reads from a file."""

    seconds: float
    sides: tuple[int, int]
    frames: int
    sounds: int


def probe(content: bytes) -> Facts:
    """Read a whole MP4."""
    with av.open(io.BytesIO(content), "r") as container:
        assert "mp4" in container.format.name
        stream = container.streams.video[0]
        assert container.duration is not None
        frames = sum(1 for _ in container.decode(video=0))
        sides = (stream.width, stream.height)
        return Facts(container.duration / 1e6, sides, frames, len(container.streams.audio))


def fetch(address: str, **headers: str) -> httpx.Response:
    """The raw answer of a result's address: its content isn't decoded."""
    with httpx.Client(trust_env=False) as client, client.stream("GET", address, headers=headers) as answer:
        content = b"".join(answer.iter_raw())
    return httpx.Response(answer.status_code, headers={"x-label": repr(answer.headers)}, content=content)


def result(mock: Any, **fields: object) -> tuple[dict[str, Any], Facts]:
    """The completed answer and the facts of its file."""
    document = mock.finished(**fields)
    return document, probe(fetch(document["video_url"]).content)


@pytest.mark.parametrize(("asked", "sides"), [*FRAMES.items(), ("adaptive", FRAMES["16:9"])])
def test_the_frame_has_the_requested_ratio(mock: Any, asked: str, sides: tuple[int, int]) -> None:
    """Without media, `adaptive` is 16:9."""
    _, facts = result(mock, aspect_ratio=asked, duration=4)
    assert facts.sides == sides


@pytest.mark.parametrize("seconds", [4, 11, 15])
def test_the_file_is_one_frame_longer_than_requested(mock: Any, seconds: int) -> None:
    """The vendor's files are, too (15.04 s for 15 s), and actualDuration has that length."""
    document, facts = result(mock, duration=seconds)
    assert facts.frames == seconds * 24 + 1
    assert document["actualDuration"] == pytest.approx(facts.frames / 24, abs=1e-5)
    assert facts.seconds == pytest.approx(document["actualDuration"], abs=0.001)


def test_the_defaults_are_5_seconds_16_9_with_sound(mock: Any) -> None:
    """These are the documented defaults of absent fields; a file without sound has no sound track."""
    _, facts = result(mock)
    assert (round(facts.seconds, 2), facts.sides, facts.frames, facts.sounds) == (5.04, (864, 496), 121, 1)
    assert result(mock, generateAudio=False)[1].sounds == 0


def test_the_exact_length_is_a_choice(start: Start) -> None:
    """File and actualDuration then have exactly the requested length."""
    document, facts = result(start(choices={"actual-duration": "equal"}))
    assert facts.seconds == document["actualDuration"] == 5
    assert facts.frames == 120


def test_a_part_of_the_file_can_be_fetched(mock: Any) -> None:
    """Results have ranges, a length and an entity tag, as in a file store."""
    url = mock.finished()["video_url"]
    whole = httpx.get(url, trust_env=False)
    part = httpx.get(url, trust_env=False, headers={"Range": "bytes=4-7"})
    assert whole.headers["content-type"] == "video/mp4"
    assert int(whole.headers["content-length"]) == len(whole.content)
    assert whole.headers["etag"] == part.headers["etag"]
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_the_result_lives_24_hours(mock: Any) -> None:
    """It isn't there before completion, is there until 24 hours later, and is gone after that."""
    task_id = mock.create().json()["id"]
    url = f"{mock.server.base_url}/results/{task_id}.mp4"
    for seconds, status in ((0, 404), (30, 200), (24 * 3600 - 60, 200), (120, 410)):
        mock.clock.advance(seconds)
        assert fetch(url).status_code == status


@pytest.mark.parametrize(
    ("field", "sides", "ratio"),
    [
        ("first_image", (400, 300), "4:3"),
        ("first_image", (310, 700), "9:16"),
        ("referenceImages", (600, 610), "1:1"),
        ("referenceVideos", (480, 854), "9:16"),
    ],
)
def test_adaptive_follows_the_input(
    mock: Any, serve: Serve, make: Any, field: str, sides: tuple[int, int], ratio: str
) -> None:
    """The result has the nearest of the six ratios to the first frame, image or clip."""
    address = serve(make.mp4(5, *sides) if field == "referenceVideos" else make.png(*sides))
    fields = {field: [address] if field.startswith("reference") else address}
    _, facts = result(mock, aspect_ratio="adaptive", duration=4, **fields)
    assert facts.sides == FRAMES[ratio]


def test_adaptive_may_be_the_default_ratio(start: Start, serve: Serve, make: Any) -> None:
    """No page says what `adaptive` gives."""
    mock = start(choices={"adaptive-ratio": "16:9"})
    _, facts = result(mock, aspect_ratio="adaptive", duration=4, first_image=serve(make.png(310, 700)))
    assert facts.sides == (864, 496)


def test_the_result_is_made_while_the_task_runs(mock: Any) -> None:
    """The download needn't wait for it."""
    task_id = mock.create(duration=13, aspect_ratio="3:4").json()["id"]
    results = mock.server.app.results
    results._worker.submit(lambda: None).result(timeout=20)
    task = mock.server.app.service.task_of(task_id)
    asked = time.time_ns()
    file = results.file(task).stat()
    assert file.st_size > 10_000
    assert file.st_mtime_ns <= asked


@pytest.mark.parametrize("ratio", FRAMES)
@pytest.mark.parametrize("seconds", [4, 5, 15])
def test_a_result_is_a_valid_reference(mock: Any, serve: Serve, ratio: str, seconds: int) -> None:
    """Results of every ratio and length are valid for every model, on any host, so that users can extend them."""
    own = mock.finished(aspect_ratio=ratio, duration=seconds)["video_url"]
    hosted = serve(fetch(own).content)
    for model in MODELS:
        for address in (own, hosted):
            answer = mock.create(model=model, referenceVideos=[address])
            assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("window", ["tolerant", "window"])
def test_a_result_can_become_an_asset(start: Start, window: str) -> None:
    """It is valid even for a service that checks only the area of the frame."""
    mock = start(choices={"video-shapes": window})
    for ratio in FRAMES:
        asset = mock.active_asset("Video", url=mock.finished(duration=4, aspect_ratio=ratio)["video_url"])
        assert mock.create(model="seedance_2_0", referenceVideos=[f"asset://{asset}"]).status_code == 200


def test_an_adaptive_extension_keeps_the_ratio(mock: Any, serve: Serve) -> None:
    """It follows the clip that it extends, repeatedly."""
    fields: dict[str, object] = {"aspect_ratio": "21:9"}
    for _ in range(3):
        document, facts = result(mock, duration=4, **fields)
        assert facts.sides == FRAMES["21:9"]
        clip = serve(fetch(document["video_url"]).content)
        fields = {"aspect_ratio": "adaptive", "referenceVideos": [clip]}


@pytest.mark.parametrize("status", LAG_STATUSES)
def test_a_result_can_lag_behind_its_task(start: Start, status: int) -> None:
    """For some seconds of the mock's clock, it answers any of the known statuses."""
    mock = start(result_lag=5.0, result_lag_status=status)
    address = mock.finished()["video_url"]
    for seconds, expected in ((0, status), (4.9, status), (0.2, 200)):
        mock.clock.advance(seconds)
        assert fetch(address).status_code == expected


def test_a_result_can_need_the_key(start: Start) -> None:
    """Only the key of the task's owner opens it."""
    address = start(result_key=True).finished()["video_url"]
    assert fetch(address).status_code == 401
    for key, status in (("Bearer key-two", 403), ("nonsense", 403), ("Bearer key-one", 200)):
        assert fetch(address, authorization=key).status_code == status


@pytest.mark.parametrize("word", ["", "aws-chunked", "UTF-8", "Identity", "gzip"])
def test_a_result_can_have_an_odd_content_encoding(start: Start, word: str) -> None:
    """The bytes are still those of the video."""
    address = start(result_encoding=word).finished()["video_url"]
    answer = fetch(address)
    assert answer.content[4:8] == b"ftyp"
    assert f"'content-encoding': '{word}'" in answer.headers["x-label"]
