"""How media cases are judged: each body is sent once, and refusals count only if known-good media are accepted."""

import json

import pytest
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.explicit import media_cases
from seedance_conformance.cases.media.slots import FIRST
from seedance_conformance.suite.media.case_groups import MediaCaseGroup, expect_known_good, judge_media
from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from tests.suite.small_server import Refuses, Refusing

FILES = Placeholders()
BAD = FIRST[0].body(FILES, FILES.url("images/png-299x400.png"))
GOOD = FIRST[0].body(FILES, FILES.url("images/png-301x400.png"))
CONTROL = FIRST[0].body(FILES, FILES.url("images/png-640x480.png"))


def holds(*words: str) -> Refuses:
    """Refuses bodies that contain one of some words."""
    return lambda body: any(word in json.dumps(body) for word in words)


VALID = Case("MD-IMG-SIDE-MIN", "301x400", GOOD, "accepted", CONTROL)


def refusal(rule: str) -> Case:
    """A violation as evidence for a rule."""
    return Case(rule, "299x400", BAD, "refused", late=True)


def test_a_refusal_counts_from_a_server_that_takes_good_media(target: Refusing) -> None:
    """The wrong side is refused, known-good media aren't."""
    target.refuses = holds("299x400")
    judge_media(target.context, refusal("MD-IMG-SIDE-MIN"))


@pytest.mark.parametrize(
    ("refused", "case", "verdict", "why"),
    [
        ("http", refusal("MD-IMG-SIDE-MIN"), Inconclusive, "known-good"),  # it refuses all media
        ("301x400", VALID, Breach, "accepted"),  # the control is accepted, so the bound is the reason
        (".png", VALID, Inconclusive, "simpler"),  # the control is refused, too
    ],
    ids=["all media", "a valid file", "every PNG"],
)
def test_a_refusal_is_judged_by_what_else_is_refused(
    target: Refusing, refused: str, case: Case, verdict: type[Exception], why: str
) -> None:
    """Only a server that accepts media like those of the case shows something about a bound."""
    target.refuses = holds(refused)
    with pytest.raises(verdict, match=why):
        judge_media(target.context, case)


def test_a_server_that_notices_late_shows_nothing_either(target: Refusing) -> None:
    """The same, where the task fails instead."""
    target.fails = holds("http")
    with pytest.raises(Inconclusive, match="known-good"):
        expect_known_good(target.context, "MD-VID-RES")


def test_one_unknown_format_does_not_mean_that_media_are_unreachable(target: Refusing) -> None:
    """A server that wrongly refuses PNG accepts a JPEG, so it can fetch."""
    target.refuses = holds(".png")
    expect_known_good(target.context, "MD-IMG-SIDE-MIN")


def test_a_body_is_sent_once_for_two_rules(target: Refusing) -> None:
    """It is evidence for the rules of the field and of the fact; for the times in reports each test has its number."""
    target.refuses = holds("299x400")
    judge_media(target.context, refusal("MD-IMG-SIDE-MIN"))
    first = list(target.context.notes.shared)
    judge_media(target.context, refusal("MD-IMG-LAST-SAME"))
    assert target.bodies.count(BAD) == 1
    assert target.context.notes.shared[-1:] == first[-1:]


def test_an_accepted_violation_waits_for_its_task(target: Refusing) -> None:
    """Late refusals are judged when every task has ended."""
    judge_media(target.context, refusal("MD-IMG-SIDE-MIN"))
    assert [case.rule for case, _ in target.context.pending] == ["MD-IMG-SIDE-MIN"]


def group(*names: str) -> MediaCaseGroup:
    """Some violations of the lowest side as one group, whose cases are looked up by name."""
    cases = media_cases(Placeholders())["MD-IMG-SIDE-MIN", "refused"]
    return MediaCaseGroup.of(tuple(cases[name] for name in names or list(cases)[:3]))


def test_a_lost_answer_ends_the_test(target: Refusing) -> None:
    """The create may have been billed, so no other case is sent."""
    cases = group()
    lost = json.dumps(cases.cases[0].body).rpartition("/")[2].partition('"')[0]
    target.loses = holds(lost)
    with pytest.raises(AnswerLost):
        cases.judge(target.context)
    assert lost in json.dumps(target.bodies[-1])


def test_a_lost_control_ends_the_test(target: Refusing) -> None:
    """The control may have been billed, too."""
    target.refuses, target.loses = holds("301x400"), holds("640x480")
    with pytest.raises(AnswerLost):
        judge_media(target.context, VALID)


def test_known_good_media_are_not_sent_again_after_a_lost_answer(target: Refusing) -> None:
    """Each test of the family ends without another create; other families go on."""
    target.loses = holds("image-1.png")
    for _ in range(2):
        with pytest.raises(AnswerLost, match="known-good"):
            group().judge(target.context)
    assert len(target.bodies) == 3
    expect_known_good(target.context, "MD-VID-RES")
