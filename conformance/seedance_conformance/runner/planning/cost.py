"""How many tasks a test can be billed for on a remote target."""

from collections.abc import Sequence

import pytest
from attrs import Factory, field, frozen

from seedance_conformance.cases.combined.combined_case import CombinedCase
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.create.case_groups import CaseGroup
from seedance_conformance.suite.create.combined import most_billed, most_sent
from seedance_conformance.suite.media.case_groups import KNOWN_GOOD_TASKS, MediaCaseGroup


@frozen
class Cost:
    """How many tasks a test can be billed for."""

    worst: int = 0  # by a target that accepts everything
    conforming: int = 0  # by a target that keeps all rules
    borrows: bool = False  # the test needs a task, and reuses one of the run if there is one
    # by a target whose answers never tell whether they were billed: each request counts as spent
    unclear: int = field(default=Factory(lambda self: self.worst, takes_self=True))


def cost_of(item: pytest.Item, media: Media) -> Cost:
    """The cost of a test on a remote target, by its marker `bills` or its cases; cases that lack media cost nothing."""
    marker = item.get_closest_marker("bills")
    if marker:
        return Cost(*marker.args, **marker.kwargs)
    packed = combined_case_of(item)
    if packed:
        return Cost(most_billed(packed), 1, unclear=most_sent(packed))
    for value in _parameters(item):
        if isinstance(value, CaseGroup):
            worst = value.most_billed(media)
            return Cost(worst, 1 if value.expect == "accepted" and worst else 0, unclear=value.most_sent(media))
    return Cost()


def combined_case_of(item: pytest.Item) -> CombinedCase | None:
    """The combined body that a test sends, or None."""
    return next((value for value in _parameters(item) if isinstance(value, CombinedCase)), None)


def needs_media(item: pytest.Item, media: Media) -> bool:
    """Whether no case of a test can be sent with the media of the run."""
    return any(isinstance(value, CaseGroup) and not value.most_billed(media) for value in _parameters(item))


def _parameters(item: pytest.Item) -> list[object]:
    called = getattr(item, "callspec", None)
    return list(called.params.values()) if called else []


def total_cost(items: Sequence[pytest.Item], media: Media) -> Cost:
    """The cost of several tests. If none of them creates a task, those that borrow one create it."""
    costs = [cost_of(item, media) for item in items]
    if any(
        isinstance(value, MediaCaseGroup) and value.most_billed(media) for item in items for value in _parameters(item)
    ):
        costs.append(Cost(2 * KNOWN_GOOD_TASKS, KNOWN_GOOD_TASKS))
    worst, unclear = sum(cost.worst for cost in costs), sum(cost.unclear for cost in costs)
    conforming = sum(cost.conforming for cost in costs)
    return Cost(worst, conforming or int(any(cost.borrows and cost.worst for cost in costs)), unclear=unclear)
