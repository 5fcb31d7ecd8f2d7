"""Greedy set cover: few candidates that together meet all goals, and a lower bound of their number."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Candidate = TypeVar("Candidate", bound=Hashable)
Goal = tuple[Hashable, ...]
"""Values that a candidate must have together, to meet the goal."""
Goals = frozenset[Goal]


def disjoint(wanted: Iterable[Goal], met: Mapping[Candidate, Goals]) -> Goals:
    """Some of the wanted goals, such that no candidate meets two of them: a cover needs a candidate for each.

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
    """Candidates that meet all goals together. Each step takes the best of those that are left.

    `met` has the goals that each candidate meets. The best candidate meets most of the disjoint goals that are still
    missing. Among equals `weigh` decides by the missing goals that a candidate meets, and then the order in `met`.
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
