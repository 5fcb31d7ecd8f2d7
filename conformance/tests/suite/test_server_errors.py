"""A 5xx, or no answer, proves nothing about a rule: neither that it is broken nor that it is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from attrs import evolve
from seedance_conformance.cases.case import Case
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.suite.assets import test_detail, test_upload
from seedance_conformance.suite.assets.pool import asset_pool
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.suite.create.expectations import expect
from seedance_conformance.suite.endpoints import test_paths
from seedance_conformance.suite.media.case_groups import judge_media
from seedance_conformance.suite.robustness import test_charset, test_monitors
from seedance_conformance.suite.robustness.fixtures import live_task
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.server_errors import ABOUT_ANSWERING, answered
from seedance_conformance.suite.verdicts import AnswerLost, Breach, Inconclusive
from seedance_conformance.transport.reproduction.script import ONCE, Repetition
from tests.suite.conftest import START
from tests.suite.small_server import recorder, running

PLAIN = {"model": "seedance_2_0_pro", "prompt": "A boat"}
GOOD = Case("CR-DUR-MIN", "four", PLAIN | {"duration": 4}, "accepted", PLAIN)
BAD = Case("CR-DUR-MIN", "three", PLAIN | {"duration": 3}, "refused")


def crashing(when: Any) -> AbstractContextManager[Context]:
    """Run a server whose creates and uploads crash for some bodies."""

    def answer(_: object, body: Any, owner: str) -> Any:
        return crash() if when(body) else {"id": "video_1", "status": "queued"}

    return running(create=answer, upload=answer)


CASES = [GOOD, BAD, evolve(BAD, late=True), evolve(GOOD, control=None)]


@pytest.mark.parametrize(("case", "judge"), [*((case, expect) for case in CASES), (GOOD, judge_media)])
def test_a_crash_is_no_verdict_on_a_body(case: Case, judge: Any) -> None:
    """The control is accepted; only the case itself crashes."""
    with crashing(lambda body: "duration" in body) as context, pytest.raises(Inconclusive):
        judge(context, case)


@pytest.mark.parametrize(("remote", "errors", "sent"), [(False, 3, 4), (False, 9, 5), (True, 3, 1), (False, 0, 1)])
def test_what_other_tests_build_on_is_sent_again(log: Any, *, remote: bool, errors: int, sent: int) -> None:
    """A few times, and only where it is free."""
    answers = [log.add("create", "POST", {}, status=502) for _ in range(errors)]
    answers.append(log.add("create", "POST", {}))
    left = iter(answers)
    assert answered(lambda: next(left), remote=remote) is answers[sent - 1]
    assert len(list(left)) == len(answers) - sent


def test_a_sporadic_error_leaves_a_task_to_test_with() -> None:
    """The one task that many tests share isn't lost by a 502 to its single create."""
    crashes = iter([True, True])
    with crashing(lambda _: next(crashes, False)) as context:
        assert live_task(context) == "video_1"


def test_a_server_error_is_shown_as_it_happens(log: Any) -> None:
    """The best is one that was alone and always happens; others say how many requests it takes."""
    context = SimpleNamespace(target=SimpleNamespace(log=log.exchanges), evidence=lambda _: None)

    def shown() -> Breach:
        with pytest.raises(Breach) as caught:
            test_monitors.test_no_request_is_answered_with_a_server_error(cast("Context", context))
        return caught.value

    log.create()
    log.add("create", "POST", {}, status=500, request=1, sent=START, seconds=9.0)
    log.add("create", "POST", {}, status=500, request=2, sent=START, seconds=9.0)
    assert shown().repetition == Repetition(3, parallel=True)
    log.query()
    sporadic = log.add("query", "GET", {}, subject="video_1", status=502)
    assert (shown().exchange, shown().repetition) == (sporadic, Repetition(5))
    always = log.add("delete", "DELETE", {}, subject="x", status=502)
    assert (shown().exchange, shown().repetition) == (always, ONCE)
    assert "; 4 of 6 requests got a server error" in shown().observed


def crash(*_: Any) -> Any:
    """What a crashing server does in place of an answer."""
    raise RuntimeError


@pytest.mark.parametrize(
    "test",
    [
        test_upload.test_each_type_is_accepted,
        test_upload.test_a_reachable_url_is_accepted,
        test_upload.test_upload_is_a_post_of_json,
        lambda context: test_detail.test_deletion_is_a_delete(context, asset_pool(context), "Image"),
        lambda context: test_paths.test_no_other_method_creates(context, "PUT"),
        lambda context: test_paths.test_no_other_path_creates(context, "/v1/videos"),
        lambda context: test_upload.test_another_method_uploads_nothing(context, "PUT"),
        lambda context: test_upload.test_another_path_uploads_nothing(context, "/kyyVideo2/upload"),
    ],
)
def test_a_crash_is_no_verdict_on_a_call(test: Callable[[Context], None]) -> None:
    """Neither on a valid upload or deletion, nor on another path or method: it doesn't show what the server does."""
    with running(route=crash) as context, pytest.raises(Inconclusive):
        test(context)


def test_a_method_that_is_not_implemented_is_refused() -> None:
    """501 is the answer to an unknown method."""
    with running(answer=lambda self: self.send_error(501)) as context:
        test_paths.test_no_other_method_creates(context, "PUT")


def test_a_missing_answer_ends_a_search() -> None:
    """Each costs the whole time limit."""
    from hypothesis.strategies import just

    tried = []

    def check(_: object) -> None:
        tried.append(1)
        raise AnswerLost("no answer")

    with running() as context, pytest.raises(Inconclusive):
        run_property(context, "x", just(1), check)
    assert len(tried) == 1


def recorded(rule: str, breach: Breach) -> tuple[str, str]:
    """The verdict on a breach in a run of this machine, and its note."""
    record, events = recorder()
    return record.record(rule, "c", breach, Notes()), events[0]["note"]


@pytest.mark.parametrize(
    ("rule", "status", "verdict", "judge"),
    [
        ("CR-DUR-MIN", 502, "inconclusive", "RB-NO-5XX"),
        ("RB-KEY-MISSING", 500, "inconclusive", "RB-NO-5XX"),
        ("EP-CREATE-PATH", None, "inconclusive", "RB-NO-HANG"),
        ("CR-DUR-MIN", 400, "fail", ""),
        ("RB-NO-5XX", 500, "fail", ""),
        ("RB-BODY-DEEP", 500, "fail", ""),
    ],
)
def test_a_server_error_turns_only_rules_about_answering_red(
    log: Any, rule: str, status: int | None, verdict: str, judge: str
) -> None:
    """Wherever a test saw it; the note names the rule that judges it."""
    answer = evolve(log.create(), status=status, body=b"")
    found, note = recorded(rule, Breach("x", "y", answer))
    assert (found, judge in note) == (verdict, True)


def test_the_rules_about_answering_exist() -> None:
    """Each pattern names rules of the catalogue, whose statement or invalid example is a missing or broken answer."""
    from fnmatch import filter as matching

    assert all(matching(load_catalogue().rules, pattern) for pattern in ABOUT_ANSWERING)


def test_a_charset_is_not_judged_by_a_crash() -> None:
    """The breach that the test raises carries the answer, so that it counts as no evidence."""
    boats = {"A"}
    with crashing(lambda body: boats and boats.pop()) as context, pytest.raises(Breach) as found:
        test_charset.test_a_charset_parameter_is_accepted(context, "create", "application/json; charset=utf-8")
    assert recorded("RB-CHARSET", found.value)[0] == "inconclusive"
