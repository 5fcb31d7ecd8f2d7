"""Which tests run, and in which order."""

from collections import Counter
from functools import cached_property

import pytest
from attrs import define, field

from seedance_conformance.cases.combined.combine import Packing, pack
from seedance_conformance.catalogue import Catalogue
from seedance_conformance.media import RemoteMedia
from seedance_conformance.runner.cost import Bill, bill_of, packed_body
from seedance_conformance.runner.settings import Settings
from seedance_conformance.runner.shard import Shard
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.media.missing import NoMedia

_STANDS = "other tests stand for it"
NO_MEDIA = "no published media: give --media-url"
_ABOUT_TASKS = ("CS-", "QR-", "LC-", "EP-", "RB-TASK-")


def rule_of(item: pytest.Item) -> str | None:
    """The rule that a test judges; None for one that judges on behalf of others."""
    marker = item.get_closest_marker("rule")
    return str(marker.args[0]) if marker else None


@define(slots=False)
class Plan:
    """Chooses and orders tests.

    Attributes:
        settings: of the run.
        catalogue: of all rules.
        left_out: for rules that lost all their tests to the profile or the target: why.
    """

    settings: Settings
    catalogue: Catalogue
    left_out: dict[str, str] = field(factory=dict)
    _packings: dict[bool, Packing] = field(factory=dict, init=False, repr=False)

    def arrange(self, items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """Split the tests into those that run, in order, and those that don't.

        Raises:
            pytest.UsageError: a test names a rule that the catalogue does not have.
        """
        kept: list[pytest.Item] = []
        dropped: list[pytest.Item] = []
        for item in items:
            why = self._why_not(item)
            (dropped if why else kept).append(item)
            rule_id = rule_of(item)
            if why and rule_id and why != _STANDS:
                self.left_out.setdefault(rule_id, why)
        kept.sort(key=_stage)
        if self.settings.remote:
            self._account_for_packed()
            kept = self._cheapest_first(kept)
        return kept, dropped

    def bill(self, item: pytest.Item) -> Bill:
        """What a test can cost if the target is a remote one."""
        return bill_of(item, self.media)

    @cached_property
    def media(self) -> Media:
        """The media of a remote run."""
        return RemoteMedia(self.settings.media_url) if self.settings.media_url else NoMedia()

    @property
    def packing(self) -> Packing:
        """The valid bodies of a remote run."""
        return self.pack(with_media=self.settings.media_url is not None)

    def pack(self, *, with_media: bool) -> Packing:
        """The valid bodies of a remote run; rules about answers and tasks get a task of each model."""
        if with_media not in self._packings:
            about_tasks = any(rule.startswith(_ABOUT_TASKS) for rule in self.settings.rules)
            rules = self.settings.rules | ({"CR-MODEL-ENUM"} if about_tasks else set())
            self._packings[with_media] = pack(rules, with_media=with_media)
        return self._packings[with_media]

    def parametrise(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each packed body, for a remote target."""
        if "packed" in metafunc.fixturenames:
            bodies = self.packing.bodies if self.settings.remote else ()
            metafunc.parametrize("packed", bodies, ids=[body.name for body in bodies])

    def packed_rules(self, *, with_media: bool) -> frozenset[str]:
        """The rules that packed bodies are evidence for."""
        bodies = self.pack(with_media=with_media).bodies
        return frozenset(rule for body in bodies for rules in body.evidence.values() for rule in rules)

    def _account_for_packed(self) -> None:
        """Packed bodies stand for the tests of their rules that were left out, as far as there are media for them."""
        with_media = self.settings.media_url is not None
        for rule in self.packed_rules(with_media=True):
            self.left_out[rule] = NO_MEDIA
        for rule in self.packed_rules(with_media=with_media):
            del self.left_out[rule]

    def _cheapest_first(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """First what a conforming target refuses, a part of each rule in turn; then what it bills.

        Tests that borrow a task come as soon as there are some. So the last unit of a budget goes to a valid body, and
        not to one that is waiting for its refusal.
        """
        turns: Counter[str | None] = Counter()
        keys = {}
        for item in items:
            bill, rule_id = self.bill(item), rule_of(item)
            cost = self._cost(item, bill)
            keys[item] = (_stage(item), cost) + ((0, 0) if _stage(item) or cost else (turns[rule_id], bill.worst))
            turns[rule_id] += 1
        return sorted(items, key=keys.__getitem__)

    def _cost(self, item: pytest.Item, bill: Bill) -> int:
        first = self.packing.bodies[: self.packing.singles]
        if bill.conforming:
            return 1 if packed_body(item) in first else 3
        return 2 if bill.borrows else 0

    def share(self, items: list[pytest.Item], shard: Shard) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """Split the tests that run into those of a shard and those of the others."""
        mine, others = shard.split(items)
        here = {rule_of(item) for item in mine}
        for rule_id in {rule_of(item) for item in others} - here:
            if rule_id is not None:
                self.left_out[rule_id] = f"no case in shard {shard}"
        return mine, others

    def _why_not(self, item: pytest.Item) -> str | None:
        rule_id = rule_of(item)
        if rule_id is not None and rule_id not in self.catalogue.rules:
            raise pytest.UsageError(f"{item.nodeid} judges {rule_id}, which the catalogue does not have")
        if rule_id is not None and rule_id not in self.settings.rules:
            return "not selected"
        if item.get_closest_marker("full") and self.settings.profile == "quick":
            return "only in the full profile"
        if self.settings.remote and item.get_closest_marker("loopback"):
            return "only on loopback: it would cost too much elsewhere"
        if item.get_closest_marker("packed" if self.settings.remote else "remote"):
            return _STANDS
        return None


def _stage(item: pytest.Item) -> int:
    """Cheap and telling first, then what only the full profile has, and at the end what judges the whole log."""
    if item.get_closest_marker("last"):
        return 2
    return 1 if item.get_closest_marker("full") else 0
