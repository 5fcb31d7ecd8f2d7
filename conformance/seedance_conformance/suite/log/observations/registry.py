"""The list of sightings by rule id, the one way to take one, and the words they share."""

from collections import Counter
from collections.abc import Callable, Iterable

from seedance_conformance.suite.log.monitors.history import History
from seedance_conformance.suite.verdicts import Inconclusive

Sighting = Callable[[History], str | None]

SIGHTINGS: dict[str, Sighting] = {}


def sighting(rule: str) -> Callable[[Sighting], Sighting]:
    """Register a function as what is seen of an OBSERVE rule.

    Raises:
        ValueError: the rule has a sighting already.
    """

    def register(function: Sighting) -> Sighting:
        if rule in SIGHTINGS:
            raise ValueError(f"{rule} has two sightings: {SIGHTINGS[rule].__name__} and {function.__name__}")
        SIGHTINGS[rule] = function
        return function

    return register


def sight(rule: str, history: History) -> str:
    """What the log shows of a rule, in one line.

    Raises:
        Inconclusive: nothing.
        KeyError: the rule has no sighting.
    """
    note = SIGHTINGS[rule](history)
    if note is None:
        raise Inconclusive("no answer of this run shows anything of it")
    return note


def tally(words: Iterable[str], *, most: int = 6) -> str | None:
    """Words with how often each came, the most frequent first; None for none at all."""
    counts = Counter(words).most_common()
    if not counts:
        return None
    shown = ", ".join(f"{word} ({times}x)" for word, times in counts[:most])
    return shown if len(counts) <= most else f"{shown}, and {len(counts) - most} more"
