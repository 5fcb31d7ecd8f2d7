"""Groups of cases: which cases share an item, how they are judged together, and what they can cost."""

from collections.abc import Callable

import pytest
from attrs import evolve
from seedance_conformance.cases.case import Case, Placeholders, names_media
from seedance_conformance.cases.explicit import NAMED_CASES, all_cases, by_rule, media_cases
from seedance_conformance.media import RemoteMedia
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create import case_groups
from seedance_conformance.suite.create.case_groups import CaseGroup, grouped, judge_cases
from seedance_conformance.suite.media.addresses import Addresses, NoMedia, is_published
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from tests.suite.small_server import bare_context

CASE = Case("CR-DUR-MIN", "one", {"duration": 3}, "refused")
OTHER_MEDIA = RemoteMedia("https://media.example/run-7")


@pytest.fixture
def context() -> Context:
    """A run without a target and without media."""
    return bare_context(media=NoMedia())


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Lets each case end in a given way, and lists the cases that were tried."""

    def prepare(**by_name: Exception | None) -> list[str]:
        tried: list[str] = []

        def expect(_: Context, case: Case) -> None:
            tried.append(case.name)
            if (error := by_name.get(case.name)) is not None:
                raise error

        monkeypatch.setattr(case_groups, "expect", expect)
        return tried

    return prepare


THREE = [evolve(CASE, name=name) for name in ("one", "two", "three")]


def test_an_inconclusive_case_stops_no_other(context: Context, outcomes: Callable[..., list[str]]) -> None:
    """A breach after an inconclusive case is found."""
    tried = outcomes(one=Inconclusive("no evidence"), three=Breach("refused", "accepted"))
    with pytest.raises(Breach):
        judge_cases(context, THREE)
    assert tried == ["one", "two", "three"]


def test_an_inconclusive_case_makes_the_group_inconclusive(
    context: Context, outcomes: Callable[..., list[str]]
) -> None:
    """Even if the other cases pass."""
    outcomes(two=Inconclusive("no evidence"))
    with pytest.raises(Inconclusive):
        judge_cases(context, THREE)


def test_only_cases_without_media_are_skipped(context: Context, outcomes: Callable[..., list[str]]) -> None:
    """If nothing is published, cases that need no media are judged."""
    outcomes()
    needy = evolve(CASE, body={"first_image": context.addresses.image(1)})
    judge_cases(context, [needy, CASE])
    assert context.notes.count == 1
    with pytest.raises(Skipped, match="--media-url"):
        judge_cases(context, [needy])
    assert not is_published(needy.body)


def test_cases_that_cost_stand_alone() -> None:
    """A budget may end between two billed cases; refusals and loopback cases share groups."""
    billed = [evolve(CASE, name=str(n), expect="accepted") for n in range(3)]
    free = [evolve(CASE, name=f"{n} on loopback", expect="accepted", loopback=True) for n in range(30)]
    groups = grouped([*billed, *free])
    assert groups[:3] == [(billed[0],), (billed[1],), (billed[2],)]
    assert [len(group) for group in groups[3:]] == [12, 12, 6]
    assert [case for group in groups for case in group] == [*billed, *free]


def test_cases_of_different_runs_never_share_a_group() -> None:
    """Cases of the full profile only, and of loopback only, have their own groups."""
    full, loopback = evolve(CASE, full=True), evolve(CASE, loopback=True)
    assert grouped([CASE, full, loopback, CASE]) == [(CASE, CASE), (full,), (loopback,)]


def test_a_group_finds_its_cases_by_name() -> None:
    """Names don't depend on the addresses of a run, so every placeholder case has its case in the run."""
    for placeholders, index in (
        (by_rule(NAMED_CASES), by_rule(all_cases(OTHER_MEDIA))),
        (media_cases(Placeholders()), media_cases(OTHER_MEDIA)),
    ):
        assert {key: list(cases) for key, cases in placeholders.items()} == {
            key: list(cases) for key, cases in index.items()
        }
    group = CaseGroup.of(grouped(by_rule(NAMED_CASES)["CR-REFS-TYPE", "refused"].values())[0])
    found = group.in_run(by_rule(all_cases(OTHER_MEDIA)))
    assert [case.name for case in found] == [case.name for case in group.cases]
    assert "https://media.example/run-7/image-1.png" in str(found[0].body)


def test_two_cases_of_one_name_are_an_error() -> None:
    """A group can't distinguish them."""
    with pytest.raises(ValueError, match="two cases"):
        by_rule([CASE, evolve(CASE, body={"duration": 2})])


def test_the_cost_without_media_is_that_of_the_cases_that_can_be_sent() -> None:
    """A body needs media if its placeholder body names any."""
    unpublished = by_rule(all_cases(Addresses(NoMedia())))
    for case in NAMED_CASES:
        assert names_media(case.body) != is_published(unpublished[case.rule, case.expect][case.name].body), case
    needy = CaseGroup.of((Case("CR-FIRST-ALONE", "one", {"first_image": Placeholders().image(1)}, "accepted", {}),))
    assert (needy.most_billed(NoMedia()), needy.most_billed(Placeholders())) == (0, 2)
    assert (needy.most_sent(NoMedia()), needy.most_sent(Placeholders())) == (1, 2)
