"""Read, check and join the logs of the shards of one run."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from seedance_conformance import __version__
from seedance_conformance.report.events import Event, LogError, read_log
from seedance_conformance.runner.resuming.previous_run import renumbered
from seedance_conformance.runner.shards.shard import Shard

_SAME: Final = ("profile", "seed", "examples", "strict", "selected", "baseline")
"""What the headers of all shards must agree on, besides version and target."""
_OF_VERDICTS: Final = ("case", "result", "trouble")
"""Events that a test which judges the joined log makes again; what was sent while a shard ran it stays."""


class MergeError(Exception):
    """The logs don't belong to all shards of one run; the message says why."""


@frozen
class ShardLog:
    """The whole log of one shard, with the folder of its report."""

    directory: Path
    shard: Shard
    events: list[Event]

    @property
    def header(self) -> Event:
        """The header."""
        return self.events[0]

    @property
    def footer(self) -> Event:
        """The footer."""
        return self.events[-1]


def read_shard_logs(directories: Sequence[Path]) -> list[ShardLog]:
    """Read the logs of all shards of one run, in order.

    Raises:
        MergeError: a log is unusable, missing, there twice or from another run.
    """
    logs = sorted((_read(directory) for directory in directories), key=lambda log: log.shard.index)
    for log in logs[1:]:
        _compare(logs[0], log)
    for before, log in pairwise(logs):
        if before.shard == log.shard:
            raise MergeError(f"shard {log.shard} is given twice, in {before.directory} and {log.directory}: omit one")
    count = logs[0].shard.count
    missing = sorted(set(range(1, count + 1)) - {log.shard.index for log in logs})
    if missing:
        names = ", ".join(f"{index}/{count}" for index in missing)
        raise MergeError(f"the log of shard {names} is missing: name the directories of all shards")
    return logs


def joined(logs: Iterable[ShardLog], judged_again: Iterable[str]) -> list[Event]:
    """The events of all shards, numbered throughout, without headers and footers.

    A shard's placeholder verdict is dropped if another shard judged the rule; so are all verdicts of the tests that
    judge the joined log (`judged_again`).
    """
    dropped, events = set(judged_again), []
    for log, offset in _offsets(logs):
        events += [
            renumbered(event, partial(add, offset))
            for event in log.events[1:-1]
            if event["event"] not in _OF_VERDICTS or event["case"] not in dropped
        ]
    judged = {event["rule"] for event in events if event["event"] == "case" and not _is_placeholder(event)}
    return [event for event in events if not (_is_placeholder(event) and event["rule"] in judged)]


def cut_off(logs: Iterable[ShardLog]) -> set[int]:
    """The creates of the shards that were stopped: if their tasks haven't ended, nobody waited long enough for them.

    They have the numbers that the exchanges have in the joined log.
    """
    return {
        event["exchange"] + offset
        for log, offset in _offsets(logs)
        if log.footer["stopped"] not in (None, "budget")
        for event in log.events
        if event["event"] == "open"
    }


def whole_budget(logs: Iterable[ShardLog]) -> int | None:
    """What all shards together were allowed to spend, in tasks; None if a shard had no limit."""
    shares = [log.header.get("share") for log in logs]
    known = [share for share in shares if isinstance(share, int)]
    return sum(known) if len(known) == len(shares) else None


def _offsets(logs: Iterable[ShardLog]) -> Iterator[tuple[ShardLog, int]]:
    """Each log, and what is added to the numbers of its exchanges."""
    offset = 0
    for log in logs:
        yield log, offset
        offset += max((event["number"] for event in log.events if event["event"] == "exchange"), default=0)


def _is_placeholder(event: Event) -> bool:
    """Whether an event is the verdict `skipped` that a run writes at its end for a rule without a case."""
    return bool(event["event"] == "case" and not event["case"])


def _read(directory: Path) -> ShardLog:
    try:
        events = read_log(directory / "run.jsonl")
    except LogError as error:
        raise MergeError(f"{error}; give the --out folder of each shard") from None
    text = events[0].get("shard")
    if not text:
        raise MergeError(f"{directory} holds a whole run, not a shard: `seedance report show {directory}` shows it")
    if events[0]["version"] != __version__:
        raise MergeError(
            f"version {events[0]['version']} wrote the log in {directory} and this is {__version__}: "
            "merge with the version that ran the shards"
        )
    if events[-1]["event"] != "footer":
        raise MergeError(f"the run in {directory} was killed: finish it with `seedance conform --resume {directory}`")
    return ShardLog(directory, Shard.parse(text), events)


def _compare(one: ShardLog, other: ShardLog) -> None:
    theirs = _compared(other)
    for name, ours in _compared(one).items():
        if ours != theirs[name]:
            long = {"selected": "different rules", "baseline": "different baselines"}
            shown = long.get(name, f"{name} {ours} and {theirs[name]}")
            raise MergeError(f"{one.directory} and {other.directory} belong to different runs: they have {shown}")


def _compared(log: ShardLog) -> dict[str, Any]:
    """What has to be the same in all shards."""
    target = log.header["target"]
    return {name: log.header.get(name) for name in _SAME} | {
        "number of shards": log.shard.count,
        # Shards without --base-url each start a mock on another port.
        "target": "mock" if target["kind"] == "mock" else target["base_url"],
        # Without published media a remote run has other tests, and so other shards.
        "media-url": log.header.get("options", {}).get("media-url"),
    }
