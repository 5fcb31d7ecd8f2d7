"""Faults in the result videos, and in the defaults that only a result shows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from seedance_conformance.mock.api.calls import Call
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.state.tasks import Task

if TYPE_CHECKING:
    from seedance_conformance.mock.api.app import MockApp


def faults() -> Iterator[Fault]:
    """The table."""
    yield fault("default-duration-10", "CR-DUR-DEFAULT", _default("duration", duration=10))
    yield fault("default-ratio-1:1", "CR-RATIO-DEFAULT", _default("aspect_ratio", ratio="1:1"))
    yield fault("silent-by-default", "CR-AUDIO-DEFAULT", _default("generateAudio", sound=False))
    yield fault("results-always-have-sound", "QR-SOUND", _always(sound=True))
    yield fault("results-never-have-sound", "QR-SOUND", _always(sound=False), "CR-AUDIO-DEFAULT")
    yield fault("results-always-16:9", "QR-FRAME-RATIO", _always(ratio="16:9"))
    yield fault("results-turned-upright", "QR-FRAME-RATIO", _turned, "CR-RATIO-DEFAULT")
    yield fault("adaptive-always-upright", "QR-FRAME-RATIO", _asked(_is_adaptive, ratio="9:16"))
    yield fault("adaptive-knows-no-assets", "QR-FRAME-RATIO", _asked(_is_adaptive_to_asset, ratio="16:9"))
    yield fault("silence-not-kept-with-frames", "QR-SOUND", _asked(lambda body: "first_image" in body, sound=True))
    yield fault("9-seconds-become-10", "CR-DUR-MIN", _asked(lambda body: body.get("duration") == 9, duration=10))
    yield fault("results-expire-after-an-hour", "LC-URL-TTL", _short_lived)
    yield fault("results-not-mp4", "QR-MP4", _not_mp4, "QR-* CR-*-DEFAULT LC-URL-TTL")


def _default(field: str, **changes: object) -> Install:
    """Another default for one field."""
    return _asked(lambda body: body.get(field) is None, **changes)


def _is_adaptive(body: Body) -> bool:
    return body.get("aspect_ratio") == "adaptive"


def _is_adaptive_to_asset(body: Body) -> bool:
    return _is_adaptive(body) and str(body.get("first_image")).startswith("asset://")


def _asked(concerned: Callable[[Body], bool], **changes: object) -> Install:
    """The tasks of some bodies are others than were asked for."""

    def install(app: "MockApp") -> None:
        new_task = app.service.stages.new_task

        def changed(call: Call, body: Body, failure: str | None) -> Task:
            task = new_task(call, body, failure)
            return task._replace(**changes) if concerned(body) else task  # type: ignore[arg-type]

        app.service.stages.new_task = changed

    return install


def _always(**changes: object) -> Install:
    """Every result is made so, whatever was asked for."""

    def install(app: "MockApp") -> None:
        file = app.results.file
        app.results.make = lambda task: file(task._replace(**changes))  # type: ignore[arg-type]

    return install


def _turned(app: "MockApp") -> None:
    file = app.results.file
    turned = {"16:9": "9:16", "9:16": "16:9", "4:3": "3:4", "3:4": "4:3", "21:9": "9:16", "adaptive": "9:16"}
    app.results.make = lambda task: file(task._replace(ratio=turned.get(task.ratio, task.ratio)))


def _short_lived(app: "MockApp") -> None:
    app.results.lifetime = 3600.0


def _not_mp4(app: "MockApp") -> None:
    app.results.make = lambda task: Path(__file__)
