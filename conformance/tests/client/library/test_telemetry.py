"""What others show of the client's requests and tasks: spans of OpenTelemetry, and notebooks."""

import asyncio
import io
import json
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from seedance_client import Seedance, Task, TaskState, Video, async_request_hook, request_hook
from tests.client.library.answers import KEY, PRO, open_client

API = "https://api.example.com/kyyReactApiServer"


def new_span(*, recording: bool = True) -> Any:
    """A span that remembers what it was told."""
    span = SimpleNamespace(name="GET", attributes={"url.full": "https://cdn.example.com/x.mp4?signature=secret"})
    span.is_recording = lambda: recording
    span.update_name = partial(setattr, span, "name")
    span.set_attribute = span.attributes.__setitem__
    return span


@pytest.mark.parametrize(
    ("method", "url", "name"),
    [
        (b"POST", f"{API}/v1/kyyvideo2/videos", "create"),
        ("GET", f"{API}/v1/result/video_1", "get task"),
        ("POST", f"{API}/kyyVideo2/asset/upload", "upload asset"),
        ("GET", f"{API}/kyyVideo2/asset/asset-1", "get asset"),
        ("DELETE", f"{API}/kyyVideo2/asset/asset-1", "delete asset"),
        ("GET", "https://user:secret@cdn.example.com/x.mp4?signature=secret", "download"),
    ],
)
def test_spans_are_named_by_operation(method: Any, url: str, name: str) -> None:
    """Both hooks name the span and drop what is secret in its URL."""
    request = SimpleNamespace(method=method, url=httpx.URL(url))
    span, other = new_span(), new_span()
    request_hook(span, request)
    asyncio.run(async_request_hook(other, request))
    assert (span.name, other.name) == (f"seedance {name}", f"seedance {name}")
    assert span.attributes["seedance.operation"] == name
    assert "secret" not in str(span.attributes)


def test_a_span_that_is_not_kept_is_left_alone() -> None:
    """Without a recording span, nothing happens."""
    span = new_span(recording=False)
    request_hook(span, None)
    request_hook(None, None)
    assert span.name == "GET"


def test_a_task_in_a_notebook() -> None:
    """The table has what is known, escaped, and no signed URL."""
    url = "https://cdn.example.com/x.mp4?signature=secret"
    state = TaskState("video_<1>", "completed", created=1774836724, video_url=url, label="<b>", duration=5.04)
    page: str = state._repr_html_()
    assert "video_&lt;1&gt;" in page
    assert "<b>" not in page
    assert "secret" not in page
    assert "2026-03-30 02:12:04 UTC" in page
    assert "5.04 s" in page
    assert "<video" not in page
    assert Task.from_dict(state.to_dict())._repr_html_() == page


def test_a_downloaded_video_in_a_notebook(service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever way it was downloaded to a file, the object remembers it and the notebook plays it."""
    monkeypatch.chdir(tmp_path)
    with Seedance(KEY, base_url=service) as client:
        first, second = (client.generate("x", model="seedance_2_0_pro", poll=(0.001, 0.002)) for _ in range(2))
        assert "<video" not in first._repr_html_()
        before = hash(first)
        assert first.download("one.mp4") == first.path == Path("one.mp4")
        client.download(second, "two.mp4")
        client.download(second, io.BytesIO())
        third = client.get(first)
        third.download("three.mp4")
        for task, name in ((first, "one.mp4"), (second, "two.mp4"), (third, "three.mp4")):
            assert f'src="{name}"' in task._repr_html_()
        assert hash(first) == before
        assert Task.from_dict(json.loads(json.dumps(third.to_dict()))).path == Path("three.mp4")


def test_an_asynchronous_video_in_a_notebook(service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for asyncio."""
    monkeypatch.chdir(tmp_path)
    with open_client("async", base_url=service) as (client, finish):
        video = finish(client.generate("x", model=PRO, poll=(0.001, 0.002)))
        finish(video.download("fox.mp4"))
    assert 'src="fox.mp4"' in video._repr_html_()


def test_a_local_video_in_a_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file below the notebook's folder is played; another one is only named."""
    below = tmp_path / "notes"
    below.mkdir()
    monkeypatch.chdir(below)
    for name in ('fox "1".mp4', "../fox.mp4"):
        Path(name).write_bytes(b"film")
    inside = Video("video_1", "completed", path=Path('fox "1".mp4'))._repr_html_()
    assert 'src="fox%20%221%22.mp4"' in inside
    assert "<video" not in Video("video_1", "completed", path=Path("../fox.mp4"))._repr_html_()
    assert "<video" not in Video("video_1", "completed", path=Path("gone.mp4"))._repr_html_()
