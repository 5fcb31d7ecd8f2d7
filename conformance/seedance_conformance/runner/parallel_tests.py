"""Which tests may run side by side, and what each of them gets: the run's context with notes of its own."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from attrs import define, field

from seedance_conformance.runner.cost import Cost
from seedance_conformance.runner.side_by_side import Job, SideBySide
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.transport.current_case import CURRENT_CASE

_IN_TURN = ("alone", "last")


@define
class ParallelTests:
    """Starts tests ahead of their turn, a stretch of the plan at a time.

    A stretch ends before and after each test that is marked `alone` or `last`. Two kinds run in their turn, beside
    those that were started ahead: tests with a fixture that has an end, and on a remote target those that a conforming
    target bills or that use the task of an earlier test.

    Args:
        context: of the run.
        pool: runs the tests.
        cost: what a test can cost on a target that bills.
        can_run: whether a test can run at all with the keys of this run.
    """

    context: Context
    pool: SideBySide
    cost: Callable[[pytest.Item], Cost]
    can_run: Callable[[pytest.Item], bool]
    _stretches: dict[pytest.Item, list[pytest.Item]] = field(factory=dict, init=False)
    _notes: dict[pytest.Item, Notes] = field(factory=dict, init=False)

    def plan(self, items: Sequence[pytest.Item]) -> None:
        """Take the tests that will be run, in order."""
        self._stretches = {stretch[0]: stretch for stretch in stretches(items)}

    def begin(self, item: pytest.Item) -> Notes:
        """A test's turn has come, and its stretch's, if it is the first of one; the notes that it leaves."""
        stretch = self._stretches.pop(item, [])
        self.pool.plan([job for one in stretch if (job := self._job(one))])
        return self._notes.pop(item, None) or Notes()

    def outcome(self, item: pytest.Item) -> bool:
        """Wait until a test is over that was started ahead of its turn; false if it was not.

        Raises:
            BaseException: what the test raised.
        """
        known = self.pool.knows(item)
        if known:
            self.pool.outcome(item)
        return known

    def _job(self, item: pytest.Item) -> Job | None:
        cost = self.cost(item)
        in_turn = self.context.remote and (cost.borrows or cost.conforming)
        if in_turn or not isinstance(item, pytest.Function) or not self.can_run(item):
            return None
        context = self.context.for_test()
        parts: dict[str, Any] = {"context": context, "target": context.target, "media": context.media}
        parts |= {"poller": context.poller, "request": item._request, "pytestconfig": item.config}
        parts |= item.callspec.params if hasattr(item, "callspec") else {}
        wanted = item._fixtureinfo.argnames
        if not all(_is_plain(item, name, parts) for name in wanted):
            return None
        self._notes[item] = context.notes

        def run() -> None:
            CURRENT_CASE.set(item.name)
            item.obj(**{name: _value(item, name, parts) for name in wanted})

        return Job(item, run, cost.unclear)


def _is_plain(item: pytest.Function, name: str, parts: Mapping[str, Any]) -> bool:
    """Whether a fixture is a part of the run, or a function of such: one that needs no end, and can be called here."""
    if name in parts:
        return True
    found = item._fixtureinfo.name2fixturedefs.get(name)
    if not found or inspect.isgeneratorfunction(found[-1].func):
        return False
    return all(_is_plain(item, other, parts) for other in found[-1].argnames)


def _value(item: pytest.Function, name: str, parts: Mapping[str, Any]) -> Any:
    """The value of a fixture. The suite's fixtures make what is shared by `Context.once`, so a second call is free."""
    if name in parts:
        return parts[name]
    fixture = item._fixtureinfo.name2fixturedefs[name][-1]
    return fixture.func(**{other: _value(item, other, parts) for other in fixture.argnames})


def stretches(items: Sequence[pytest.Item]) -> Iterator[list[pytest.Item]]:
    """The tests in order, divided before and after each that has to be alone."""
    stretch: list[pytest.Item] = []
    for item in items:
        if any(item.get_closest_marker(name) for name in _IN_TURN):
            if stretch:
                yield stretch
            stretch = []
        else:
            stretch.append(item)
    if stretch:
        yield stretch
