"""Combined bodies: valid, few, and each value beside each other one."""

import itertools

import pytest
from seedance_conformance.cases.bodies import MODELS
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.cases.combined.asset_case import CombinedAssetCase, combined_asset_cases
from seedance_conformance.cases.combined.combine import Combination, combine
from seedance_conformance.cases.combined.combined_case import MEDIA, CombinedCase
from seedance_conformance.cases.combined.set_cover import cover, disjoint
from seedance_conformance.cases.create.addresses import PlaceholderAssets
from seedance_conformance.cases.values import ADAPTIVE, RATIOS
from seedance_conformance.catalogue import load_catalogue
from tests.cases.conftest import CASES, Body, is_valid

RULES = frozenset(load_catalogue().rules)


@pytest.fixture(scope="module")
def combination() -> Combination:
    """The bodies for all rules, with media."""
    return combine(RULES, with_media=True)


def built(combined: CombinedCase | CombinedAssetCase) -> list[Body]:
    """The body after each step."""
    bodies: list[Body] = [{}]
    for step in combined.steps():
        bodies.append(step.edit(Placeholders(), bodies[-1]))
    return bodies[1:]


def facts(combined: CombinedCase) -> dict[str, object]:
    """The values that are read back from the body."""
    body = built(combined)[-1]
    frames = sum(name in body for name in ("first_image", "last_image"))
    references = any(name.startswith("reference") for name in body)
    mode = "references" if references else ("text", "first", "both")[frames]
    options = {name: body.get(name) for name in ("aspect_ratio", "duration", "generateAudio")}
    return {"model": body["model"], "mode": mode, **options}


def test_every_step_of_every_body_is_valid(combination: Combination) -> None:
    """Every body on the way to a combined body is valid, since a bisection may send it."""
    bodies = [body for combined in combination.bodies for body in built(combined)]
    assert [body for body in bodies if not is_valid(body)] == []
    assert len({str(built(combined)[-1]) for combined in combination.bodies}) == len(combination.bodies)


def test_every_two_values_meet(combination: Combination) -> None:
    """Model, mode, ratio, duration and audio flag: each legal pair of values is in some body."""
    found = [facts(combined) for combined in combination.bodies]
    values: dict[str, set[object]] = {
        "model": set(MODELS),
        "mode": {"text", "first", "both", "references"},
        "aspect_ratio": {*RATIOS, ADAPTIVE},
        "duration": {4, 15},
        "generateAudio": {True, False},
    }
    for one, other in itertools.combinations(values, 2):
        met = {(fact[one], fact[other]) for fact in found}
        for pair in itertools.product(values[one], values[other]):
            legal = other != "mode" or "pro" in str(pair[0]) or pair[1] == "references"
            assert (pair in met) == legal, f"{one} {pair[0]} with {other} {pair[1]}"


def test_the_number_of_bodies_is_minimal(combination: Combination) -> None:
    """At least 35 bodies for each ratio with two models and three modes; references on pro models make 37."""
    assert (len(combination.bodies), combination.least) == (37, 37)
    assert (combination.singles, combination.least_singles) == (8, 8)


def test_the_first_bodies_have_every_single_value(combination: Combination) -> None:
    """A small budget covers every value of every rule once."""
    first = combination.bodies[: combination.singles]
    assert {combined.medium for combined in first} == set(MEDIA)
    assert {combined.ratio for combined in first} == {None, *RATIOS, ADAPTIVE}
    assert {combined.duration for combined in first} == {None, 4, 15}
    assert {combined.audio for combined in first} == {None, True, False}
    assert len({combined.prompt for combined in first}) == 8


def test_packed_bodies_stand_for_every_case_that_they_replace(combination: Combination) -> None:
    """Every rule with valid bodies still has one on a target that bills."""
    replaced = {case.rule for case in CASES if case.expect == "accepted" and not case.loopback}
    bodies: list[CombinedCase | CombinedAssetCase] = [*combination.bodies, *combined_asset_cases(PlaceholderAssets())]
    given = {rule for combined in bodies for rules in combined.evidence.values() for rule in rules}
    assert replaced <= given <= RULES


def test_bodies_with_assets_are_valid() -> None:
    """Each of the five fields has an asset in one of two bodies."""
    bodies = [body for combined in combined_asset_cases(PlaceholderAssets()) for body in built(combined)]
    assert all(map(is_valid, bodies))
    fields = {name for body in bodies for name, value in body.items() if "asset://" in str(value)}
    assert fields == {"first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"}


def test_without_media_only_text_is_packed() -> None:
    """Seven ratios on two models, and one body without options."""
    combination = combine(RULES, with_media=False)
    assert {facts(combined)["mode"] for combined in combination.bodies} == {"text"}
    assert len(combination.bodies) == combination.least == 15


@pytest.mark.parametrize(
    ("rules", "count"),
    [((), 0), (("CR-DUR-MAX",), 1), (("CR-DUR-MIN", "CR-DUR-MAX"), 2), (("CR-MODEL-ENUM",), 4), (("AS-POLL",), 0)],
)
def test_few_rules_need_few_bodies(rules: tuple[str, ...], count: int) -> None:
    """Values of rules that aren't selected aren't covered."""
    assert len(combine(rules, with_media=True).bodies) == count


def test_a_cover_meets_all_goals_with_as_few_as_there_must_be() -> None:
    """Disjoint goals need one candidate each, which cover the other goals, too."""
    met = {"a": frozenset([(1,), (2,)]), "b": frozenset([(2,), (3,)]), "c": frozenset([(2,)]), "d": frozenset([(3,)])}
    assert disjoint([(1,), (2,), (3,)], met) == {(1,), (3,)}
    assert cover(met, lambda _, new: len(new)) == ["a", "b"]
