"""Combined bodies against targets that are wrong in one way: the culprit is found, within the stated cost."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from seedance_conformance.cases.combined.combine import combine
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.suite.context import Notes
from seedance_conformance.suite.create.combined import judge_combined, most_billed
from tests.suite.small_server import Refusing

Body = dict[str, Any]
BODIES = combine(frozenset(load_catalogue().rules), with_media=True).bodies


def judge(target: Refusing) -> dict[str, str]:
    """Judge all combined bodies; the worst verdict on each rule."""
    words: dict[str, str] = {}
    for combined in BODIES:
        before = target.context.target.budget.spent
        notes = target.context.notes = Notes()
        judge_combined(target.context, combined)
        assert target.context.target.budget.spent - before <= most_billed(combined)
        words |= {rule: "pass" for rule, _ in notes.passes if rule not in words}
        words |= {rule: "doubt" for rule, _ in notes.doubts if words.get(rule) != "fail"}
        words |= {rule: "fail" for rule, _ in notes.reports}
    return words


def test_a_conforming_target_passes_every_rule_at_one_task_a_body(target: Refusing) -> None:
    """Only the combined bodies are sent, and the task of each must not fail for any of its values."""
    assert set(judge(target).values()) == {"pass"}
    assert len(target.accepted) == len(BODIES)
    assert {case.name for case, _ in target.context.promised} >= {"duration 15", "seedance_2_0", 'aspect_ratio "21:9"'}


@pytest.mark.parametrize(
    ("refuses", "rule"),
    [
        (lambda body: body.get("duration") == 15, "CR-DUR-MAX"),
        (lambda body: body.get("duration") == 4, "CR-DUR-MIN"),
        (lambda body: body.get("aspect_ratio") == "21:9", "CR-RATIO-ENUM"),
        (lambda body: body.get("aspect_ratio") == "adaptive", "CR-RATIO-ADAPTIVE"),
        (lambda body: body.get("generateAudio") is False, "CR-AUDIO-TYPE"),
        (lambda body: body["prompt"] == "null", "CR-PROMPT-TYPE"),
        (lambda body: body["model"] == "seedance_2_0_fast", "CR-MODEL-ENUM"),
        (lambda body: "last_image" in body, "CR-FIRSTLAST-OK"),
        (lambda body: "first_image" in body, "CR-FIRST-ALONE"),
        (lambda body: len(body.get("referenceImages", [])) > 8, "CR-IMG-COUNT-MAX"),
        (lambda body: len(body.get("referenceAudios", [])) > 2, "CR-AUD-COUNT-MAX"),
        (lambda body: "pro" in body["model"] and "referenceVideos" in body, "CR-PRO-VIDEO-OPTIONAL"),
        (lambda body: body.get("aspect_ratio") == "4:3" and body.get("duration") == 15, "CR-RATIO-ENUM"),
    ],
)
def test_the_one_rule_that_is_broken_is_found(target: Refusing, refuses: Callable[[Body], bool], rule: str) -> None:
    """The other rules pass, because each body is sent again without the refused value."""
    target.refuses = refuses
    words = judge(target)
    assert {name for name, word in words.items() if word == "fail"} == {rule}
    assert "doubt" not in words.values()
    assert len(target.accepted) <= len(BODIES) + 6


def test_the_counterexample_differs_from_an_accepted_body_in_one_thing(target: Refusing) -> None:
    """The reported body is refused, and without one addition it is accepted."""
    target.refuses = lambda body: body.get("aspect_ratio") == "9:16"
    for combined in BODIES[:8]:
        judge_combined(target.context, combined)
    [(rule, breach)] = target.context.notes.reports
    assert rule == "CR-RATIO-ENUM"
    assert breach.exchange is not None
    guilty = json.loads(breach.exchange.request_body)
    assert {name: value for name, value in guilty.items() if name != "aspect_ratio"} in target.accepted


def test_a_target_that_refuses_all_media_breaks_no_rule(target: Refusing) -> None:
    """It may be unable to fetch ours; text bodies are still judged."""
    target.refuses = lambda body: "http" in json.dumps(body)
    words = judge(target)
    assert "fail" not in words.values()
    assert words["CR-FIRST-ALONE"] == "doubt"
    assert words["CR-PRO-TEXT-ONLY"] == words["CR-DUR-MAX"] == "pass"


def test_a_target_that_refuses_everything_breaks_the_rule_about_models(target: Refusing) -> None:
    """Nothing else can be judged, and nothing is billed."""
    target.refuses = lambda body: True
    assert {rule for rule, word in judge(target).items() if word == "fail"} == {"CR-MODEL-ENUM"}
    assert target.accepted == []


@pytest.mark.parametrize("status", [None, 500])
def test_an_unclear_answer_is_not_a_refusal(target: Refusing, status: int | None) -> None:
    """It may be billed, so there is no bisection; the rules are in doubt."""
    unclear = "refuses" if status else "loses"
    setattr(target, unclear, lambda body: body.get("aspect_ratio") == "1:1")
    target.status = status or 0
    words = judge(target)
    assert "fail" not in words.values()
    assert words["CR-RATIO-ENUM"] == "doubt"
    assert target.context.target.budget.spent == len(BODIES)
