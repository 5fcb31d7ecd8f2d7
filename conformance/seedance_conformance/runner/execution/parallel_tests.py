"""Decides which tests may run side by side, and gives each the run's context with separate notes."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from seedance_conformance.runner.execution.side_by_side import Job, SideBySide
from seedance_conformance.runner.planning.cost import Cost
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.transport.current_case import CURRENT_CASE
from seedance_conformance.transport.target import Target

_IN_TURN = ("alone", "last")


class ParallelTests:
    """Starts tests before their turn, one stretch of the plan after another.

    A stretch ends before and after each test that is marked `alone` or `last`. Two kinds of tests wait for their turn:
    those with a fixture that has a teardown, and on a remote target those that a conforming target bills or that use
    the task of an earlier test.
    """

    def __init__(self, context: Context, workers: int, cost: Callable[[pytest.Item], Cost]) -> None:
        self._context = context
        self._cost = cost
        self.pool = SideBySide(workers, lambda: context.target.budget.left)
        self._stretches: dict[pytest.Item, list[pytest.Item]] = {}
        self._notes: dict[pytest.Item, Notes] = {}

    def plan(self, items: Sequence[pytest.Item]) -> None:
        """Take the tests that will be run, in order."""
        self._stretches = {stretch[0]: stretch for stretch in stretches(items)}

    def begin(self, item: pytest.Item) -> Notes:
        """Begin a test's turn, and its stretch if it is the first of one; returns the notes that the test writes."""
        stretch = self._stretches.pop(item, [])
        longest_first = sorted(stretch, key=lambda one: one.get_closest_marker("long") is None)
        self.pool.plan([job for one in longest_first if (job := self._job(one))])
        return self._notes.get(item) or Notes()

    def results(self) -> Iterator[tuple[pytest.Item, BaseException | None, Notes]]:
        """The tests that have ended without a verdict yet: each with what it raised and its notes."""
        found = self.pool.results()
        yield from ((item, found[item], notes) for item, notes in self._notes.items() if item in found)

    def outcome(self, item: pytest.Item) -> bool:
        """Wait until a test has ended that was planned to start before its turn; false if it wasn't planned.

        Raises:
            BaseException: what the test raised.
        """
        known = self.pool.knows(item)
        if known:
            self.pool.outcome(item)
        return known

    def end(self, item: pytest.Item) -> None:
        """A test's verdict is recorded."""
        self.pool.forget(item)
        self._notes.pop(item, None)

    def _job(self, item: pytest.Item) -> Job | None:
        cost = self._cost(item)
        in_turn = self._context.remote and (cost.borrows or cost.conforming)
        if in_turn or not isinstance(item, pytest.Function) or not has_keys(item, self._context.target):
            return None
        context = self._context.for_test()
        parts: dict[str, Any] = {"context": context, "request": item._request, "pytestconfig": item.config}
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
    """Whether a fixture is a part of the run, or a function of such parts that has no teardown."""
    if name in parts:
        return True
    found = item._fixtureinfo.name2fixturedefs.get(name)
    if not found or inspect.isgeneratorfunction(found[-1].func):
        return False
    return all(_is_plain(item, other, parts) for other in found[-1].argnames)


def _value(item: pytest.Function, name: str, parts: Mapping[str, Any]) -> Any:
    """The value of a fixture; shared values are created with `Context.once`, so a second call costs nothing."""
    if name in parts:
        return parts[name]
    fixture = item._fixtureinfo.name2fixturedefs[name][-1]
    return fixture.func(**{other: _value(item, other, parts) for other in fixture.argnames})


def has_keys(item: pytest.Item, target: Target) -> bool:
    """Whether the run has the keys that a test needs."""
    return target.has_second_key or not item.get_closest_marker("second_key")


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
