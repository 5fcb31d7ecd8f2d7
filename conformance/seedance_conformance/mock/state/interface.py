"""What the mock needs of a store: for one process, and for several that share it."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, Protocol, runtime_checkable

from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import Task

PRUNE_CALLS = """
delete from {calls} where id in (select id from
(select id, sum(number) over (order by id desc) - number as newer from {calls}) as counted
where newer >= 500)"""
"""SQL that deletes those pieces of the call log that only have calls older than the newest 500."""


class TaskStore(Protocol):
    """Tasks and assets. What has been written is there after a kill -9 of the process."""

    def new_key(self) -> int:
        """A key that no task of this store ever had."""

    def add(self, task: Task) -> "asyncio.Future[None]":
        """Write a task; the future is done after the commit, or has a `StoreWriteError`."""

    def save(self, task: Task) -> None:
        """Write a changed task at once."""

    def task(self, key: int) -> Task | None:
        """The task of that key."""

    def save_asset(self, asset: Asset) -> None:
        """Write a new or changed asset at once."""

    def asset(self, asset_id: str) -> Asset | None:
        """The asset of that id, even if it is deleted."""

    def clear(self) -> None:
        """Delete every task and asset; keys still count up, so that no id is used twice."""

    def close(self) -> None:
        """Close the store; answered creates are safe even without this."""


class ClockState(NamedTuple):
    """The mock's time: `start` (Unix seconds) was the time when this machine's clock showed `origin`."""

    start: float
    origin: float
    running: bool


@runtime_checkable
class SharedStore(TaskStore, Protocol):
    """A store that several workers have open; it also has what they must agree on."""

    def clock(self) -> ClockState:
        """The clock of all workers."""

    def move_clock(self, change: Callable[[ClockState], ClockState]) -> None:
        """Replace the clock by `change(clock)`, in one transaction."""

    def note_calls(self, entries: bytes, number: int) -> None:
        """Keep a piece of the call log, of that number of calls, at the next commit."""

    def calls(self) -> list[bytes]:
        """The kept pieces: at least the newest 500 calls, or all of them."""

    def clear_calls(self) -> None:
        """Delete the call log."""
