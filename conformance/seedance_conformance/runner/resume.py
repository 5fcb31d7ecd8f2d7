"""`--resume DIR`: the options of the run whose log is there, and the guard of logs that are worth money."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedance_conformance import __version__
from seedance_conformance.report.events import Event, LogError
from seedance_conformance.runner.previous_run import Earlier


class ResumeError(Exception):
    """A run can't go on, or would destroy what another has paid for; the message says why and what to do."""


class Ended(ResumeError):
    """The run came to its end; there is nothing to go on with."""


def resumable(directory: Path) -> Earlier:
    """The log of a run that was stopped or killed.

    Raises:
        Ended: the run came to its end.
        ResumeError: there is no log, or it is of another version.
    """
    try:
        earlier = Earlier.read(directory)
    except LogError as error:
        raise ResumeError(f"there is no run to go on with: {error}") from None
    version = earlier.head["version"]
    if version != __version__ or "options" not in earlier.head:
        raise ResumeError(f"the run in {directory} is of version {version} and this is {__version__}: use that one")
    if earlier.head.get("shard") != earlier.head["options"]["shard"]:
        raise ResumeError(f"{directory} holds merged shards: go on with the shard that was stopped, and merge again")
    if earlier.finished:
        raise Ended(f"the run in {directory} has ended: nothing is left to do")
    return earlier


def fill(options: Mapping[str, Any], head: Event) -> dict[str, Any]:
    """Options with those of the earlier part of the run where none was given.

    Raises:
        ResumeError: it judged a mock of its own, and now there is a target.
    """
    stored: dict[str, Any] = {**head["options"], "baseline": None}
    if options["rules"] or options["skip"]:
        del stored["rules"]
    if head["target"]["kind"] == "mock":
        if options["kind"] != "mock":
            raise ResumeError("the run to go on with judged a mock of its own: leave --base-url out")
        # That mock is gone with the earlier part; the caller has started another.
        del stored["base-url"]
    return {**options, **{name: value for name, value in stored.items() if not _given(options[name])}}


def compare(options: Mapping[str, Any], head: Event, directory: Path) -> None:
    """Make sure that a run is told to do what its earlier part did.

    Args:
        options: settled, as `Settings.options` has them.
        head: header of the earlier part.
        directory: where that is.

    Raises:
        ResumeError: an option has another value.
    """
    for name, before in head["options"].items():
        if options[name] == before or (name == "base-url" and head["target"]["kind"] == "mock"):
            continue
        values = "" if isinstance(before, list) else f" ({before} before, {options[name]} now)"
        raise ResumeError(f"--{name} is not what the run in {directory} was begun with{values}: leave it out")


def guard(out: Path, *, remote: bool) -> None:
    """Make sure that no log is overwritten that knows of tasks which were paid for and are not settled.

    Args:
        out: where a new run would write.
        remote: whether that run bills.

    Raises:
        ResumeError: there is such a log.
    """
    path = out / "run.jsonl"
    try:
        if not path.exists() or not path.stat().st_size or _billed_nothing(path):
            return
        earlier = Earlier.read(out)
    except (OSError, LogError) as error:
        if remote:
            raise ResumeError(f"{error}; it may know of paid tasks: choose another --out, or move it away") from None
        return
    if earlier.head["target"]["kind"] == "remote" and not earlier.finished and earlier.unsettled:
        raise ResumeError(
            f"the run in {out} was stopped with {earlier.unsettled} paid tasks that are not settled: "
            f"go on with --resume {out}, or choose another --out"
        )


def _billed_nothing(path: Path) -> bool:
    """Whether the first line of a log says so; the rest, which may be long, needs no reading then."""
    with path.open(encoding="utf-8") as log:
        try:
            return bool(json.loads(log.readline())["target"]["kind"] != "remote")
        except (ValueError, RecursionError, LookupError, TypeError):
            return False


def _given(value: object) -> bool:
    return value is not None and value is not False and value != () and value != []
