"""From cases to pytest items and back: which cases share an item, and how they are judged together."""

from collections.abc import Callable

import pytest
from attrs import evolve
from seedance_conformance.cases.case import Case
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create import items
from seedance_conformance.suite.create.items import Available, grouped, is_published, judge_cases
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped

CASE = Case("CR-DUR-MIN", "one", {"duration": 3}, "refused")


class Unpublished:
    """What a remote run without `--media-url` has for media."""

    def _skip(self, _: object) -> str:
        raise Skipped("no published media")

    image = video = audio = url = _skip


@pytest.fixture
def context() -> Context:
    """A run without a target."""
    return Context(target=None, poller=None, media=None)  # type: ignore[arg-type]


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Lets each case end in a given way, and tells which cases were tried."""

    def prepare(**by_name: Exception | None) -> list[str]:
        tried: list[str] = []

        def judge(_: Context, case: Case) -> None:
            tried.append(case.name)
            if (error := by_name.get(case.name)) is not None:
                raise error

        monkeypatch.setattr(items, "judge", judge)
        return tried

    return prepare


def three() -> list[Case]:
    """Three cases of one kind."""
    return [evolve(CASE, name=name) for name in ("one", "two", "three")]


def test_a_doubt_does_not_hold_up_the_others(context: Context, outcomes: Callable[..., list[str]]) -> None:
    """A breach behind an inconclusive case is found all the same."""
    tried = outcomes(one=Inconclusive("no evidence"), three=Breach("refused", "accepted"))
    with pytest.raises(Breach):
        judge_cases(context, three())
    assert tried == ["one", "two", "three"]


def test_a_doubt_is_told_at_the_end(context: Context, outcomes: Callable[..., list[str]]) -> None:
    """Passing neighbours don't hide that a case gave no evidence."""
    outcomes(two=Inconclusive("no evidence"))
    with pytest.raises(Inconclusive):
        judge_cases(context, three())


def test_cases_without_media_are_skipped_alone(context: Context, outcomes: Callable[..., list[str]]) -> None:
    """Where nothing is published, cases that need nothing are judged; all the rest is skipped."""
    outcomes()
    needy = evolve(CASE, body={"first_image": Available(Unpublished()).image(1)})
    judge_cases(context, [needy, CASE])
    assert context.notes.count == 1
    with pytest.raises(Skipped, match="--media-url"):
        judge_cases(context, [needy])
    assert not is_published(needy.body)


def test_cases_that_cost_stand_alone() -> None:
    """A budget may end between any two billed cases; refusals and loopback cases share items."""
    billed = [evolve(CASE, name=str(n), expect="accepted") for n in range(3)]
    free = [evolve(CASE, name=f"{n} on loopback", expect="accepted", loopback=True) for n in range(30)]
    groups = grouped([*billed, *free])
    assert groups[:3] == [(0,), (1,), (2,)]
    assert max(len(group) for group in groups) == 12
    assert sorted(place for group in groups for place in group) == list(range(33))


def test_cases_of_different_runs_never_share_an_item() -> None:
    """What only the full profile sends, or only a loopback target gets, stands apart."""
    cases = [CASE, evolve(CASE, full=True), evolve(CASE, loopback=True), CASE]
    assert grouped(cases) == [(0, 3), (1,), (2,)]
