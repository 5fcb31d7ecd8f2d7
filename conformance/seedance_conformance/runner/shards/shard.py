"""Split the tests of a run into shards with about as many cases each; each test is in exactly one shard."""

import re

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

    def split(self, items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """The tests of this shard and those of the others, each in their order.

        The split depends on the tests alone. Each test goes to the shard with the fewest cases so far; tests that share
        something costly (marked `together`) go to one shard. Tests marked `last` are in every shard, since they judge
        its log.
        """
        loads = [0] * self.count
        places: dict[str, int] = {}
        mine: list[pytest.Item] = []
        others: list[pytest.Item] = []
        for item in items:
            group = item.get_closest_marker("together")
            if item.get_closest_marker("last") and not group:
                mine.append(item)
                continue
            name = str(group.args[0]) if group else item.nodeid
            place = places.setdefault(name, loads.index(min(loads)))
            loads[place] += _cases(item)
            (mine if place == self.index - 1 else others).append(item)
        return mine, others


def _cases(item: pytest.Item) -> int:
    """How many cases a test sends: those of its group, or one."""
    parameters = (
        item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    )
    return max((len(one.cases) for one in parameters if hasattr(one, "cases")), default=1)
