"""Which tests run, and in which order."""

import pytest
from attrs import define, field

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.runner.settings import Settings
from seedance_conformance.runner.shard import Shard


def rule_of(item: pytest.Item) -> str | None:
    """The rule that a test judges; None for one that judges on behalf of others."""
    marker = item.get_closest_marker("rule")
    return str(marker.args[0]) if marker else None


@define
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
            if why and rule_id:
                self.left_out.setdefault(rule_id, why)
        kept.sort(key=_stage)
        return kept, dropped

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
        if item.get_closest_marker("loopback") and self.settings.remote:
            return "only on loopback: it would cost too much elsewhere"
        return None


def _stage(item: pytest.Item) -> int:
    """Cheap and telling first, then what only the full profile has, and at the end what judges the whole log."""
    if item.get_closest_marker("last"):
        return 2
    return 1 if item.get_closest_marker("full") else 0
