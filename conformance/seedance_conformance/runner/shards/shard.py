"""Split the tests of a run into shards with about as many cases each; each test is in exactly one shard."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from attrs import frozen

from seedance_conformance.runner.configuration.options import SettingsError

_FORM = re.compile(r"([1-9]\d*)/([1-9]\d*)")


@frozen
class Shard:
    """One part of a split run: `2/3` is the second of three."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Read `I/N`.

        Raises:
            SettingsError: it has another form, or I is larger than N.
        """
        found = _FORM.fullmatch(text)
        if not found or int(found[1]) > int(found[2]):
            raise SettingsError(f"--shard is {text!r}: give I/N with I from 1 to N, for example 2/3")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    def share(self, budget: int) -> int:
        """This shard's part of a budget, in tasks: the parts of all shards add up to it, and differ by one at most.

        It depends on nothing but the numbers, so machines with other options or versions can't exceed the budget
        together. A larger budget makes no part smaller, so neither can shards that are resumed with a larger one.
        """
        return budget // self.count + (self.index <= budget % self.count)

    def split(
        self, items: list[pytest.Item], bills: Callable[[pytest.Item], int] = lambda item: 0
    ) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """The tests of this shard and those of the others, each in their order.

        The split depends on the tests alone. Each test goes to the shard with the fewest cases so far, or, if it is
        billed, to the one with the fewest billed tasks, since the shards have equal parts of the budget. Tests that
        share something costly (marked `together`) go to one shard. Tests marked `last` are in every shard, since they
        judge its log. `bills` returns for how many tasks a conforming target bills a test.
        """
        names = {item: _group(item) for item in items}
        billed: Counter[str] = Counter()
        for item, name in names.items():
            billed[name or ""] += bills(item)
        loads = [(0, 0)] * self.count  # billed tasks, cases
        places: dict[str, int] = {}
        mine: list[pytest.Item] = []
        others: list[pytest.Item] = []
        for item, name in names.items():
            if name is None:
                mine.append(item)
                continue
            if name not in places:
                places[name] = _least(loads, by_bill=billed[name] > 0)
            place = places[name]
            loads[place] = loads[place][0] + bills(item), loads[place][1] + _cases(item)
            (mine if place == self.index - 1 else others).append(item)
        return mine, others


def _group(item: pytest.Item) -> str | None:
    """What stays in one shard with a test: its group or itself; None if the test is in every shard."""
    group = item.get_closest_marker("together")
    if item.get_closest_marker("last") and not group:
        return None
    return str(group.args[0]) if group else item.nodeid


def _least(loads: list[tuple[int, int]], *, by_bill: bool) -> int:
    """The first shard with the least to do."""
    return min(range(len(loads)), key=lambda place: loads[place] if by_bill else loads[place][1])


def _cases(item: pytest.Item) -> int:
    """How many cases a test sends: those of its group, or one."""
    parameters = (
        item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    )
    return max((len(one.cases) for one in parameters if hasattr(one, "cases")), default=1)
