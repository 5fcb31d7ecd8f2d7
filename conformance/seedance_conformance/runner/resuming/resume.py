"""`--resume DIR`: continue with the options of the run in DIR; protect logs that record paid tasks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedance_conformance import __version__
from seedance_conformance.report.events import Event, LogError
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.runner.resuming.previous_run import PreviousRun


class ResumeError(SettingsError):
    """A run can't continue, or would destroy the record of paid tasks; the message says why and what to do."""


class RunFinished(ResumeError):
    """The run to resume has ended; nothing is left to do."""


def read_resumable(directory: Path, budget: int | None = None) -> PreviousRun:
    """Read the log of a run that was stopped or killed, or that can continue with the larger budget that is given now.

    Raises:
        RunFinished: the run has ended.
        ResumeError: there isn't a log, or it was written by another version.
    """
    try:
        previous = PreviousRun.read(directory)
    except LogError as error:
        raise ResumeError(f"the run can't be resumed: {error}; give the --out folder of a stopped run") from None
    version = previous.header["version"]
    if version != __version__ or "options" not in previous.header:
        raise ResumeError(
            f"version {version} wrote the run in {directory} and this is {__version__}: resume with version {version}"
        )
    if previous.header.get("shard") != previous.header["options"]["shard"]:
        raise ResumeError(f"{directory} holds merged shards: resume the shard that was stopped, then merge again")
    if previous.finished and not (previous.out_of_budget and _is_larger(budget, previous.header)):
        more = "; continue with a larger --budget" if previous.out_of_budget else ""
        raise RunFinished(f"the run in {directory} has ended: nothing is left to do{more}")
    return previous


def _is_larger(budget: int | None, header: Event) -> bool:
    before = header["options"]["budget"]
    return budget is not None and before is not None and budget > before


def with_stored_options(options: Mapping[str, Any], header: Event) -> dict[str, Any]:
    """Fill options that nobody gave from the header of the previous run.

    Raises:
        ResumeError: the previous run started its own mock, and now a target is given.
    """
    stored: dict[str, Any] = {**header.get("connection", {}), **header["options"], "baseline": None}
    if options["rules"] or options["skip"]:
        del stored["rules"]
    if header["target"]["kind"] == "mock":
        if options["kind"] != "mock":
            raise ResumeError("the run to resume started its own mock: leave --base-url out")
        # That mock has ended; the caller has started another.
        del stored["base-url"]
    return {**options, **{name: value for name, value in stored.items() if not _given(options[name])}}


def check_same_options(options: Mapping[str, Any], header: Event, directory: Path) -> None:
    """Check that a resumed run has the options of the previous one; only the budget may be larger.

    Raises:
        ResumeError: an option has another value.
    """
    for name, before in header["options"].items():
        if options[name] == before or (name == "base-url" and header["target"]["kind"] == "mock"):
            continue
        if name == "budget" and _is_larger(options[name], header):
            continue
        values = "" if isinstance(before, list) else f" ({before} before, {options[name]} now)"
        raise ResumeError(f"--{name} differs from the run in {directory}{values}: leave it out")


def check_unsettled(out: Path, *, remote: bool) -> None:
    """Check that a new run doesn't overwrite the log of paid tasks whose end nobody has seen.

    Raises:
        ResumeError: there is such a log; or one that can't be read, and the new run may be billed (`remote`).
    """
    path = out / "run.jsonl"
    try:
        if not path.exists() or not path.stat().st_size or _billed_nothing(path):
            return
        previous = PreviousRun.read(out)
    except (OSError, LogError) as error:
        if remote:
            raise ResumeError(f"{error}; the log may list paid tasks: choose another --out, or move the log") from None
        return
    if previous.header["target"]["kind"] == "remote" and not previous.finished and previous.unsettled:
        tasks = "1 paid task" if previous.unsettled == 1 else f"{previous.unsettled} paid tasks"
        raise ResumeError(
            f"the run in {out} was stopped before {tasks} had ended: "
            f"continue it with --resume {out}, or choose another --out"
        )


def _billed_nothing(path: Path) -> bool:
    """Whether the first line of a log names a free target; this avoids reading the rest, which may be long."""
    with path.open(encoding="utf-8") as log:
        try:
            return bool(json.loads(log.readline())["target"]["kind"] != "remote")
        except (ValueError, RecursionError, LookupError, TypeError):
            return False


def _given(value: object) -> bool:
    return value is not None and value is not False and value != () and value != []
