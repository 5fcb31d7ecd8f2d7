"""Combined bodies against targets that are wrong in one way: the culprit is found, within the stated cost."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field
from seedance_conformance.cases.combined.combine import combine
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.suite.create.combined import judge_combined, most_billed
from tests.conftest import Scripted
from tests.suite.small_server import context_of

Body = dict[str, Any]
BODIES = combine(frozenset(load_catalogue().rules), with_media=True).bodies


@define
class Bench:
    """A target that refuses what a test says, and accepts everything else.

    Attributes:
        context: of the run.
        refuses: whether a body is refused.
        status: of the answer to it; None drops the connection.
        taken: bodies that were accepted.
    """

    context: Context
    refuses: Callable[[Body], bool] = lambda body: False
    status: int | None = 400
    taken: list[Body] = field(factory=list)

    def answer(self, method: str, path: str, content: bytes) -> tuple[int, dict[str, str], bytes] | None:
        """The answer of the scripted server."""
        body = json.loads(content)
        if self.refuses(body):
            return None if self.status is None else (self.status, {}, b'{"error": {"message": "no"}}')
        self.taken.append(body)
        return 200, {}, json.dumps({"id": f"video_{len(self.taken)}", "status": "queued"}).encode()

    def judge(self) -> dict[str, str]:
        """Judge all combined bodies; the worst verdict on each rule."""
        words: dict[str, str] = {}
        for combined in BODIES:
            before = self.context.target.budget.spent
            self.context.notes = Notes()
            judge_combined(self.context, combined)
            assert self.context.target.budget.spent - before <= most_billed(combined)
            notes = self.context.notes
            words |= {rule: "pass" for rule, _ in notes.passes if rule not in words}
            words |= {rule: "doubt" for rule, _ in notes.doubts if words.get(rule) != "fail"}
            words |= {rule: "fail" for rule, _ in notes.reports}
        return words

    def broken(self) -> set[str]:
        """The rules that are broken."""
        return {rule for rule, word in self.judge().items() if word == "fail"}


@pytest.fixture
def bench(scripted: Scripted) -> Iterator[Bench]:
    """A running target, with a context for it."""
    with context_of(scripted.base_url) as context:
        made = Bench(context)
        scripted.answer = made.answer
        yield made


def test_a_conforming_target_passes_every_rule_at_one_task_a_body(bench: Bench) -> None:
    """Only the combined bodies are sent, and the task of each must not fail for any of its values."""
    assert set(bench.judge().values()) == {"pass"}
    assert len(bench.taken) == len(BODIES)
    assert {case.name for case, _ in bench.context.promised} >= {"duration 15", "seedance_2_0", 'aspect_ratio "21:9"'}


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
def test_the_one_rule_that_is_broken_is_found(bench: Bench, refuses: Callable[[Body], bool], rule: str) -> None:
    """The other rules pass, because each body is sent again without the refused value."""
    bench.refuses = refuses
    words = bench.judge()
    assert {name for name, word in words.items() if word == "fail"} == {rule}
    assert "doubt" not in words.values()
    assert len(bench.taken) <= len(BODIES) + 6


def test_the_counterexample_differs_from_an_accepted_body_in_one_thing(bench: Bench) -> None:
    """The reported body is refused, and without one addition it is accepted."""
    bench.refuses = lambda body: body.get("aspect_ratio") == "9:16"
    for combined in BODIES[:8]:
        judge_combined(bench.context, combined)
    [(rule, breach)] = bench.context.notes.reports
    assert rule == "CR-RATIO-ENUM"
    assert breach.exchange is not None
    guilty = json.loads(breach.exchange.request_body)
    assert {name: value for name, value in guilty.items() if name != "aspect_ratio"} in bench.taken


def test_a_target_that_refuses_all_media_breaks_no_rule(bench: Bench) -> None:
    """It may be unable to fetch ours; text bodies are still judged."""
    bench.refuses = lambda body: "http" in json.dumps(body)
    words = bench.judge()
    assert "fail" not in words.values()
    assert words["CR-FIRST-ALONE"] == "doubt"
    assert words["CR-PRO-TEXT-ONLY"] == words["CR-DUR-MAX"] == "pass"


def test_a_target_that_refuses_everything_breaks_the_rule_about_models(bench: Bench) -> None:
    """Nothing else can be judged, and nothing is billed."""
    bench.refuses = lambda body: True
    assert bench.broken() == {"CR-MODEL-ENUM"}
    assert bench.taken == []


@pytest.mark.parametrize("status", [None, 500])
def test_an_unclear_answer_is_not_a_refusal(bench: Bench, status: int | None) -> None:
    """It may be billed, so there is no bisection; the rules are in doubt."""
    bench.refuses = lambda body: body.get("aspect_ratio") == "1:1"
    bench.status = status
    words = bench.judge()
    assert "fail" not in words.values()
    assert words["CR-RATIO-ENUM"] == "doubt"
    assert bench.context.target.budget.spent == len(BODIES)
