"""Few valid bodies that cover many rules, for targets that bill every accepted body.

Every single value is tried at least once, and every two values of model, mode, ratio, duration and audio flag
at least once together.
"""

from collections.abc import Collection, Iterator
from itertools import combinations, product
from typing import Any, Final

from attrs import evolve, frozen

from seedance_conformance.cases.bodies import PRO, PROMPT
from seedance_conformance.cases.combined.combined_case import FIELDS, MEDIA, CombinedCase, model_rules
from seedance_conformance.cases.combined.set_cover import Goal, Goals, cover, disjoint
from seedance_conformance.cases.create.options import OPTION_RULES
from seedance_conformance.cases.values import PROMPTS

QUICK_PROMPTS: Final = PROMPTS[:8]

Value = tuple[str, Any]


@frozen
class Combination:
    """Bodies, in the order in which they were chosen, and the least number of bodies that could be enough."""

    bodies: tuple[CombinedCase, ...]
    singles: int  # how many of the first bodies contain every single value, as the rules demand
    least_singles: int  # fewer bodies can't contain every single value
    least: int  # fewer bodies can't contain every two values together


def combine(rules: Collection[str], *, with_media: bool) -> Combination:
    """Choose bodies that cover the values of some rules; `with_media` if the target can fetch media."""
    met = {one: _goals(one, rules) for one in _candidates(with_media)}
    chosen = cover(met, _weight)
    prompts = QUICK_PROMPTS if "CR-PROMPT-TYPE" in rules else ()
    chosen += [CombinedCase(PRO[0], MEDIA[0])] * (len(prompts) - len(chosen))
    texts = [*prompts, *[PROMPT] * len(chosen)]
    bodies = tuple(evolve(body, prompt=prompt) for body, prompt in zip(chosen, texts, strict=False))
    wanted: Goals = frozenset[Goal]().union(*met.values())
    singles = frozenset(goal for goal in wanted if len(goal) == 1)
    first = next(n for n in range(len(chosen) + 1) if singles <= _covered_by(chosen[:n], met))
    return Combination(
        bodies,
        max(first, len(prompts)),
        max(len(disjoint(singles, met)), len(prompts)),
        max(len(disjoint(wanted, met)), len(prompts)),
    )


def _candidates(with_media: bool) -> Iterator[CombinedCase]:
    options = [OPTION_RULES[name] for name in ("aspect_ratio", "duration", "generateAudio")]
    for medium in MEDIA if with_media else MEDIA[:1]:
        for model, ratio, duration, audio in product(medium.models, *options):
            yield CombinedCase(model, medium, ratio, duration, audio)


def _goals(one: CombinedCase, rules: Collection[str]) -> Goals:
    """Each value of a body, and each two of those that are tried together; absent options aren't paired."""
    options = [(name, getattr(one, name)) for name in ("ratio", "duration", "audio")]
    values: list[Value] = [("model", one.model), ("mode", one.medium.mode), *options, ("media", one.medium)]
    wanted = [value for value in values if not _evidence(value).isdisjoint(rules)]
    together = [value for value in wanted if value[0] != "media" and value[1] is not None]
    return frozenset([*((value,) for value in wanted), *combinations(together, 2)])


def _evidence(value: Value) -> frozenset[str]:
    """The rules that a value is evidence for."""
    name, chosen = value
    if name == "model":
        return frozenset(model_rules(chosen))
    if name in ("media", "mode"):
        return frozenset(rule for medium in MEDIA if chosen in (medium, medium.mode) for rule in medium.rules)
    return frozenset(OPTION_RULES[FIELDS[name]][chosen])


def _covered_by(chosen: list[CombinedCase], met: dict[CombinedCase, Goals]) -> Goals:
    return frozenset[Goal]().union(*(met[one] for one in chosen))


def _weight(one: CombinedCase, new: Goals) -> tuple[int, int, int]:
    """Prefer bodies with more missing single values, then with more missing goals, then the cheaper, shorter video."""
    return sum(len(goal) == 1 for goal in new), len(new), -(one.duration or 5)
