"""What `Seedance` and `AsyncSeedance` have in common: settings, guard and journal."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from attrs import evolve

from .checks import check_amount, check_count, check_prices
from .effects import Flow, Work
from .errors import OutcomeUnknown
from .guard import Guard
from .journal import Journal
from .resuming import Open, sort_open
from .settings import Clock, Limits, Secret, Settings, read_base_url, read_key
from .tasks import AsyncVideo, Task, Video, bind
from .waiting import wait

__all__ = ["Core"]


class Core:
    """The settings and the memory of a client."""

    def __init__(
        self,
        key: Secret | None,
        base_url: str | None,
        journal: Journal | str | os.PathLike[str] | None,
        limits: Limits | None,
        max_tasks: int | None,
        prices: Mapping[str, float] | None,
        max_cost: float | None,
        clock: Clock | None,
    ) -> None:
        if limits is not None and not isinstance(limits, Limits):
            raise TypeError(f"limits must be Limits(...), as in Limits(read=60); got {limits!r}")
        self.settings = Settings(
            base_url=read_base_url(base_url),
            key=read_key(key),
            limits=limits or Limits(),
            max_tasks=None if max_tasks is None else check_count("max_tasks", max_tasks),
            prices=check_prices(prices, max_cost),
            max_cost=None if max_cost is None else check_amount("max_cost", max_cost),
            clock=clock or Clock(),
        )
        self.guard = Guard(self.settings)
        self.journal = journal if journal is None or isinstance(journal, Journal) else Journal(journal)

    def remembering(self, flow: Flow[Task]) -> Flow[Task]:
        """A create whose task is remembered as new, also if its id had to be salvaged."""
        memory, clock = self.settings.memory, self.settings.clock
        try:
            task: Task = yield from flow
        except OutcomeUnknown as error:
            if error.task_id is not None:
                memory.note_created(error.task_id, clock.monotonic())
            raise
        memory.note_created(task.id, clock.monotonic())
        return task

    def wait(
        self,
        task: Task | str,
        timeout: float,
        on_update: Callable[[Task], Any] | None,
        poll: tuple[float, float] | None,
        kind: type[Video] | type[AsyncVideo],
        client: object,
    ) -> Flow[Any]:
        """Wait for a task, and give its video bound to a client."""
        settings = self.settings
        if poll is not None:
            settings = evolve(settings, limits=evolve(settings.limits, poll=poll))
        done: Task = yield from wait(settings, self.journal, task, timeout=timeout, on_update=on_update)
        return bind(kind, done, client)

    def resume(self) -> Flow[Open]:
        """What the journal says is open at this client's address."""
        journal, now = self._journal(), self.settings.clock.time()
        entries = yield Work(lambda: journal.open_entries(now, self.settings.base_url))
        return sort_open(entries)

    def settle(self, name: str) -> Flow[None]:
        """Close a request by hand."""
        journal, now = self._journal(), self.settings.clock.time()
        yield Work(lambda: journal.settle(name, now))

    def _journal(self) -> Journal:
        if self.journal is None:
            raise ValueError("this client has no journal: give it one, as in Seedance(journal='tasks.jsonl')")
        return self.journal

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a key and connections, and can't be pickled: make one where you need it")
