"""From the strategies' cases to pytest items, marked with the rule that they are evidence for.

Items are collected before the media server runs, so an item holds only a ticket: its cases are looked up, with the
real addresses in their bodies, when the item runs. A dozen cases of a kind share an item: a case costs a millisecond,
an item two more.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import pytest
from attrs import evolve, frozen

from seedance_conformance.cases.case import Case, Expectation
from seedance_conformance.cases.explicit import Index, all_cases, by_rule, named_cases
from seedance_conformance.media import NotMade
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.judge import judge
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import AnswerLost, Inconclusive, Skipped
from seedance_conformance.transport.errors import BudgetSpent, OutcomeUnknown

Sent = TypeVar("Sent")
_TOGETHER = 12
_UNPUBLISHED = "http://unpublished.invalid/"
_LOST = "http://lost.invalid/"
# Addresses like any other, so that whatever is made of addresses can be made of them.

_faults: dict[str, Attempt[Any]] = {}
# By the address that stands for what they kept away.


class Available:
    """The run's media; where a file is missing, a mark, so that the cases without it can still be built."""

    def __init__(self, media: Media) -> None:
        self._media = media

    def image(self, number: int) -> str:
        """The address of an image."""
        return self._address(self._media.image, number)

    def video(self, number: int) -> str:
        """The address of a video."""
        return self._address(self._media.video, number)

    def audio(self, number: int) -> str:
        """The address of a sound."""
        return self._address(self._media.audio, number)

    def _address(self, supply: Callable[[int], str], number: int) -> str:
        try:
            return address_of(attempt(lambda: supply(number)))
        except Skipped:
            return f"{_UNPUBLISHED}{number}.bin"


@frozen
class Ticket:
    """Names some explicit cases of one rule."""

    rule: str
    expect: Expectation
    places: tuple[int, ...]

    def judge(self, context: Context) -> None:
        """Send the cases and judge the answers.

        Raises:
            Breach: the target broke the rule.
            Inconclusive: the target refuses simpler valid bodies too.
            Skipped: all of the cases need media and none are published.
        """
        judge_cases(context, self._cases(context.media))

    def most_billed(self, media: Media) -> int:
        """How many tasks the cases can cost on a remote target, at most: none if they need media and there are none."""
        return most_billed(self._cases(media))

    def most_sent(self, media: Media) -> int:
        """How many creates the cases can send, at most."""
        return most_sent(self._cases(media))

    def _cases(self, media: Media) -> list[Case]:
        cases = _real_cases(media)[self.rule, self.expect]
        return [cases[place] for place in self.places]


def most_billed(cases: Sequence[Case]) -> int:
    """How many tasks the cases of an item can cost on a remote target, at most.

    The first violation that is accepted ends the item, except where the verdict is left to the end or disputed. A valid
    body may be followed by its control.
    """
    sent = [case for case in cases if is_published([case.body, case.control])]
    if any(case.expect == "accepted" for case in sent):
        return sum(1 if case.control is None else 2 for case in sent)
    going_on = sum(case.late or case.late_on_remote or case.disputed for case in sent)
    return going_on + (going_on < len(sent))


def most_sent(cases: Sequence[Case]) -> int:
    """How many creates the cases of an item can send, at most: so many may be billed by answers that leave it open."""
    bodies = [body for case in cases for body in (case.body, case.control) if body is not None]
    return sum(is_published(body) for body in bodies)


def judge_cases(context: Context, cases: Sequence[Case]) -> None:
    """Judge cases of one rule up to the first breach or lost answer, which may both be billed.

    What else gives no evidence does not hold up the others, nor does a file that could not be written.
    """
    judged = 0
    lost: NotMade | None = None
    inconclusive: Inconclusive | None = None
    skipped: Skipped | OutcomeUnknown | None = None
    for case in cases:
        try:
            judge_case(context, case)
        except AnswerLost:
            context.evidence(judged)
            raise
        except NotMade as fault:
            lost = fault
        except Inconclusive as doubt:
            inconclusive = doubt
        except (Skipped, OutcomeUnknown) as reason:
            skipped = reason
        except BudgetSpent:
            if judged:
                context.confirm(case.rule)
            raise
        else:
            judged += 1
    context.evidence(judged)
    if lost:
        raise lost
    if inconclusive:
        raise inconclusive
    if skipped and not judged:
        raise skipped


def judge_case(context: Context, case: Case) -> None:
    """Judge a case in this run: without media it is skipped, and some refusals may come late on a remote target."""
    published([case.body, case.control])
    judge(context, evolve(case, late=case.late or (case.late_on_remote and context.remote)))


def address_of(found: Attempt[str]) -> str:
    """An address; where a fault kept it away one that stands for it, and that must not be sent: see `published`."""
    if found.fault is None:
        return found.get()
    mark = f"{_LOST}{id(found.fault)}"
    _faults[mark] = found
    return mark


def published(body: Sent) -> Sent:
    """The same body, if all media in it are there.

    Raises:
        Skipped: nobody published them.
        Exception: the fault that kept one away, such as NotMade.
    """
    text = json.dumps(body)
    if _UNPUBLISHED in text:
        raise Skipped("no published media: give --media-url")
    if _LOST in text:
        next(found for mark, found in _faults.items() if f'{mark}"' in text).get()
    return body


def is_published(body: object) -> bool:
    """Whether all media in a body are published."""
    return _UNPUBLISHED not in json.dumps(body)


def refuses(rule: str) -> pytest.MarkDecorator:
    """Parametrise a test by the rule's violations."""
    return _tickets(rule, "refused")


def accepts(rule: str) -> pytest.MarkDecorator:
    """Parametrise a test by the rule's valid bodies; on a remote target packed ones stand for those that cost money."""
    return _tickets(rule, "accepted")


def items(cases: Sequence[Case]) -> list[Any]:
    """Pytest parameters of cases of one rule: places in the list, a dozen of a kind together."""
    return [pytest.param(group, id=_id(cases, group), marks=_marks(cases[group[0]])) for group in grouped(cases)]


def grouped(cases: Sequence[Case]) -> list[tuple[int, ...]]:
    """The places of cases that share an item: a dozen that run in the same profiles and on the same targets.

    A case that may cost money stands alone, so that a budget can end between two of them.
    """
    groups: dict[tuple[bool, bool, bool], list[list[int]]] = {}
    for place, case in enumerate(cases):
        billed = case.expect == "accepted" and not case.loopback
        listed = groups.setdefault((case.full, case.loopback, billed), [])
        if billed or not listed or len(listed[-1]) == _TOGETHER:
            listed.append([])
        listed[-1].append(place)
    return sorted(tuple(group) for listed in groups.values() for group in listed)


def _id(cases: Sequence[Case], group: Sequence[int]) -> str:
    more = f" and {len(group) - 1} more" if len(group) > 1 else ""
    return cases[group[0]].name + more


def _marks(case: Case) -> list[pytest.MarkDecorator]:
    chosen = [pytest.mark.rule(case.rule)]
    if case.full:
        chosen.append(pytest.mark.full)
    if case.loopback or case.full:
        chosen.append(pytest.mark.loopback)
    return chosen


def _tickets(rule: str, expect: Expectation) -> pytest.MarkDecorator:
    packed = [pytest.mark.packed] if expect == "accepted" else []
    tickets = [
        pytest.param(Ticket(rule, expect, *item.values), id=item.id, marks=[*item.marks, *packed])
        for item in items(_named_cases()[rule, expect])
    ]
    return pytest.mark.parametrize("ticket", tickets)


@cache
def _named_cases() -> Index:
    return by_rule(named_cases())


_built: dict[int, tuple[Media, Index]] = {}


def _real_cases(media: Media) -> Index:
    """Built once for the media of a run; the media are kept too, so that their identity is never used again."""
    if id(media) not in _built:
        _built[id(media)] = (media, by_rule(all_cases(Available(media))))
    return _built[id(media)][1]
