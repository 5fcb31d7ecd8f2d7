"""Faults in the result videos, and in the defaults that only a result shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from seedance_conformance.mock.calls import Call
from seedance_conformance.mock.faults.model import Fault, Install, fault
from seedance_conformance.mock.stages import Body
from seedance_conformance.mock.tasks import Task

if TYPE_CHECKING:
    from seedance_conformance.mock.app import MockApp


def faults() -> Iterator[Fault]:
    """The table."""
    yield fault("default-duration-10", "CR-DUR-DEFAULT", _default("duration", duration=10))
    yield fault("default-ratio-1:1", "CR-RATIO-DEFAULT", _default("aspect_ratio", ratio="1:1"))
    yield fault("silent-by-default", "CR-AUDIO-DEFAULT", _default("generateAudio", sound=False))
    yield fault("results-always-have-sound", "QR-SOUND", _always(sound=True))
    yield fault("results-never-have-sound", "QR-SOUND", _always(sound=False), "CR-AUDIO-DEFAULT")
    yield fault("results-always-16:9", "QR-FRAME-RATIO", _always(ratio="16:9"))
    yield fault("results-turned-upright", "QR-FRAME-RATIO", _turned, "CR-RATIO-DEFAULT")
    yield fault("results-expire-after-an-hour", "LC-URL-TTL", _short_lived)
    yield fault("results-not-mp4", "QR-MP4", _not_mp4, "QR-* CR-*-DEFAULT LC-URL-TTL")


def _default(field: str, **changes: object) -> Install:
    """Another default for one field."""

    def install(app: "MockApp") -> None:
        new_task = app.service.stages.new_task

        def changed(call: Call, body: Body, failure: str | None) -> Task:
            task = new_task(call, body, failure)
            return task if body.get(field) is not None else task._replace(**changes)  # type: ignore[arg-type]

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
