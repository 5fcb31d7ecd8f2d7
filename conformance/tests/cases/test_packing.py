"""Packed bodies: valid, few, and each value beside each other one."""

import itertools

import pytest
from seedance_conformance.cases.bodies import MODELS
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.cases.combined.asset_bodies import packed_assets
from seedance_conformance.cases.combined.bodies import MEDIA, Packed
from seedance_conformance.cases.combined.combine import Packing, pack
from seedance_conformance.cases.combined.set_cover import apart, cover
from seedance_conformance.cases.create.addresses import PlaceholderAssets
from seedance_conformance.cases.create.options import ADAPTIVE, RATIOS
from seedance_conformance.cases.explicit import all_cases
from seedance_conformance.catalogue import load_catalogue
from tests.cases.conftest import Body, is_sound

RULES = frozenset(load_catalogue().rules)


@pytest.fixture(scope="module")
def packing() -> Packing:
    """The bodies for all rules, with media."""
    return pack(RULES, with_media=True)


def grown(packed: Packed) -> list[Body]:
    """The body after each step."""
    bodies: list[Body] = []
    for step in packed.steps():
        bodies.append(step.edit(Placeholders(), bodies[-1] if bodies else {}))
    return bodies


def facts(packed: Packed) -> dict[str, object]:
    """What is read back from the body that is sent, apart from how it was packed."""
    body = grown(packed)[-1]
    frames = sum(name in body for name in ("first_image", "last_image"))
    references = any(name.startswith("reference") for name in body)
    mode = "references" if references else ("text", "first", "both")[frames]
    options = {name: body.get(name) for name in ("aspect_ratio", "duration", "generateAudio")}
    return {"model": body["model"], "mode": mode, **options}


def test_every_step_of_every_body_is_valid(packing: Packing) -> None:
    """The way to a packed body has to be as innocent as its end: each step may be sent on its own."""
    bodies = [body for packed in packing.bodies for body in grown(packed)]
    assert [body for body in bodies if not is_sound(body)] == []
    assert len({str(grown(packed)[-1]) for packed in packing.bodies}) == len(packing.bodies)


def test_every_two_values_meet(packing: Packing) -> None:
    """Model, mode, ratio, length and sound: each legal pair of values is in some body."""
    found = [facts(packed) for packed in packing.bodies]
    standard: dict[str, set[object]] = {"mode": {"references"}}
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
            legal = one != "model" or "pro" in str(pair[0]) or pair[1] in standard.get(other, {pair[1]})
            assert (pair in met) == legal or None in pair, f"{one} {pair[0]} with {other} {pair[1]}"


def test_no_fewer_would_do(packing: Packing) -> None:
    """35 pairs of a ratio exclude each other already: with two models and three modes; pro references make 37."""
    assert (len(packing.bodies), packing.least) == (37, 37)
    assert (packing.singles, packing.least_singles) == (8, 8)


def test_the_first_bodies_have_every_single_value(packing: Packing) -> None:
    """Whoever can pay for few tasks gets every value of every rule once."""
    first = packing.bodies[: packing.singles]
    assert {packed.medium for packed in first} == set(MEDIA)
    assert {packed.ratio for packed in first} == {None, *RATIOS, ADAPTIVE}
    assert {packed.duration for packed in first} == {None, 4, 15}
    assert {packed.sound for packed in first} == {None, True, False}
    assert len({packed.prompt for packed in first}) == 8


def test_packed_bodies_stand_for_every_case_that_they_replace(packing: Packing) -> None:
    """No rule with a valid side loses it on a target that bills."""
    replaced = {case.rule for case in all_cases(Placeholders()) if case.expect == "accepted" and not case.loopback}
    evidence = [packed.evidence for packed in packing.bodies]
    evidence += [packed.evidence for packed in packed_assets(PlaceholderAssets())]
    given = {rule for values in evidence for rules in values.values() for rule in rules}
    assert replaced <= given <= RULES


def test_bodies_with_assets_are_valid() -> None:
    """Each of the five fields has an asset in one of two bodies."""
    bodies = packed_assets(PlaceholderAssets())
    fields = set()
    for packed in bodies:
        body: Body = {}
        for step in packed.steps():
            body = step.edit(Placeholders(), body)
            assert is_sound(body)
        fields |= {name for name, value in body.items() if "asset://" in str(value)}
    assert fields == {"first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"}


def test_without_media_only_text_is_packed() -> None:
    """Seven ratios on two models, and one body with everything left out."""
    packing = pack(RULES, with_media=False)
    assert {facts(packed)["mode"] for packed in packing.bodies} == {"text"}
    assert len(packing.bodies) == packing.least == 15


@pytest.mark.parametrize(
    ("rules", "count"),
    [((), 0), (("CR-DUR-MAX",), 1), (("CR-DUR-MIN", "CR-DUR-MAX"), 2), (("CR-MODEL-ENUM",), 4), (("AS-POLL",), 0)],
)
def test_few_rules_need_few_bodies(rules: tuple[str, ...], count: int) -> None:
    """What was not asked for is not paid for."""
    assert len(pack(rules, with_media=True).bodies) == count


def test_a_cover_meets_all_goals_with_as_few_as_there_must_be() -> None:
    """Goals that no candidate shares need one each; the rest comes along."""
    met = {"a": frozenset([(1,), (2,)]), "b": frozenset([(2,), (3,)]), "c": frozenset([(2,)]), "d": frozenset([(3,)])}
    assert apart([(1,), (2,), (3,)], met) == {(1,), (3,)}
    assert cover(met, lambda _, new: len(new)) == ["a", "b"]
