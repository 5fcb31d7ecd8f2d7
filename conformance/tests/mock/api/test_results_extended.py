"""A result is a valid reference of the next request, for users who extend their videos."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

MODELS = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")


def finished(mock: Any, **fields: object) -> str:
    """The address of a finished result."""
    answer = mock.create(**fields)
    assert answer.status_code == 200, answer.text
    mock.clock.advance(31)
    address: str = mock.query(answer.json()["id"]).json()["video_url"]
    return address


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("seconds", [4, 5, 15])
def test_a_result_is_a_valid_reference(mock: Any, serve: Callable[..., str], ratio: str, seconds: int) -> None:
    """Results of every ratio and length are valid for every model, on any host."""
    own = finished(mock, aspect_ratio=ratio, duration=seconds)
    hosted = serve(httpx.get(own, trust_env=False).content)
    for model in MODELS:
        for address in (own, hosted):
            answer = mock.create(model=model, referenceVideos=[address])
            assert answer.status_code == 200, answer.text


def test_three_results_are_valid_references_together(mock: Any) -> None:
    """Each of 5 s is a frame longer, and the tolerance covers all three."""
    clips = [finished(mock, duration=5, aspect_ratio=ratio) for ratio in RATIOS[:3]]
    assert mock.create(model="seedance_2_0", referenceVideos=clips).status_code == 200
    assert mock.create(model="seedance_2_0", referenceVideos=[clips[0]] * 3).status_code == 200


@pytest.mark.parametrize("window", ["tolerant", "window"])
def test_a_result_can_become_an_asset(start: Callable[..., Any], window: str) -> None:
    """It is valid even for a service that checks only the area of the frame."""
    mock = start(choices={"video-shapes": window})
    for ratio in RATIOS:
        asset = mock.active_asset("Video", url=finished(mock, duration=4, aspect_ratio=ratio))
        assert mock.create(model="seedance_2_0", referenceVideos=[f"asset://{asset}"]).status_code == 200


def test_an_adaptive_extension_keeps_the_ratio(mock: Any, serve: Callable[..., str]) -> None:
    """It follows the clip that it extends, repeatedly."""
    address = finished(mock, duration=4, aspect_ratio="21:9")
    for _ in range(2):
        content = httpx.get(address, trust_env=False).content
        address = finished(mock, aspect_ratio="adaptive", duration=4, referenceVideos=[serve(content)])
    assert mock.server.app.service.task_of(address.rpartition("/")[2].removesuffix(".mp4")).ratio == "21:9"
