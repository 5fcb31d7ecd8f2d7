"""What the monitors must tolerate in a correct server: overlapping polls, other forms of answers, foreign keys."""

from typing import Any

import pytest
from seedance_conformance.suite.log.monitors import Tolerated, run_monitor
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from tests.suite.conftest import verdicts

START = 1_774_836_724


def _run(log: Any, **facts: bool) -> list[str]:
    """The rules with evidence; none may be broken."""
    found = verdicts(log, **facts)
    assert "Breach" not in found.values(), found
    return [rule for rule, verdict in found.items() if verdict == "pass"]


Query = dict[str, Any]
OPEN: dict[str, tuple[list[Query], set[str]]] = {
    "polls that overlap have no order": (
        [
            {"state": "completed", "sent": START + 10, "seconds": 2.0},
            {"state": "processing", "sent": START + 11, "seconds": 0.5},
            {"state": "completed", "sent": START + 13},
        ],
        {"QR-STATUS-MONOTONE"},
    ),
    "a state may be too short to be seen": ([{"state": "queued"}, {"state": "completed"}], {"QR-STATUS-MONOTONE"}),
    "fields that don't apply are null or absent, and there may be more": (
        [
            {"state": "processing", "video_url": ..., "error": ..., "actualDuration": None, "progress": 50},
            {"state": "completed", "error": ..., "usage": {"total": 1}},
            {"state": "completed", "video_url": "http://127.0.0.1:9/other?signature=2"},
        ],
        {"QR-READ-ONLY"},
    ),
    "108900.0 is an integer by JSON Schema, and 5 equals 5.0": (
        [
            {"state": "completed", "totalTokens": 108900.0, "actualDuration": 5},
            {"state": "completed", "actualDuration": 5.0},
        ],
        {"QR-TOK-COMPLETED", "QR-TERMINAL-STABLE", "QR-CREATED-STABLE"},
    ),
}
"""By what is open: queries about one task, and rules for which they are evidence."""


@pytest.mark.parametrize("what", OPEN)
def test_correct_servers_differ(log: Any, what: str) -> None:
    """No rule is broken; the create answer has other forms, too."""
    queries, rules = OPEN[what]
    log.create(created=START + 0.0, error=..., progress=0, task_id="video_1")
    for query in queries:
        log.query(**query)
    assert rules <= set(_run(log))


def test_polls_that_follow_each_other_have_an_order(log: Any) -> None:
    """A step back counts also if a third poll overlaps both."""
    log.create()
    log.query(state="queued", sent=START + 10, seconds=9.0)
    log.query(state="completed", sent=START + 11, seconds=0.5)
    log.query(state="processing", sent=START + 12)
    with pytest.raises(Breach, match="processing after completed"):
        run_monitor("QR-STATUS-MONOTONE", log.history())


def test_a_clock_that_is_set_back_is_not_a_breach(log: Any) -> None:
    """An exchange with a smaller number isn't the later one, even if its time is."""
    log.create()
    log.query(state="processing", sent=START + 100)
    log.query(state="completed", sent=START + 50)
    assert "QR-STATUS-MONOTONE" not in _run(log)


def test_a_remote_target_is_read_through_other_forms(log: Any) -> None:
    """Numbers as strings, an error object and a data wrapper are recorded, not judged."""
    log.create(created=str(START - 90_000), wrap="data")
    log.create("video_2", created=START)
    log.query(state="completed", actualDuration="5.04", totalTokens="108900", created=START - 90_000, wrap=True)
    log.query("video_2", "failed", error={"code": "x", "message": "y"})
    judged = _run(log, remote=True)
    assert {"CS-CREATED", "QR-ADUR-COMPLETED", "QR-TOK-COMPLETED", "QR-ERR-FAILED"} <= set(judged)
    for rule in ("CS-NO-WRAP", "EP-RESP-JSON"):
        with pytest.raises(Tolerated, match="data"):
            run_monitor(rule, log.history(remote=True))


def test_a_moved_clock_of_a_mock_is_not_compared_with_ours(log: Any) -> None:
    """Only the form of `created` is judged then."""
    log.create(created=START + 90_000)
    assert "CS-CREATED" in _run(log, clock_moved=True)
    with pytest.raises(Breach, match="within an hour") as found:
        run_monitor("CS-CREATED", log.history())
    assert found.value.disputed


def test_refusals_are_not_evidence(log: Any) -> None:
    """Neither by HTTP status nor inside a 2xx answer, nor with another method."""
    log.add("create", "POST", {"code": "400", "msg": "bad"})
    log.add("create", "POST", {"error": {"message": "bad"}})
    log.add("create", "POST", {"error": "bad", "status": "failed", "id": "video_9"})
    log.add("create", "POST", b"<html>", status=400)
    log.add("create", "GET", b"")
    log.add("query", "GET", b"", subject="video_8")
    log.add("query", "GET", {"code": -1, "msg": "not found", "data": None}, subject="video_1")
    log.add("upload", "POST", {"code": 1001, "msg": "the address can't be reached", "data": None})
    log.add("detail", "GET", {"code": -1, "msg": "not found", "data": None}, subject="asset-1")
    assert _run(log) == ["EP-RESP-JSON"]


def test_answers_to_other_keys_are_not_evidence(log: Any) -> None:
    """Other rules judge the answers about a task to other keys."""
    log.create()
    log.add("query", "GET", {"id": "?", "status": "?"}, subject="video_1", key="second")
    log.add("query", "GET", {"id": "?", "status": "?"}, subject="video_1", key="other")
    assert "QR-ID-ECHO" not in _run(log)


@pytest.mark.parametrize("body", [b"", b"ok", b"[]", b'"ok"', b"null", b"{}{}"])
@pytest.mark.parametrize("operation", ["create", "query", "upload"])
def test_a_success_that_is_not_an_object_breaks_the_envelope(log: Any, operation: str, body: bytes) -> None:
    """A successful answer is one JSON object."""
    log.create()
    method = "GET" if operation == "query" else "POST"
    log.add(operation, method, body, subject="video_1" if operation == "query" else None)
    with pytest.raises(Breach, match="one JSON object"):
        run_monitor("EP-RESP-JSON", log.history())


def test_a_repeated_id_is_one_breach(log: Any) -> None:
    """Answers about a shared id break no other rule."""
    log.create("video_1")
    log.create("video_1", asked="seedance_2_0", created=START + 5)
    log.query("video_1", "completed", model="seedance_2_0", created=START + 5)
    log.query("video_1", "queued")
    with pytest.raises(Breach, match="again"):
        run_monitor("CS-ID-UNIQUE", log.history())
    with pytest.raises(Inconclusive):
        run_monitor("QR-MODEL-STABLE", log.history())


def test_one_task_does_not_show_that_ids_differ(log: Any) -> None:
    """At least two tasks are needed."""
    log.create()
    with pytest.raises(Inconclusive):
        run_monitor("CS-ID-UNIQUE", log.history())


def test_an_answer_about_another_task_is_one_breach(log: Any) -> None:
    """Its status, model and time belong to the other task, so they contradict nothing."""
    log.create("video_1")
    log.create("video_2", asked="seedance_2_0", created=START + 5)
    log.query("video_1", "queued")
    log.query("video_2", "completed", id="video_1", created=START)
    log.query("video_2", "processing", model="seedance_2_0", created=START + 5)
    with pytest.raises(Breach, match="video_2"):
        run_monitor("QR-ID-ECHO", log.history())
    for rule in ("QR-MODEL-STABLE", "QR-CREATED-STABLE"):
        assert run_monitor(rule, log.history()) == 2
    with pytest.raises(Inconclusive):
        run_monitor("QR-STATUS-MONOTONE", log.history())


def test_a_flat_detail_and_open_names_are_allowed(log: Any) -> None:
    """A wrapper is open, and so is a name that was never given or may be trimmed."""
    log.upload("asset-1", name="  lead actor  ", code="0", msg=...)
    log.detail(wrap=False, name="lead actor")
    log.upload("asset-2", name="")
    log.detail("asset-2", name=...)
    log.delete(code=0, msg="done", data=...)
    assert {"AS-DT-FIELDS", "AS-UP-RESP", "AS-DEL-RESP"} <= set(_run(log))


GONE = {"code": -1, "msg": "not found", "data": None}


def test_an_ended_task_that_is_lost_at_once_is_a_breach(log: Any) -> None:
    """A task that has just ended can be queried."""
    log.create()
    log.query(state="completed")
    log.add("query", "GET", GONE, subject="video_1")
    log.add("query", "GET", GONE, subject="video_1", status=404)
    with pytest.raises(Breach, match="completed for good") as lost:
        run_monitor("QR-TERMINAL-STABLE", log.history())
    assert lost.value.repetition.times > 2


@pytest.mark.parametrize("status", [401, 404])
def test_a_passing_refusal_is_not_a_loss(log: Any, status: int) -> None:
    """Refusals before a success, a single refusal, and the loss of a task after a minute are allowed."""
    log.create()
    log.query(state="completed")
    log.add("query", "GET", GONE, subject="video_1", status=status)
    log.add("query", "GET", GONE, subject="video_1", status=status)
    log.query(state="completed")
    log.add("query", "GET", GONE, subject="video_1", status=404)
    log.add("query", "GET", GONE, subject="video_1", status=404, sent=START + 120)
    assert run_monitor("QR-TERMINAL-STABLE", log.history()) == 1


def test_a_deletion_that_is_refused_deletes_nothing(log: Any) -> None:
    """The asset may be in use: its detail stays available, also after a rate-limit response."""
    log.upload()
    log.detail()
    log.delete(code=1002, msg="in use")
    log.add("detail", "GET", {"message": "slow down"}, subject="asset-1", status=429)
    log.detail()
    assert run_monitor("AS-DEL-FINAL", log.history()) == 1
    with pytest.raises(Inconclusive):
        run_monitor("AS-DEL-RESP", log.history())
