"""From cases to pytest items, each marked with the rule that its cases are evidence for.

Items are collected before the media server runs. So an item holds its cases with placeholder addresses, and looks them
up by name, with the addresses of the run, when it is executed. A dozen cases of a kind share an item: a case takes a
millisecond, an item two more.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Self

import pytest
from attrs import evolve, frozen

from seedance_conformance.cases.case import Case, Expectation, names_media
from seedance_conformance.cases.explicit import Index, all_cases, by_rule
from seedance_conformance.media import NotMade
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.create.expectations import expect
from seedance_conformance.suite.media.addresses import NoMedia
from seedance_conformance.suite.verdicts import AnswerLost, Inconclusive, Skipped
from seedance_conformance.transport.errors import BudgetSpent, OutcomeUnknown

_MOST_IN_A_GROUP: Final = 12


@frozen(eq=False)
class CaseGroup:
    """Cases of one rule, with placeholder addresses, that share a pytest item."""

    rule: str
    expect: Expectation
    cases: tuple[Case, ...]

    @classmethod
    def of(cls, cases: tuple[Case, ...]) -> Self:
        """The group of some cases of one rule."""
        return cls(cases[0].rule, cases[0].expect, cases)

    def judge(self, context: Context) -> None:
        """Send the cases and judge the answers, as `expect` does; Skipped if all need media and none are published."""
        judge_cases(context, self.in_run(_index_of_run(context)))

    def in_run(self, index: Index) -> list[Case]:
        """The cases of the same names from an index that has the addresses of the run."""
        return [index[self.rule, self.expect][case.name] for case in self.cases]

    def most_billed(self, media: Media) -> int:
        """How many tasks the cases can cost on a remote target, at most: none if they need media and there are none.

        The first violation that is accepted ends the item, except where the verdict is left to the end or disputed. A
        valid body may be followed by its control.
        """
        sent = [case for case in self.cases if _can_send([case.body, case.control], media)]
        if any(case.expect == "accepted" for case in sent):
            return sum(1 if case.control is None else 2 for case in sent)
        go_on = sum(case.late or case.late_on_remote or case.disputed for case in sent)
        return go_on + (go_on < len(sent))

    def most_sent(self, media: Media) -> int:
        """How many creates the cases can send, at most: each may be billed if its answer doesn't say that it wasn't."""
        bodies = [body for case in self.cases for body in (case.body, case.control) if body is not None]
        return sum(_can_send(body, media) for body in bodies)


def cases_of_run(context: Context) -> list[Case]:
    """All explicit cases of create, with the addresses of the run; made once."""
    return context.once("explicit cases", lambda: all_cases(context.addresses))


def _index_of_run(context: Context) -> Index:
    return context.once("explicit cases by rule", lambda: by_rule(cases_of_run(context)))


def judge_cases(context: Context, cases: Sequence[Case], judge: Callable[[Context, Case], None] | None = None) -> None:
    """Judge cases of one rule up to the first breach or lost answer, which may both be billed.

    Cases that give no evidence, or whose file couldn't be written, don't stop the others.
    """
    judge = judge or judge_case
    judged = 0
    problems: list[Exception] = []
    for case in cases:
        try:
            judge(context, case)
        except AnswerLost:
            context.evidence(judged)
            raise
        except BudgetSpent:
            if judged:
                context.confirm(case.rule)
            raise
        except (NotMade, Inconclusive, Skipped, OutcomeUnknown) as problem:
            problems.append(problem)
        else:
            judged += 1
    context.evidence(judged)
    raise_worst(problems, judged)


def raise_worst(problems: Sequence[Exception], judged: int) -> None:
    """Raise the latest problem of the worst kind; skipped cases don't matter if any other was judged."""
    for kinds in ((NotMade,), (Inconclusive,), () if judged else (Skipped, OutcomeUnknown)):
        for problem in reversed(problems):
            if isinstance(problem, kinds):
                raise problem


def judge_case(context: Context, case: Case) -> None:
    """Judge a case in this run: without media it is skipped, and some refusals may come late on a remote target."""
    context.addresses.published([case.body, case.control])
    expect(context, evolve(case, late=case.late or (case.late_on_remote and context.remote)))


def group_params(
    cases: Index,
    expect: Expectation,
    kind: type[CaseGroup] = CaseGroup,
    marks: Callable[[Sequence[Case]], list[pytest.MarkDecorator]] = lambda _: [],
) -> list[Any]:
    """A parameter for each group of cases with an expectation; `marks` makes further marks of a group."""
    return [
        pytest.param(kind.of(group), id=f"{rule} {_group_id(group)}", marks=[*_group_marks(group[0]), *marks(group)])
        for (rule, expected), named in cases.items()
        if expected == expect
        for group in grouped(named.values())
    ]


def grouped(cases: Iterable[Case]) -> list[tuple[Case, ...]]:
    """Cases by item: up to a dozen that run in the same profiles and on the same targets.

    A case that may cost money stands alone, so that a budget can end between two of them.
    """
    made: list[list[Case]] = []
    latest: dict[tuple[bool, bool], list[Case]] = {}
    for case in cases:
        billed = case.expect == "accepted" and not case.loopback
        group = None if billed else latest.get((case.full, case.loopback))
        if group is None or len(group) == _MOST_IN_A_GROUP:
            group = []
            made.append(group)
        if not billed:
            latest[case.full, case.loopback] = group
        group.append(case)
    return [tuple(group) for group in made]


def _group_id(cases: Sequence[Case]) -> str:
    """The id of an item."""
    return cases[0].name + (f" and {len(cases) - 1} more" if len(cases) > 1 else "")


def _group_marks(case: Case) -> list[pytest.MarkDecorator]:
    """The marks of an item, from any of its cases."""
    marks = [pytest.mark.rule(case.rule)]
    if case.full:
        marks.append(pytest.mark.full)
    if case.loopback or case.full:
        marks.append(pytest.mark.loopback)
    return marks


def _can_send(body: object, media: Media) -> bool:
    return not (isinstance(media, NoMedia) and names_media(body))
