"""Select and order the tests of a run."""

from collections import Counter
from functools import cached_property

import pytest
from attrs import define, field

from seedance_conformance.cases.combined.combine import Combination, combine
from seedance_conformance.catalogue import Catalogue
from seedance_conformance.media import RemoteMedia
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.planning.cost import Cost, combined_case_of, cost_of
from seedance_conformance.runner.shards.shard import Shard
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.media.addresses import NoMedia

_COVERED = "other tests cover it"
_BOUNDARY = 1  # the stage of the boundary cases
_NOT_REPLAYED = "another test is replayed"
NO_MEDIA = "no published media: give --media-url"
_ABOUT_BEARER = ("EP-AUTH-BEARER", "EP-AUTH-FORMS", "RB-KEY-MALFORMED", "RB-KEY-SCHEME")
_OTHER_KEY = "about `Authorization: Bearer KEY`, and --auth-header or --auth-scheme says another place"
_ABOUT_TASKS = ("CS-", "QR-", "LC-", "EP-", "RB-TASK-", "RB-RESULT-")


def rule_of(item: pytest.Item) -> str | None:
    """The rule that a test judges, or None if it reports on several rules."""
    marker = item.get_closest_marker("rule")
    return str(marker.args[0]) if marker else None


@define(slots=False)
class Plan:
    """Selects and orders tests; `left_out` has the rules whose tests don't run, each with the reason."""

    settings: Settings
    catalogue: Catalogue
    left_out: dict[str, str] = field(factory=dict)
    _combinations: dict[bool, Combination] = field(factory=dict, init=False, repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether the run has every test of its profile."""
        return self.settings.rules >= set(self.catalogue.rules) and not (self.settings.shard or self.settings.cases)

    def select(self, items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """Split the tests into those that run, in order, and the rest.

        Raises:
            pytest.UsageError: a test names a rule that isn't in the catalogue.
        """
        kept: list[pytest.Item] = []
        dropped: list[pytest.Item] = []
        named = {item for item in items if item.name in self.settings.cases and not item.get_closest_marker("last")}
        for item in items:
            why = self._skip_reason(item)
            if not why and named and item not in named and rule_of(item) and not item.get_closest_marker("last"):
                why = _NOT_REPLAYED
            (dropped if why else kept).append(item)
            rule_id = rule_of(item)
            if why and rule_id and why not in (_COVERED, _NOT_REPLAYED):
                self.left_out.setdefault(rule_id, why)
        kept, unneeded = with_needed_evidence(kept)
        dropped += unneeded
        kept.sort(key=_stage)
        if self.settings.remote:
            self._cover_by_packed()
            kept = self._cheapest_first(kept)
        return kept, dropped

    def cost(self, item: pytest.Item) -> Cost:
        """The cost of a test on a remote target."""
        return cost_of(item, self.media)

    @cached_property
    def media(self) -> Media:
        """The media of a run against a remote target."""
        return RemoteMedia(self.settings.media_url) if self.settings.media_url else NoMedia()

    @property
    def combination(self) -> Combination:
        """The combined valid bodies of a remote run."""
        return self.combine(with_media=self.settings.media_url is not None)

    def combine(self, *, with_media: bool) -> Combination:
        """The combined valid bodies; if rules about answers and tasks are selected, there is one of each model."""
        if with_media not in self._combinations:
            about_tasks = any(rule.startswith(_ABOUT_TASKS) for rule in self.settings.rules)
            rules = self.settings.rules | ({"CR-MODEL-ENUM"} if about_tasks else set())
            self._combinations[with_media] = combine(rules, with_media=with_media)
        return self._combinations[with_media]

    def parametrise(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each combined body, for a remote target."""
        if "combined" in metafunc.fixturenames:
            bodies = self.combination.bodies if self.settings.remote else ()
            metafunc.parametrize("combined", bodies, ids=[body.name for body in bodies])

    def combined_rules(self, *, with_media: bool) -> frozenset[str]:
        """The rules that the combined bodies cover."""
        bodies = self.combine(with_media=with_media).bodies
        return frozenset(rule for body in bodies for rules in body.evidence.values() for rule in rules)

    def _cover_by_packed(self) -> None:
        """Update `left_out` for rules that combined bodies cover, if there are media for these."""
        with_media = self.settings.media_url is not None
        for rule in self.combined_rules(with_media=True):
            self.left_out[rule] = NO_MEDIA
        for rule in self.combined_rules(with_media=with_media):
            del self.left_out[rule]

    def _cheapest_first(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """Order by cost: bodies that a conforming target refuses, in turn for each rule, then bodies that it bills.

        Tests that borrow a task run as soon as there is one. So the last unit of a budget is spent on a valid body.
        """
        turns: Counter[str | None] = Counter()
        keys = {}
        for item in items:
            cost, rule_id = self.cost(item), rule_of(item)
            rank = self._rank(item, cost)
            keys[item] = (_stage(item), rank) + (
                (0, 0) if _stage(item) != _BOUNDARY or rank else (turns[rule_id], cost.worst)
            )
            turns[rule_id] += 1
        return sorted(items, key=keys.__getitem__)

    def _rank(self, item: pytest.Item, cost: Cost) -> int:
        first = self.combination.bodies[: self.combination.singles]
        if cost.conforming:
            return 1 if combined_case_of(item) in first else 3
        return 2 if cost.borrows else 0

    def select_shard(self, items: list[pytest.Item], shard: Shard) -> tuple[list[pytest.Item], list[pytest.Item]]:
        """Split the selected tests into those of a shard and those of the others."""
        mine, others = shard.split(items, lambda item: self.cost(item).conforming if self.settings.remote else 0)
        here = {rule_of(item) for item in mine}
        for rule_id in {rule_of(item) for item in others} - here:
            if rule_id is not None:
                self.left_out[rule_id] = f"no case in shard {shard}"
        return mine, others

    def _skip_reason(self, item: pytest.Item) -> str | None:
        rule_id = rule_of(item)
        if rule_id is not None and rule_id not in self.catalogue.rules:
            raise pytest.UsageError(f"{item.nodeid} judges {rule_id}, which isn't in the catalogue")
        wanted = self.settings.again | self.settings.cases  # they show breaches of other rules than their own, too
        if rule_id is not None and rule_id not in self.settings.rules and item.name not in wanted:
            return "not selected"
        if rule_id in _ABOUT_BEARER and not self.settings.connection.headers.key.documented:
            return _OTHER_KEY
        if item.get_closest_marker("full") and self.settings.profile == "quick":
            return "only in the full profile"
        if self.settings.remote and item.get_closest_marker("loopback"):
            return "only on loopback: a remote target would bill too much"
        if item.get_closest_marker("combined" if self.settings.remote else "remote"):
            return _COVERED
        return None


def with_needed_evidence(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests without those that only give evidence to rules of which none is selected; and the rest.

    Their marker `evidence` names the beginnings of these rules; a test that judges a rule itself always stays.
    """
    judged = {rule for item in items if item.get_closest_marker("last") and (rule := rule_of(item))}

    def is_needed(item: pytest.Item) -> bool:
        marker = item.get_closest_marker("evidence")
        return marker is None or any(rule.startswith(marker.args) for rule in judged)

    needed = [item for item in items if is_needed(item)]
    return needed, [item for item in items if not is_needed(item)]


def _stage(item: pytest.Item) -> int:
    """First the boundary cases, then the tests of the full profile, last the tests that judge the whole log.

    Tests that run alone come before the boundary cases or after the full profile, so they interrupt nothing.
    """
    if item.get_closest_marker("last"):
        return 4
    full, alone = item.get_closest_marker("full") is not None, item.get_closest_marker("alone") is not None
    return (3 if alone else 2) if full else (0 if alone else _BOUNDARY)
