"""The explicit cases have unique names, cover both sides of each rule, and agree with the contract."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.cases import bodies, create
from seedance_conformance.cases.bodies import COVER, PRO, PRO_MODES, REST, SHAPES, STANDARD, STANDARD_MODES
from seedance_conformance.cases.building import without
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.explicit import all_cases
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.transport.answers.billing import certainly_refused
from tests.cases.conftest import CASES
from tests.transport.answers.test_answer import answer

ONLY_ALLOWS = {
    *("CR-FIRST-ALONE", "CR-FIRSTLAST-OK", "CR-PRO-TEXT-ONLY", "CR-PRO-VIDEO-OPTIONAL"),
    *("CR-MIX-REFS", "CR-RATIO-ADAPTIVE"),
}
"""Rules that no body can break: a server breaks them by refusing."""

ONLY_FORBIDS = {"CR-STD-EMPTY-VIDEO"} | {
    f"CR-EXCL-{frame}-{kind}" for frame in ("FIRST", "LAST") for kind in ("REFIMAGES", "REFVIDEOS", "REFAUDIOS")
}
"""Rules whose valid bodies are those of other rules: frames without references, references without frames, videos."""


def by_expectation(expect: str) -> set[str]:
    """The rules that have a case with an expectation."""
    return {case.rule for case in CASES if case.expect == expect}


def test_every_rule_has_violations_and_valid_bodies() -> None:
    """Each MUST rule about the create body has violations and valid bodies, if both exist."""
    rules = {rule.id for rule in load_catalogue().rules.values() if rule.level == "MUST" and rule.family == "CR"}
    shown_by_results = {rule for rule in rules if rule.endswith("-DEFAULT")}
    assert rules - shown_by_results - ONLY_ALLOWS == by_expectation("refused")
    assert rules - shown_by_results - ONLY_FORBIDS == by_expectation("accepted")


@pytest.mark.parametrize("echo", [lambda body: {"detail": [{"input": body}]}, lambda body: {"error": {"value": body}}])
def test_a_refusal_that_repeats_our_body_is_still_certain(echo: Any) -> None:
    """Servers may repeat what they refuse: no body contains a name that could be read as the id of a task."""
    for case in CASES:
        refusal = evolve(answer(422, echo(case.body)), request_body=json.dumps(case.body).encode())
        assert certainly_refused(refusal), case.name


def test_the_cases_of_a_rule_are_in_one_module() -> None:
    """All cases of a create rule are in its field's module, except that asset addresses also keep the types."""
    modules = [*Path(create.__file__).parent.glob("*.py"), Path(bodies.__file__)]
    named = Counter(rule for path in modules for rule in set(re.findall(r"CR(?:-[A-Z]+)+", path.read_text("utf-8"))))
    assert {rule for rule, count in named.items() if count > 1} == {"CR-FIRST-TYPE", "CR-LAST-TYPE", "CR-REFS-TYPE"}


def test_names_are_unique() -> None:
    """A name is unique among the cases of a rule and expectation, and every terminal can print it."""
    names = Counter((case.rule, case.expect, case.name) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(case.name.isascii() and case.name.isprintable() for case in CASES)


def test_cases_are_the_same_each_time() -> None:
    """The cases for the names and those for the bodies are built separately, and must agree."""
    assert all_cases(Placeholders()) == all_cases(Placeholders())


def test_every_body_is_json() -> None:
    """JSON can represent each body, also its large numbers."""
    assert all(json.loads(json.dumps(case.body, allow_nan=False)) == case.body for case in CASES)


def test_the_contract_agrees_with_every_case(contract_accepts: Any) -> None:
    """Bodies to be accepted, and their controls, match the contract; bodies to be refused do not."""
    wrong = [case for case in CASES if contract_accepts(case.body) != (case.expect == "accepted")]
    assert [(case.rule, case.name) for case in wrong] == []
    assert all(contract_accepts(case.control) for case in CASES if case.control is not None)


def test_a_violation_is_corrected_by_one_field(contract_accepts: Any) -> None:
    """Removing or correcting one field, or removing both frames, makes the body valid."""
    media = Placeholders()
    repairs: list[dict[str, Any]] = [
        *({"model": model} for model in PRO + STANDARD),
        *({"prompt": "x"}, {"duration": 5}, {"aspect_ratio": "16:9"}, {"generateAudio": True}),
        *({"first_image": media.image(1)}, {"last_image": media.image(2)}, {"referenceImages": [media.image(3)]}),
        *({"referenceVideos": [media.video(1)]}, {"referenceAudios": [media.audio(1)]}),
    ]

    def corrected(case: Case) -> bool:
        assert isinstance(case.body, dict)
        lacking = [without(case.body, *names) for names in (*repairs, ("first_image", "last_image"))]
        return any(map(contract_accepts, [*lacking, *(case.body | repair for repair in repairs)]))

    broken = [case for case in CASES if case.expect == "refused" and not corrected(case)]
    # A null beside the violation is open, so the verdict of the contract doesn't count.
    assert [(case.rule, case.name) for case in broken if "null" not in case.name] == []


def test_few_cases_are_billed() -> None:
    """On a remote target the valid cases create few tasks."""
    billed = [case for case in CASES if case.expect == "accepted" and not (case.full or case.loopback)]
    assert len(billed) < 150


def test_the_shapes_are_complete() -> None:
    """Every model in every mode that it allows; `COVER` has each model and each mode."""
    assert set(SHAPES) == set(COVER) | set(REST)
    assert len(SHAPES) == len(PRO) * len(PRO_MODES) + len(STANDARD) * len(STANDARD_MODES) == len({*SHAPES})
    assert {shape.model for shape in COVER} == {*PRO, *STANDARD}
    assert {shape.mode for shape in COVER} == {*PRO_MODES}
