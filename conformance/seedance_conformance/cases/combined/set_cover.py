"""Greedy set cover: few candidates that together meet all goals, and a lower bound of their number."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Candidate = TypeVar("Candidate", bound=Hashable)
Goal = tuple[Hashable, ...]
"""Values that one candidate must have together."""
Goals = frozenset[Goal]


def disjoint(wanted: Iterable[Goal], met: Mapping[Candidate, Goals]) -> Goals:
    """Wanted goals no two of which share a candidate that meets them: a cover needs a candidate for each."""
    places: dict[Goal, set[int]] = {goal: set() for goal in wanted}
    for number, goals in enumerate(met.values()):
        for goal in goals & places.keys():
            places[goal].add(number)
    used: set[int] = set()
    chosen = []
    for goal in sorted(places, key=lambda goal: (len(places[goal]), -len(goal), repr(goal))):
        if not places[goal] & used:
            used |= places[goal]
            chosen.append(goal)
    return frozenset(chosen)


def cover(met: Mapping[Candidate, Goals], weigh: Callable[[Candidate, Goals], Any]) -> list[Candidate]:
    """Candidates that meet all goals together. Each step takes the best of those that are left.

    The best meets most of the disjoint goals that are still missing; among equals `weigh` decides, by the goals that a
    candidate adds now, and then their order in `met`.
    """
    missing: Goals = frozenset[Goal]().union(*met.values())
    own = disjoint(missing, met)
    chosen = []
    while missing:

        def worth(candidate: Candidate, missing: Goals = missing) -> tuple[int, Any]:
            new = met[candidate] & missing
            return len(new & own), weigh(candidate, new)

        best = max(met, key=worth)
        chosen.append(best)
        missing -= met[best]
    return chosen
