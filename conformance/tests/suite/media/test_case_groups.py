"""How media cases are judged: each body is sent once, and refusals count only if known-good media are accepted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.explicit import media_cases
from seedance_conformance.cases.media.slots import FIRST
from seedance_conformance.suite.media.case_groups import MediaCaseGroup, expect_known_good, judge_media
from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from tests.suite.small_server import Refuses, Refusing, refusing

FILES = Placeholders()
BAD = FIRST[0].body(FILES, FILES.url("images/png-299x400.png"))
GOOD = FIRST[0].body(FILES, FILES.url("images/png-301x400.png"))
CONTROL = FIRST[0].body(FILES, FILES.url("images/png-640x480.png"))


@pytest.fixture
def server(scripted: Any) -> Iterator[Refusing]:
    """A running target, with a context for it."""
    with refusing(scripted) as made:
        yield made


def holds(*words: str) -> Refuses:
    """Refuses bodies that contain one of some words."""
    return lambda body: any(word in json.dumps(body) for word in words)


VALID = Case("MD-IMG-SIDE-MIN", "301x400", GOOD, "accepted", CONTROL)


def refusal(rule: str) -> Case:
    """A violation as evidence for a rule."""
    return Case(rule, "299x400", BAD, "refused", late=True)


def test_a_refusal_counts_from_a_server_that_takes_good_media(server: Refusing) -> None:
    """The wrong side is refused, known-good media aren't."""
    server.refuses = holds("299x400")
    judge_media(server.context, refusal("MD-IMG-SIDE-MIN"))


def test_a_server_that_cannot_fetch_shows_nothing(server: Refusing) -> None:
    """A server that refuses all media gives no evidence about a bound."""
    server.refuses = holds("http")
    with pytest.raises(Inconclusive, match="known-good"):
        judge_media(server.context, refusal("MD-IMG-SIDE-MIN"))


def test_a_server_that_notices_late_shows_nothing_either(server: Refusing) -> None:
    """The same, where the task fails instead."""
    server.fails = holds("http")
    with pytest.raises(Inconclusive, match="known-good"):
        expect_known_good(server.context, "MD-VID-RES")


def test_one_unknown_format_does_not_mean_that_media_are_unreachable(server: Refusing) -> None:
    """A server that wrongly refuses PNG accepts a JPEG, so it can fetch."""
    server.refuses = holds(".png")
    expect_known_good(server.context, "MD-IMG-SIDE-MIN")


def test_a_body_is_sent_once_for_two_rules(server: Refusing) -> None:
    """A body that is evidence for the rule of the field and for that of the fact costs one create."""
    server.refuses = holds("299x400")
    for rule in ("MD-IMG-SIDE-MIN", "MD-IMG-LAST-SAME"):
        judge_media(server.context, refusal(rule))
    assert server.bodies.count(BAD) == 1


def test_an_accepted_violation_waits_for_its_task(server: Refusing) -> None:
    """Late refusals are judged when every task has ended."""
    judge_media(server.context, refusal("MD-IMG-SIDE-MIN"))
    assert [case.rule for case, _ in server.context.pending] == ["MD-IMG-SIDE-MIN"]


def test_a_refused_valid_file_is_a_breach(server: Refusing) -> None:
    """The control is accepted, so the bound is the reason."""
    server.refuses = holds("301x400")
    with pytest.raises(Breach, match="accepted"):
        judge_media(server.context, VALID)


def test_a_refused_control_makes_the_case_inconclusive(server: Refusing) -> None:
    """A server that refuses every PNG shows nothing about the sides of one."""
    server.refuses = holds(".png")
    with pytest.raises(Inconclusive, match="simpler"):
        judge_media(server.context, VALID)


def group(*names: str) -> MediaCaseGroup:
    """Some violations of the lowest side as one group, whose cases are looked up by name."""
    cases = media_cases(Placeholders())["MD-IMG-SIDE-MIN", "refused"]
    return MediaCaseGroup.of(tuple(cases[name] for name in names or list(cases)[:3]))


def test_a_lost_answer_ends_the_test(server: Refusing) -> None:
    """The create may have been billed, so no other case is sent."""
    cases = group()
    lost = json.dumps(cases.cases[0].body).rpartition("/")[2].partition('"')[0]
    server.loses = holds(lost)
    with pytest.raises(AnswerLost):
        cases.judge(server.context)
    assert lost in json.dumps(server.bodies[-1])


def test_a_lost_control_ends_the_test(server: Refusing) -> None:
    """The control may have been billed, too."""
    server.refuses, server.loses = holds("301x400"), holds("640x480")
    with pytest.raises(AnswerLost):
        judge_media(server.context, VALID)


def test_known_good_media_are_not_sent_again_after_a_lost_answer(server: Refusing) -> None:
    """Each test of the family ends without another create; other families go on."""
    server.loses = holds("image-1.png")
    for _ in range(2):
        with pytest.raises(AnswerLost, match="known-good"):
            group().judge(server.context)
    assert len(server.bodies) == 3
    expect_known_good(server.context, "MD-VID-RES")


def test_a_test_notes_the_answers_that_it_shares(server: Refusing) -> None:
    """For the times in reports: each test that judges an answer has its number."""
    server.refuses = holds("299x400")
    judge_media(server.context, refusal("MD-IMG-SIDE-MIN"))
    first = list(server.context.notes.shared)
    judge_media(server.context, refusal("MD-IMG-LAST-SAME"))
    assert server.context.notes.shared[-1:] == first[-1:]
