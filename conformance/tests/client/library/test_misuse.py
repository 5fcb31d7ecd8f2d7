"""Arguments that look right: refused before anything is sent or paid for, in words that name them."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from seedance_client import (
    FileSystemHosting,
    Frames,
    HostingFailed,
    InvalidOutput,
    InvalidRequest,
    TaskState,
    WaitTimeout,
    problems,
)
from tests.client.library.answers import ID, PRO, http

SIGNED = TaskState(ID, "completed", video_url="https://media.example.com/out.mp4?Signature=SECRET")

CALLBACKS: dict[str, tuple[str, list[str], list[Any]]] = {
    "on_update": (
        r"on_update must take one argument, as in on_update\(task\)",
        ["generate", "wait", "wait_many"],
        [3, lambda: None, lambda task, more: None],
    ),
    "on_bytes": (r"on_bytes\(received, total\)", ["download", "read", "generate"], [5, lambda received: None]),
}
"""What each callback must be, the methods that take it, and wrong values."""


@pytest.mark.parametrize("callback", CALLBACKS)
def test_a_wrong_callback(callback: str, hostile: Any, call: Any, target: Path) -> None:
    """It would fail only after the create, which is billed."""
    words, methods, values = CALLBACKS[callback]
    arguments: dict[str, list[Any]] = {"generate": ["x"], "wait_many": [[ID]], "download": [ID, target]}
    for name, wrong in product(methods, values):
        more: dict[str, Any] = {"model": PRO} if name == "generate" else {}
        with pytest.raises(TypeError, match=words):
            call(name, *arguments.get(name, [ID]), **{callback: wrong}, **more)
    assert not hostile.seen


@pytest.mark.parametrize("given", [{"on_update": 3}, {"timeout": -1}])
def test_an_upload_checks_how_it_waits(given: dict[str, Any], hostile: Any, call: Any) -> None:
    """Before the asset is made: a second upload would make a second one."""
    with pytest.raises((TypeError, ValueError), match=f"{next(iter(given))} must"):
        call("assets.upload", "https://media.example.com/a.png", "Image", **given)
    assert not hostile.seen


@pytest.mark.parametrize("name", ["generate", "download"])
def test_a_file_that_was_opened_for_reading(name: str, hostile: Any, call: Any, tmp_path: Path) -> None:
    """It can't get the video, which is known before the task is paid for."""
    (tmp_path / "x.mp4").write_bytes(b"x")
    with (tmp_path / "x.mp4").open("rb") as file:
        arguments: dict[str, Any] = {"generate": ("x", {"model": PRO, "to": file}), "download": (ID, {"to": file})}
        first, named = arguments[name]
        with pytest.raises(InvalidOutput, match=r"'wb'"):
            call(name, first, **named)
    assert not hostile.seen


@pytest.mark.parametrize("single", [ID, SIGNED])
def test_a_single_task_is_not_many(single: Any, hostile: Any, call: Any) -> None:
    """An id is also a sequence of letters, each of which would be queried."""
    with pytest.raises(TypeError, match=r"tasks must be several tasks.*\[task\]") as caught:
        call("wait_many", single)
    assert "SECRET" not in str(caught.value)
    assert not hostile.seen


@pytest.mark.parametrize("name", ["get", "wait", "read", "settle", "download"])
def test_data_is_not_a_task(name: str, hostile: Any, call: Any, tmp_path: Path) -> None:
    """The signed URL in it isn't repeated; a lookup that found nothing is named."""
    options = {"journal": tmp_path / "tasks.jsonl"}
    more = [tmp_path / "x.mp4"] if name == "download" else []
    for wrong, said in ((SIGNED.to_dict(), "a value of type dict"), (None, "None")):
        with pytest.raises(TypeError, match=f"got {said}") as caught:
            call(name, wrong, *more, options=options)
        assert "SECRET" not in str(caught.value)
        assert ("Task.from_dict" in str(caught.value)) == (wrong is not None and name != "settle")
    assert not hostile.seen


def test_a_time_limit_is_named_as_it_was_given(call: Any) -> None:
    """The caller knows `timeout`, not the limit that it replaces."""
    for name in ("get", "read"):
        with pytest.raises(ValueError, match="timeout must be a finite number of seconds above 0; got 0"):
            call(name, ID, timeout=0)


@pytest.mark.parametrize("timeout", [0, -0.0, -1])
def test_a_time_limit_that_nobody_can_meet(timeout: float, hostile: Any, call: Any) -> None:
    """`generate` would pay for a task and never see its end; for `wait`, 0 means one query."""
    with pytest.raises(ValueError, match=rf"^timeout must be a finite number of seconds above 0; got {timeout}$"):
        call("generate", "x", model=PRO, timeout=timeout)
    assert not hostile.seen
    hostile.script["GET"] = [http({"id": ID, "status": "processing"})]
    with pytest.raises(WaitTimeout if timeout == 0 else ValueError):
        call("wait", ID, timeout=timeout)
    assert hostile.count("GET") == (1 if timeout == 0 else 0)


class NoSigning:
    """A file system of fsspec without signed URLs, such as the one in memory."""

    def put_file(self, local: str, remote: str) -> None:
        """Store a file."""

    def sign(self, path: str, expiration: int) -> str:
        """As fsspec's."""
        raise NotImplementedError("Sign is not implemented for this filesystem")


def test_a_file_system_that_cannot_sign(hostile: Any, call: Any, tmp_path: Path) -> None:
    """The error says what it lacks, and which ones have it."""
    (tmp_path / "a.png").write_bytes(b"x")
    options = {"hosting": FileSystemHosting(NoSigning(), "bucket")}
    with pytest.raises(HostingFailed, match=r"NoSigning can't sign URLs.*s3fs"):
        call("create", "x", Frames(tmp_path / "a.png"), model=PRO, options=options)
    assert not hostile.seen


@pytest.mark.parametrize(
    "media", [{"first_image": Path("a.png")}, {"referenceImages": [Path("a.png")]}, {"referenceImages": Path("a.png")}]
)
def test_a_path_in_a_body(media: dict[str, Any], call: Any) -> None:
    """A body is JSON, which has no paths; the remedy says how a local file can be sent."""
    body = {"model": PRO, "prompt": "x", **media}
    (problem,) = problems(body)
    assert "for a local file, use its path as a string, and a client with hosting=" in problem.remedy
    with pytest.raises(InvalidRequest, match="hosting="):
        call("create_from", body)
