"""Chooses few of many candidates so that together they meet all goals, and says how few there could be at least."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Candidate = TypeVar("Candidate", bound=Hashable)
Goal = tuple[Hashable, ...]
"""Values that some candidate has to have together."""
Goals = frozenset[Goal]


def apart(wanted: Iterable[Goal], met: Mapping[Candidate, Goals]) -> Goals:
    """Goals of which no candidate meets two: each needs a candidate of its own, so no fewer will do.

    Args:
        wanted: all goals.
        met: the goals that each candidate meets.
    """
    places: dict[Goal, set[int]] = {goal: set() for goal in wanted}
    for number, goals in enumerate(met.values()):
        for goal in goals & places.keys():
            places[goal].add(number)
    taken: set[int] = set()
    chosen = []
    for goal in sorted(places, key=lambda goal: (len(places[goal]), -len(goal), repr(goal))):
        if not places[goal] & taken:
            taken |= places[goal]
            chosen.append(goal)
    return frozenset(chosen)


def cover(met: Mapping[Candidate, Goals], weigh: Callable[[Candidate, Goals], Any]) -> list[Candidate]:
    """Candidates that meet all goals together, each the best at its turn.

    A candidate that meets one of the goals that need their own goes before the others, so that no turn is wasted.

    Args:
        met: the goals that each candidate meets.
        weigh: how good a candidate is that newly meets some goals; the first of the best is taken.
    """
    missing: Goals = frozenset[Goal]().union(*met.values())
    own = apart(missing, met)
    chosen = []
    while missing:

        def worth(candidate: Candidate, missing: Goals = missing) -> tuple[int, Any]:
            new = met[candidate] & missing
            return len(new & own), weigh(candidate, new)

        best = max(met, key=worth)
        chosen.append(best)
        missing -= met[best]
    return chosen
