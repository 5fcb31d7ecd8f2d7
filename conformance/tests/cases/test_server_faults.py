"""Every fault of a server is noticed by the cases of the rule that it breaks."""

from collections.abc import Callable

import pytest
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.cases.create.addresses import PlaceholderAssets, asset_cases
from seedance_conformance.cases.explicit import all_cases, by_rule
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from tests.cases.server_faults import FAULTS, LISTS, MODELS, Body, Rewrite, holds

CASES = by_rule([*all_cases(Placeholders()), *asset_cases(Placeholders(), PlaceholderAssets())])


def noticed(context: Context, rule: str, *, quick: bool) -> bool:
    """Whether any explicit case of the rule ends with a breach."""
    for case in [*CASES.get((rule, "refused"), {}).values(), *CASES.get((rule, "accepted"), {}).values()]:
        if case.late or not (quick and case.full):
            try:
                expect(context, case)
            except Breach:
                return True
            except Inconclusive:
                continue
    # An accepted violation that may be refused late is judged when its task ends; here no task fails.
    return bool(context.pending)


@pytest.mark.parametrize(
    ("rule", "rewrite"), [pytest.param(rule, rewrite, id=f"{rule} {name}") for rule, name, rewrite in FAULTS]
)
def test_quick_cases_notice(rule: str, rewrite: Rewrite, context_with: Callable[[Rewrite], Context]) -> None:
    """The explicit cases of the quick profile notice the fault under its rule."""
    assert noticed(context_with(rewrite), rule, quick=True)


SCOPES: dict[str, Callable[[Body], bool]] = {
    **{model: holds("model", model) for model in MODELS},
    "frames": lambda body: "first_image" in body,
    "both frames": lambda body: "last_image" in body,
    "images": lambda body: "referenceImages" in body,
    "audios": lambda body: "referenceAudios" in body,
    "all references": lambda body: all(field in body for field in LISTS),
}
SCOPED_RULES = ("CR-PROMPT-REQ", "CR-DUR-MIN", "CR-DUR-MAX", "CR-RATIO-ENUM", "CR-RATIO-ADAPTIVE", "CR-AUDIO-TYPE")


def in_scope(scope: Callable[[Body], bool], rewrite: Rewrite) -> Rewrite:
    """A fault for some bodies only."""
    return lambda body: rewrite(body) if scope(body) else body


@pytest.mark.parametrize("scope", SCOPES)
def test_all_cases_notice_a_fault_of_one_model_or_mode(scope: str, context_with: Callable[[Rewrite], Context]) -> None:
    """The explicit cases of the full profile notice a missing check of an option for one model or mode."""
    missed = [
        (rule, name)
        for rule, name, rewrite in FAULTS
        if rule in SCOPED_RULES and not noticed(context_with(in_scope(SCOPES[scope], rewrite)), rule, quick=False)
    ]
    assert missed == []
