"""Greedy set cover: choose few candidates that meet all goals together, and find how few could be enough."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Candidate = TypeVar("Candidate", bound=Hashable)
Goal = tuple[Hashable, ...]
"""Values that a candidate must have together, to meet the goal."""
Goals = frozenset[Goal]


def disjoint(wanted: Iterable[Goal], met: Mapping[Candidate, Goals]) -> Goals:
    """Some of the wanted goals, of which no candidate meets two. So a cover needs at least as many candidates.

    `met` has the goals that each candidate meets.
    """
    meeting: dict[Goal, set[int]] = {goal: set() for goal in wanted}  # numbers of the candidates that meet it
    for number, goals in enumerate(met.values()):
        for goal in goals & meeting.keys():
            meeting[goal].add(number)
    used: set[int] = set()
    chosen = []
    for goal in sorted(meeting, key=lambda goal: (len(meeting[goal]), -len(goal), repr(goal))):
        if not meeting[goal] & used:
            used |= meeting[goal]
            chosen.append(goal)
    return frozenset(chosen)


def cover(met: Mapping[Candidate, Goals], weigh: Callable[[Candidate, Goals], Any]) -> list[Candidate]:
    """Candidates that meet all goals together. Each step takes the best one.

    `met` has the goals that each candidate meets. The best candidate meets most of the disjoint goals that are still
    missing; among equals the one with the largest `weigh(candidate, missing goals that it meets)`, then the first.
    """
    missing: Goals = frozenset[Goal]().union(*met.values())
    apart = disjoint(missing, met)
    chosen = []
    while missing:

        def worth(candidate: Candidate, missing: Goals = missing) -> tuple[int, Any]:
            new = met[candidate] & missing
            return len(new & apart), weigh(candidate, new)

        best = max(met, key=worth)
        chosen.append(best)
        missing -= met[best]
    return chosen
