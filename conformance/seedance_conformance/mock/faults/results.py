"""Faults in result videos, and in defaults that only a result shows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from seedance_conformance.mock.api.app import MockApp
from seedance_conformance.mock.faults.fault import Fault, Install, changing_tasks, fault, fault_table, installer
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.state.tasks import Task

Serve: TypeAlias = Callable[[bytes], Response]
_ABOUT_FILES = "QR-* CR-*-DEFAULT CR-DUR-* LC-URL-TTL"


@fault_table
def faults() -> Iterator[Fault]:
    """The faults of this module."""
    yield fault("default-duration-10", "CR-DUR-DEFAULT", _default("duration", duration=10))
    yield fault("default-ratio-1:1", "CR-RATIO-DEFAULT", _default("aspect_ratio", ratio="1:1"))
    yield fault("silent-by-default", "CR-AUDIO-DEFAULT", _default("generateAudio", sound=False))
    yield fault("results-always-have-sound", "QR-SOUND", _always(sound=True))
    yield fault("results-never-have-sound", "QR-SOUND", _always(sound=False), "CR-AUDIO-DEFAULT")
    yield fault("results-always-16:9", "QR-FRAME-RATIO", _always(ratio="16:9"))
    yield fault("results-turned-upright", "QR-FRAME-RATIO", _rotated_upright, "CR-RATIO-DEFAULT")
    yield fault("adaptive-always-upright", "QR-FRAME-RATIO", changing_tasks(_is_adaptive, ratio="9:16"))
    yield fault("adaptive-knows-no-assets", "QR-FRAME-RATIO", changing_tasks(_is_adaptive_to_asset, ratio="16:9"))
    silent = changing_tasks(lambda body, _: "first_image" in body, sound=True)
    yield fault("silence-not-kept-with-frames", "QR-SOUND", silent)
    longer = changing_tasks(lambda body, _: body.get("duration") == 9, duration=10)
    yield fault("9-seconds-become-10", "CR-DUR-MIN", longer)
    yield fault("results-expire-after-an-hour", "LC-URL-TTL", _expire_after_an_hour)
    yield from _unplayable()
    yield fault("results-not-mp4", "QR-MP4 RB-RESULT-PLAYS", _not_mp4, _ABOUT_FILES)


def _unplayable() -> Iterator[Fault]:
    """Results that nobody can watch, of all tasks or of those of one model or mode."""
    broken: dict[str, Serve] = {
        "are-missing": lambda _: PlainTextResponse("no such file", 404),
        "are-pages": lambda _: HTMLResponse("<html><body>Please sign in</body></html>"),
        "are-empty": lambda _: Response(b"", media_type="video/mp4"),
        "break-off": lambda content: Response(content[: len(content) * 2 // 3], media_type="video/mp4"),
    }
    for word, serve in broken.items():
        yield fault(f"results-{word}", "RB-RESULT-PLAYS", _serving(serve), _ABOUT_FILES)
    fast = _serving(broken["are-missing"], lambda task: "_fast" in task.model)
    yield fault("results-of-fast-models-are-missing", "RB-RESULT-PLAYS", fast, _ABOUT_FILES)


@installer
def _serving(app: MockApp, serve: Serve, when: Callable[[Task], bool] = lambda task: True) -> None:
    """Other answers in place of the results of some tasks; `serve` gets the content of the file."""
    app.results.alter = lambda task, path: serve(path.read_bytes()) if when(task) else None


def _default(field: str, **changes: object) -> Install:
    """A field has another default."""
    return changing_tasks(lambda body, _: body.get(field) is None, **changes)


def _is_adaptive(body: Body, _task: Task) -> bool:
    return body.get("aspect_ratio") == "adaptive"


def _is_adaptive_to_asset(body: Body, task: Task) -> bool:
    return _is_adaptive(body, task) and str(body.get("first_image")).startswith("asset://")


@installer
def _always(app: MockApp, /, **changes: object) -> None:
    """All results are like this, even if the body asks for something else."""
    file = app.results.file
    app.results.make = lambda task: file(task._replace(**changes))  # type: ignore[arg-type]


def _rotated_upright(app: MockApp) -> None:
    file = app.results.file
    rotated = {"16:9": "9:16", "9:16": "16:9", "4:3": "3:4", "3:4": "4:3", "21:9": "9:16", "adaptive": "9:16"}
    app.results.make = lambda task: file(task._replace(ratio=rotated.get(task.ratio, task.ratio)))


def _expire_after_an_hour(app: MockApp) -> None:
    app.results.lifetime = 3600.0


def _not_mp4(app: MockApp) -> None:
    app.results.make = lambda task: Path(__file__)
