"""Answers of recordings: faults are found, and what a recording lacks makes no breach."""

from pathlib import Path

import pytest
from tests.recording.conftest import Entries, Judge
from tests.recording.session import later, read_entries, record


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, picture: str) -> Path:
    """A session with a correct mock and an asset."""
    return record(tmp_path_factory.mktemp("har") / "session.har", media=picture)


@pytest.fixture
def entries(recorded: Path) -> Entries:
    """The entries of this session."""
    return read_entries(recorded)


def test_a_correct_target_conforms(entries: Entries, judge: Judge) -> None:
    """All rules about the recorded answers pass, and nothing fails."""
    judged = judge(entries)
    assert judged.code == 0
    assert not judged.with_verdict("fail", "error")
    shown = {rule for rule in judged.rows if rule.startswith(("CS-", "QR-", "AS-DT-", "AS-DEL-"))}
    live = {"QR-MP4", "QR-SOUND", "QR-FRAME-RATIO", "QR-UNKNOWN-ID", "QR-FOREIGN-ID"}
    about_the_client = {"AS-DT-NOTFOUND", "AS-DEL-CHECK", "AS-DEL-TWICE", "AS-DEL-INUSE"}
    assert shown - judged.with_verdict("pass", "observed") == live | about_the_client


def test_tasks_from_before_and_after_are_no_breach(entries: Entries, judge: Judge) -> None:
    """A recording that begins and ends in the middle of tasks shows nothing wrong, and the polls are evidence."""
    judged = judge(entries[3:7])
    assert not judged.with_verdict("fail", "error")
    assert judged.verdict("QR-STATUS-MONOTONE") == "pass"
    assert judged.verdict("CS-OBJECT") == "skipped"


def test_a_fault_shows_in_a_task_from_before(tmp_path: Path, judge: Judge) -> None:
    """The answers about a task whose create wasn't recorded are compared with each other."""
    found = read_entries(record(tmp_path / "a.har", faults=("created-counts-queries",)))
    assert judge(found[2:7]).verdict("QR-CREATED-STABLE") == "fail"


def test_cut_answers_are_no_breach(entries: Entries, judge: Judge) -> None:
    """Half of a JSON object isn't an answer in another format; the report says what is missing."""
    for item in entries:
        content = item["response"]["content"]
        content["text"] = content["text"][:30]
    judged = judge(entries)
    assert not judged.with_verdict("fail", "error")
    assert judged.verdict("QR-OBJECT") == "inconclusive"
    assert "without bodies of answers" in judged.rows["QR-OBJECT"].note
    assert judged.summary["lacks"][0].startswith("bodies of answers aren't recorded in ")


def test_without_times_nothing_rests_on_an_order(tmp_path: Path, judge: Judge) -> None:
    """A target that goes backwards isn't judged by answers in an unknown order; single answers are judged."""
    found = read_entries(record(tmp_path / "a.har", faults=("completed-goes-back-to-processing",)))
    for item in found:
        del item["startedDateTime"]
    judged = judge(found)
    assert not judged.with_verdict("fail", "error")
    assert judged.verdict("QR-STATUS-MONOTONE") == judged.verdict("CS-CREATED") == "inconclusive"
    assert judged.verdict("QR-OBJECT") == "pass"
    assert judged.client("LC-POLL-INTERVAL")["verdict"] == "unknown"


def test_a_request_that_the_client_gave_up_is_no_breach(entries: Entries, judge: Judge) -> None:
    """A browser that leaves a page aborts its requests."""
    entries[1]["response"] |= {"status": 0, "headers": [], "content": {"size": 0}}
    assert judge(entries).verdict("RB-NO-HANG") == "pass"


def test_a_recording_without_authorization_headers(entries: Entries, judge: Judge) -> None:
    """Browsers leave them out by default: that isn't a server that answers without a key."""
    for item in entries:
        item["request"]["headers"] = []
    judged = judge(entries)
    assert judged.verdict("QR-STATUS-MONOTONE") == "pass"
    assert judged.summary["lacks"] == [
        f"Authorization headers aren't recorded in {len(entries)} of {len(entries)} exchanges: "
        "all calls count as calls with one key"
    ]


@pytest.mark.parametrize(
    ("status", "pause", "verdict"),
    [(404, 25, "fail"), (404, 90, "skipped"), (401, 25, "skipped"), (429, 25, "skipped")],
)
def test_a_task_must_not_be_forgotten_before_its_end(
    entries: Entries, judge: Judge, status: int, pause: int, verdict: str
) -> None:
    """Only if it can't have ended in the pause, and if the refusal isn't about the key or the pace."""
    create, last = entries[:2]
    assert last["request"]["method"] == "GET"
    gone = [later(last, pause * turn, refused=status) for turn in (1, 2)]
    assert judge([create, last, *gone]).verdict("RB-TASK-ENDS") == verdict
