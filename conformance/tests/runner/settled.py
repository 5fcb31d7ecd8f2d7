"""Settings of a run, from a few options."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.configuration.options import unset
from seedance_conformance.runner.configuration.settings import Settings, build_settings
from seedance_conformance.runner.event_log import EventLog

LOCAL: Final = "http://127.0.0.1:8765/kyyReactApiServer"
LIVE: Final = "https://zcbservice.aizfw.cn/kyyReactApiServer"
KEYS: Final = {"SEEDANCE_API_KEY": "sk-first", "TENANT": "canary-tenant"}


def settled(environment: Mapping[str, str] = KEYS, **given: Any) -> Settings:
    """Settings from these options, the others at their defaults."""
    options = {name.replace("_", "-"): value for name, value in given.items()}
    return build_settings(unset() | options, environment, load_catalogue())


def begin_log(folder: Path, **given: Any) -> EventLog:
    """Begin the log of a run with these options."""
    log = EventLog(folder / "run.jsonl")
    log.header(settled(out=str(folder), **given), load_catalogue())
    return log
