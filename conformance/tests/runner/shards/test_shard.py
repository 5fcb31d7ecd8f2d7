"""`--shard`: each test in one shard, evenly, and the same split each time."""

import pytest
from attrs import frozen
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.runner.shards.shard import Shard

TOY = """
import pytest
class Ticket:
    def __init__(self, count): self.places = tuple(range(count))
@pytest.mark.parametrize("ticket", [Ticket(12) for _ in range(5)] + [Ticket(1) for _ in range(20)])
def test_cases(ticket): pass
def test_alone(): pass
@pytest.mark.together("films")
def test_film(): pass
@pytest.mark.last
def test_end(): pass
@pytest.mark.together("films")
@pytest.mark.last
def test_film_again(): pass
"""


@frozen
class Keeper:
    """A plugin that records the collected tests."""

    items: list[pytest.Item]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Record the tests."""
        self.items.extend(items)


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[pytest.Item]:
    """The tests of a toy suite."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "test_toy.py").write_text(TOY)
    keeper = Keeper([])
    options = "--collect-only --import-mode=importlib -p no:cacheprovider -p no:terminal -p no:warnings -c /dev/null"
    where = [f"--rootdir={folder}", f"--confcutdir={folder}", str(folder)]
    pytest.main([*options.split(), *where], plugins=[keeper])
    return keeper.items


def names(items: list[pytest.Item]) -> list[str]:
    """The tests' names."""
    return [item.name for item in items]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_each_test_is_in_one_shard_except_the_last_ones(items: list[pytest.Item], count: int) -> None:
    """The shards together have all tests; only tests marked `last` are in each."""
    shards = [names(Shard(index, count).split(items)[0]) for index in range(1, count + 1)]
    assert all(shard.count("test_end") == 1 for shard in shards)
    apart = [name for shard in shards for name in shard if name != "test_end"]
    assert sorted(apart) == sorted(name for name in names(items) if name != "test_end")


def test_both_parts_of_a_split_keep_the_order(items: list[pytest.Item]) -> None:
    """The shard's tests and the others are in the order of the run."""
    mine, others = Shard(2, 3).split(items)
    assert [item for item in items if item in mine] == mine
    assert [item for item in items if item not in mine] == others


def test_cases_are_counted_not_tests(items: list[pytest.Item]) -> None:
    """Sixty cases in five tests weigh more than twenty in twenty."""
    loads = [
        sum(12 if int(name[17:-1]) < 5 else 1 for name in names(Shard(index, 3).split(items)[0]) if "ticket" in name)
        for index in (1, 2, 3)
    ]
    assert sum(loads) == 80
    assert max(loads) - min(loads) <= 12


def test_billed_tests_are_spread_by_their_bills(items: list[pytest.Item]) -> None:
    """The shards have equal shares of the budget, so each has about as many billed tasks, however many cases."""
    bills = {item: 1 for item in items if "ticket" in item.name and int(item.name[17:-1]) < 8}
    loads = [
        sum(bills.get(item, 0) for item in Shard(index, 3).split(items, lambda item: bills.get(item, 0))[0])
        for index in (1, 2, 3)
    ]
    assert loads == [3, 3, 2], "the first shards have more, as they have of the budget"


def test_the_shares_are_the_budget() -> None:
    """They add up to it, differ by one at most, and none shrinks if the budget grows."""
    for count in range(1, 9):
        before = [0] * count
        for budget in range(40):
            shares = [Shard(index, count).share(budget) for index in range(1, count + 1)]
            assert sum(shares) == budget
            assert max(shares) - min(shares) <= 1
            assert all(new >= old for new, old in zip(shares, before, strict=True))
            before = shares


def test_what_is_shared_stays_together(items: list[pytest.Item]) -> None:
    """Tests that share something costly are in one shard."""
    for index in (1, 2, 3):
        mine = names(Shard(index, 3).split(items)[0])
        assert ("test_film" in mine) == ("test_film_again" in mine)


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", " 1/2", "-1/2", ""])
def test_another_form_is_refused(text: str) -> None:
    """I runs from 1 to N."""
    with pytest.raises(SettingsError, match="give I/N"):
        Shard.parse(text)
