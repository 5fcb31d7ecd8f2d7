"""The logs of the shards of one run: read, held against each other, and joined."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from seedance_conformance import __version__
from seedance_conformance.report.events import Event, LogError, read_log
from seedance_conformance.runner.shard import Shard

_SAME: Final = ("profile", "seed", "examples", "strict", "selected", "baseline")
"""What the headers of all shards must agree on, besides version and target."""


class MergeError(Exception):
    """The logs are not those of all shards of one run; the message says why."""


@frozen
class Part:
    """The log of one shard.

    Attributes:
        directory: where it was found.
        shard: which part of the run it is.
        events: the whole log.
    """

    directory: Path
    shard: Shard
    events: list[Event]

    @property
    def head(self) -> Event:
        """The header."""
        return self.events[0]

    @property
    def foot(self) -> Event:
        """The footer."""
        return self.events[-1]


def read_parts(directories: Sequence[Path]) -> list[Part]:
    """Read the logs of all shards of one run, and put them in order.

    Raises:
        MergeError: one can't be used, does not belong to the others, is there twice or is missing.
    """
    parts = sorted((_read(directory) for directory in directories), key=lambda part: part.shard.index)
    for part in parts[1:]:
        _compare(parts[0], part)
    for before, part in pairwise(parts):
        if before.shard == part.shard:
            raise MergeError(f"shard {part.shard} is there twice, in {before.directory} and in {part.directory}")
    count = parts[0].shard.count
    missing = sorted(set(range(1, count + 1)) - {part.shard.index for part in parts})
    if missing:
        names = ", ".join(f"{index}/{count}" for index in missing)
        raise MergeError(f"no log of shard {names} is among them: name the directories of all shards")
    return parts


def joined(parts: Iterable[Part], again: Iterable[str]) -> list[Event]:
    """The events of all parts in one numbering, without headers and footers.

    What a shard said of a rule that it had no case of is left out where another shard knows more.

    Args:
        parts: in order.
        again: tests whose verdicts are left out, since they judge the joined log anew.
    """
    left_out, events, offset = set(again), [], 0
    for part in parts:
        numbers = [event["number"] for event in part.events if event["event"] == "exchange"]
        events += [_shifted(event, offset) for event in part.events[1:-1] if event.get("case") not in left_out]
        offset += max(numbers, default=0)
    judged = {event["rule"] for event in events if event["event"] == "case" and not is_closing(event)}
    return [event for event in events if not (is_closing(event) and event["rule"] in judged)]


def is_closing(event: Event) -> bool:
    """Whether an event was written at the end of a run, for a rule of which no test had spoken."""
    return bool(event["event"] == "case" and not event["case"])


def _shifted(event: Event, offset: int) -> Event:
    moved: dict[str, Any] = {
        name: event[name] + offset for name in ("number", "exchange") if isinstance(event.get(name), int)
    }
    return {**event, **moved}


def _read(directory: Path) -> Part:
    try:
        events = read_log(directory / "run.jsonl")
    except LogError as error:
        raise MergeError(str(error)) from None
    text = events[0].get("shard")
    if not text:
        raise MergeError(f"{directory} holds a whole run and no shard: `seedance report show {directory}` shows it")
    if events[0]["version"] != __version__:
        raise MergeError(
            f"the log in {directory} was written by version {events[0]['version']} and this is {__version__}: "
            "merge with the version that ran the shards"
        )
    if events[-1]["event"] != "footer":
        raise MergeError(f"the run in {directory} was killed: end it with `seedance conform --resume {directory}`")
    return Part(directory, Shard.parse(text), events)


def _compare(one: Part, other: Part) -> None:
    names = {name: (one.head.get(name), other.head.get(name)) for name in _SAME}
    names["number of shards"] = one.shard.count, other.shard.count
    names["target"] = _target(one), _target(other)
    for name, (ours, theirs) in names.items():
        if ours == theirs:
            continue
        long = {"selected": "different rules", "baseline": "different baselines"}
        shown = long.get(name, f"{name} {ours} and {theirs}")
        raise MergeError(f"{one.directory} and {other.directory} are not of one run: they have {shown}")


def _target(part: Part) -> str:
    """Each shard that names no target has a mock of its own, on a port of its own."""
    target = part.head["target"]
    return "mock" if target["kind"] == "mock" else str(target["base_url"])
