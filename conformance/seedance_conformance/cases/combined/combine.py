"""Few valid bodies that cover many rules, for targets that bill each body they accept.

Every single value is tried at least once, and every two values of model, mode, ratio, length and sound at least once
together.
"""

from collections.abc import Collection, Iterator
from itertools import combinations, product
from typing import Any, Final

from attrs import evolve, frozen

from seedance_conformance.cases.bodies import PRO, PROMPT
from seedance_conformance.cases.combined.bodies import LENGTHS, MEDIA, SOUNDS, Packed, model_rules, ratio_rules
from seedance_conformance.cases.combined.set_cover import Goal, Goals, apart, cover
from seedance_conformance.cases.create.options import ADAPTIVE, RATIOS
from seedance_conformance.cases.create.subject import PROMPTS

QUICK_PROMPTS: Final = PROMPTS[:8]
_RATIOS: Final = (None, *RATIOS, ADAPTIVE)

Value = tuple[str, Any]


@frozen
class Packing:
    """Bodies, those first that tell most, and how few there could be.

    Attributes:
        bodies: all of them.
        singles: so many of the first have every single value, which is what the rules ask for.
        least_singles: fewer could not have every single value.
        least: fewer could not have every two values together.
    """

    bodies: tuple[Packed, ...]
    singles: int
    least_singles: int
    least: int


def pack(rules: Collection[str], *, with_media: bool) -> Packing:
    """Choose bodies for some rules.

    Args:
        rules: ids; values that are evidence for none of them are not aimed at.
        with_media: whether there are media that the target can fetch.
    """
    met = {one: _goals(one, rules) for one in _candidates(with_media)}
    chosen = cover(met, _weight)
    prompts = QUICK_PROMPTS if "CR-PROMPT-TYPE" in rules else ()
    chosen += [Packed(PRO[0], MEDIA[0])] * (len(prompts) - len(chosen))
    said = [*prompts, *[PROMPT] * len(chosen)]
    bodies = tuple(evolve(body, prompt=prompt) for body, prompt in zip(chosen, said, strict=False))
    wanted: Goals = frozenset[Goal]().union(*met.values())
    singles = frozenset(goal for goal in wanted if len(goal) == 1)
    first = next(n for n in range(len(chosen) + 1) if singles <= _met_by(chosen[:n], met))
    return Packing(
        bodies,
        max(first, len(prompts)),
        max(len(apart(singles, met)), len(prompts)),
        max(len(apart(wanted, met)), len(prompts)),
    )


def _candidates(with_media: bool) -> Iterator[Packed]:
    media = MEDIA if with_media else MEDIA[:1]
    for medium in media:
        for model, ratio, duration, sound in product(medium.models, _RATIOS, LENGTHS, SOUNDS):
            yield Packed(model, medium, ratio, duration, sound)


def _goals(one: Packed, rules: Collection[str]) -> Goals:
    """Each value of a body, and each two of those that are tried together; a value that is left out stands alone."""
    values: list[Value] = [
        ("model", one.model),
        ("mode", one.medium.mode),
        ("ratio", one.ratio),
        ("duration", one.duration),
        ("sound", one.sound),
    ]
    wanted = [value for value in [*values, ("media", one.medium)] if not _evidence(value).isdisjoint(rules)]
    together = [value for value in wanted if value[0] != "media" and value[1] is not None]
    return frozenset([*((value,) for value in wanted), *combinations(together, 2)])


def _evidence(value: Value) -> frozenset[str]:
    """The rules that a value is evidence for."""
    name, chosen = value
    if name == "model":
        found = model_rules(chosen)
    elif name == "media":
        found = chosen.rules
    elif name == "mode":
        found = tuple(rule for medium in MEDIA if medium.mode == chosen for rule in medium.rules)
    elif name == "ratio":
        found = ratio_rules(chosen)
    else:
        found = LENGTHS[chosen] if name == "duration" else SOUNDS[chosen]
    return frozenset(found)


def _met_by(chosen: list[Packed], met: dict[Packed, Goals]) -> Goals:
    return frozenset[Goal]().union(*(met[one] for one in chosen))


def _weight(one: Packed, new: Goals) -> tuple[int, int, int]:
    """Single values before pairs, and short films before long ones: length costs, too."""
    return sum(len(goal) == 1 for goal in new), len(new), -(one.duration or 5)
