"""Every fault of a server is noticed by the cases of the rule that it breaks."""

from collections.abc import Callable

import pytest
from seedance_conformance.suite.context import Context
from tests.cases.conftest import CASES, Body, Rewrite, notices
from tests.cases.server_faults import FAULTS, LISTS, MODELS, holds


def noticed(context: Context, rule: str, *, quick: bool) -> bool:
    """Whether any explicit case of the rule ends with a breach."""
    cases = [case for case in CASES if case.rule == rule and (case.late or not (quick and case.full))]
    return notices(context, sorted(cases, key=lambda case: case.expect, reverse=True))


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


@pytest.mark.parametrize("scope", SCOPES)
def test_all_cases_notice_a_fault_of_one_model_or_mode(scope: str, context_with: Callable[[Rewrite], Context]) -> None:
    """The explicit cases of the full profile notice a missing check of an option for one model or mode."""
    missed = []
    for rule, name, rewrite in FAULTS:

        def in_scope(body: Body, rewrite: Rewrite = rewrite) -> Body | None:
            return rewrite(body) if SCOPES[scope](body) else body

        if rule in SCOPED_RULES and not noticed(context_with(in_scope), rule, quick=False):
            missed.append((rule, name))
    assert missed == []
