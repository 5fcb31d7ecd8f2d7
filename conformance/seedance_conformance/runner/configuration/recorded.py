"""The settings in the header of a log of recorded traffic, for `seedance judge` and the proxy."""

from pathlib import Path
from typing import Any, Literal

from seedance_conformance.runner.configuration.settings import Settings


def recorded_settings(base_url: str, kind: Literal["loopback", "remote"], out: Path, **more: Any) -> Settings:
    """The settings that a header needs; a recording has no tests, so most of them mean nothing.

    Args:
        base_url: of the service.
        kind: of the target.
        out: folder of the log.
        more: other settings, as `Settings` names them.
    """
    nothing: dict[str, Any] = {
        "key": "",
        "second_key": None,
        "profile": "quick",
        "rules": frozenset(),
        "examples": 0,
        "seed": 0,
        "concurrency": 1,
        "budget": None,
        "media_url": None,
        "poll_seconds": 1.0,
        "task_timeout": 1.0,
        "strict": False,
    }
    return Settings(base_url=base_url, kind=kind, out=out, **(nothing | more))
