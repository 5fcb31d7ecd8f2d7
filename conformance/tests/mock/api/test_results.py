"""Result videos have what was requested."""

import io
import time
from collections.abc import Callable
from typing import Any

import av
import httpx
import pytest
from attrs import frozen


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


def result(mock: Any, **fields: object) -> tuple[dict[str, Any], Facts]:
    """The completed answer and the facts of its file."""
    task_id = mock.create(**fields).json()["id"]
    mock.clock.advance(31)
    document = mock.query(task_id).json()
    return document, probe(httpx.get(document["video_url"], trust_env=False).content)


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        ("16:9", (864, 496)),
        ("4:3", (752, 560)),
        ("1:1", (640, 640)),
        ("3:4", (560, 752)),
        ("9:16", (496, 864)),
        ("21:9", (992, 432)),
        ("adaptive", (864, 496)),
    ],
)
def test_the_frame_has_the_requested_ratio(mock: Any, asked: str, sides: tuple[int, int]) -> None:
    """Its size is the vendor's for 480p (docs/contract.md#news)."""
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
    """These are the documented defaults of absent fields."""
    _, facts = result(mock)
    assert (round(facts.seconds, 2), facts.sides, facts.frames, facts.sounds) == (5.04, (864, 496), 121, 1)


def test_no_sound_means_no_sound_track(mock: Any) -> None:
    """A file without sound has no sound track."""
    _, facts = result(mock, generateAudio=False)
    assert facts.sounds == 0


def test_the_exact_length_is_a_choice(start: Callable[..., Any]) -> None:
    """File and actualDuration then have exactly the requested length."""
    document, facts = result(start(choices={"actual-duration": "equal"}))
    assert facts.seconds == document["actualDuration"] == 5
    assert facts.frames == 120


def test_a_part_of_the_file_can_be_fetched(mock: Any) -> None:
    """Results have ranges, a length and an entity tag, as in a file store."""
    task_id = mock.create().json()["id"]
    mock.clock.advance(31)
    url = mock.query(task_id).json()["video_url"]
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
    statuses = []
    for seconds in (0, 30, 24 * 3600 - 60, 120):
        mock.clock.advance(seconds)
        statuses.append(httpx.get(url, trust_env=False).status_code)
    assert statuses == [404, 200, 200, 410]


@pytest.mark.parametrize(
    ("field", "sides", "result_sides"),
    [
        ("first_image", (400, 300), (752, 560)),
        ("first_image", (310, 700), (496, 864)),
        ("referenceImages", (600, 610), (640, 640)),
        ("referenceVideos", (480, 854), (496, 864)),
    ],
)
def test_adaptive_follows_the_input(
    mock: Any, serve: Callable[..., str], make: Any, field: str, sides: tuple[int, int], result_sides: tuple[int, int]
) -> None:
    """The result has the nearest of the six ratios to the first frame, image or clip."""
    content = make.mp4(5, *sides) if field == "referenceVideos" else make.png(*sides)
    address = serve(content)
    fields = {field: [address] if field.startswith("reference") else address}
    _, facts = result(mock, aspect_ratio="adaptive", duration=4, **fields)
    assert facts.sides == result_sides


def test_adaptive_may_be_the_default_ratio(start: Any, serve: Callable[..., str], make: Any) -> None:
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
