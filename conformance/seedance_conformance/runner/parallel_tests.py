"""Which tests may run side by side, and what each of them gets: the run's context with notes of its own."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from attrs import define, evolve, field

from seedance_conformance.runner.cost import Bill
from seedance_conformance.runner.side_by_side import Job, SideBySide
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.transport.current_case import CURRENT_CASE

_IN_TURN = ("alone", "last")


@define
class ParallelTests:
    """Starts tests ahead of their turn, a stretch of the plan at a time.

    A stretch ends before a test that has to be alone, and after it: one marked `alone` or `last`. Within a stretch two
    kinds run in their turn, beside those that were started ahead: tests with fixtures of their own, and on a target that
    bills those that take a task which an earlier test has made.

    Args:
        context: of the run.
        pool: runs the tests.
        bill: what a test can cost on a target that bills.
        can_run: whether a test can run at all with the keys of this run.
    """

    context: Context
    pool: SideBySide
    bill: Callable[[pytest.Item], Bill]
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
        bill = self.bill(item)
        in_turn = bill.borrows and self.context.remote
        if in_turn or not isinstance(item, pytest.Function) or not self.can_run(item):
            return None
        own = evolve(self.context, notes=Notes())
        known = {"context": own, "target": own.target, "media": own.media, "follower": own.follower}
        given = item.callspec.params if hasattr(item, "callspec") else {}
        if not set(item.fixturenames) <= {"request", "pytestconfig", *known, *given}:
            return None
        self._notes[item] = own.notes
        arguments = {name: {**known, **given}[name] for name in item._fixtureinfo.argnames}
        return Job(item, partial(_named, item.name, partial(item.obj, **arguments)), bill.unclear)


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


def _named(name: str, function: Callable[[], object]) -> None:
    CURRENT_CASE.set(name)
    function()
