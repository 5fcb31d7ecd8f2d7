"""Several recordings as one: what is provably the same exchange counts once, and money rather too much."""

import json
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.recording.reading.entry import RecordingError
from seedance_conformance.recording.reading.read import read_recordings
from seedance_conformance.report.facts.spending import spending
from tests.recording.conftest import Entries, Judge
from tests.recording.session import CREATE, PRO, START, har_entry, write_har

Entry = dict[str, Any]
BASE = "http://127.0.0.1:8000/kyyReactApiServer"
TASK = {"id": "video_1", "object": "video", "created": 1_790_000_000, "model": PRO["model"], "status": "queued"}


def call(second: float, answer: object, *, method: str = "POST", path: str = CREATE, milliseconds: int = 100) -> Entry:
    """A recorded call; without an answer its status is 0."""
    body, status = json.dumps(PRO) if method == "POST" else None, 200 if answer else 0
    return har_entry(START + second, method, BASE + path, body, status, json.dumps(answer), took=milliseconds)


def query(second: float, *, milliseconds: int = 100) -> Entry:
    """A poll of the task."""
    return call(second, TASK, method="GET", path="/v1/result/video_1", milliseconds=milliseconds)


def files(folder: Path, *sessions: list[Entry]) -> list[Path]:
    """A HAR file for each session."""
    return [write_har(folder / f"{number}.har", session) for number, session in enumerate(sessions)]


@pytest.mark.parametrize("apart", [0.001, 5.0])
def test_two_creates_without_an_answer_may_both_be_billed(judge: Judge, apart: float) -> None:
    """Nothing shows that they are one; two sessions may send equal creates at nearly the same time."""
    judged = judge([call(1.0, None)], [call(1.0 + apart, None)])
    assert spending(judged.events).maybe_billed == 2


def test_an_exchange_of_one_moment_is_one(judge: Judge) -> None:
    """A HAR file that was saved twice has the same times to the millisecond."""
    judged = judge([call(1.0, None)], [call(1.0, None), call(2.0, None)])
    assert spending(judged.events).maybe_billed == 2
    assert judged.summary["left_out"] == ["calls that another file has, too: 1"]


def test_equal_calls_of_two_sessions_are_two(tmp_path: Path) -> None:
    """Two applications may poll one task within seconds."""
    assert read_recordings(files(tmp_path, [query(1.0)], [query(4.0)])).twice == 0


@pytest.mark.parametrize("second", [1.5, 50.0])
def test_the_id_in_an_answer_shows_that_it_is_one(judge: Judge, second: float) -> None:
    """Two recorders see a create at different times; a task is started once."""
    judged = judge([call(1.0, TASK)], [call(second, TASK)])
    assert spending(judged.events).accepted == 1
    assert judged.summary["left_out"] == ["calls that another file has, too: 1"]


def test_an_id_of_another_day_is_a_breach(judge: Judge) -> None:
    """The service gave it twice, also if the sessions are in two files."""
    later = call(1.0, TASK) | {"startedDateTime": "2026-09-22T14:00:00Z"}
    judged = judge([call(1.0, TASK)], [later])
    assert judged.verdict("CS-ID-UNIQUE") == "fail"


def test_a_file_that_is_given_twice_counts_once(tmp_path: Path) -> None:
    """Also under another name, and without times."""
    untimed = call(1.0, None)
    del untimed["startedDateTime"]
    first, second, other = files(tmp_path, [untimed], [untimed], [untimed, query(3.0)])
    found = read_recordings([first, second, first])
    assert (len(found.entries), found.same_files) == (1, 2)
    assert len(read_recordings([first, other]).entries) == 3


def test_a_report_and_its_recording_are_one_session(tmp_path: Path, judge: Judge) -> None:
    """The log of `seedance judge` has the same exchanges as the HAR file, without queries of URLs."""
    done = {**TASK, "status": "completed", "video_url": "https://cdn.example/v.mp4?sig=abc"}
    ended = call(2.0, done, method="GET", path="/v1/result/video_1")
    session = [call(1.0, TASK), query(30.0), call(60.0 - 0.5, None), ended]
    (har,) = files(tmp_path, session)
    once = judge(har)
    copy = (tmp_path / "judged" / "run.jsonl").rename(tmp_path / "run.jsonl")
    both = read_recordings([har, copy])
    assert (len(both.entries), both.twice) == (len(session), len(session))
    assert spending(judge(copy, har).events).to_json() == spending(once.events).to_json()


def test_a_browser_and_the_proxy_behind_it_are_one_session(tmp_path: Path, judge: Judge) -> None:
    """A poll that another kind of recorder shows within its time is the same; a poll beside it isn't."""
    browser = [call(1.0, TASK), query(30.0, milliseconds=200)]
    inner = [call(1.05, TASK, milliseconds=20), query(30.1, milliseconds=20), query(30.3, milliseconds=20)]
    (har,) = files(tmp_path, browser)
    (tmp_path / "proxy").mkdir()
    judge(*files(tmp_path / "proxy", inner))
    found = read_recordings([har, tmp_path / "judged"])
    assert (len(found.entries), found.twice) == (3, 2)


def _log(path: Path, *events: dict[str, Any]) -> Path:
    head = {"event": "header", "format": "seedance-conformance-log/1", "version": "0", "seed": 0, "rules": []}
    target = {"base_url": BASE, "kind": "loopback"}
    head |= {"target": target, "started": "2026-09-21T14:00:00", "profile": "recording"}
    path.write_text("".join(json.dumps(event) + "\n" for event in (head, *events)))
    return path


RESERVED = {"event": "reserved", "case": "create 1", "send": 1, "mark": ""}
NAMED = {"event": "accepted", "send": 1, "task": "video_9", "key": "first", "time": "2026-09-21T14:00:00"}


@pytest.mark.parametrize(
    ("ledger", "maybe", "accepted"),
    [([RESERVED], 1, 0), ([RESERVED, NAMED], 0, 1), ([RESERVED, {"event": "released", "send": 1, "why": "x"}], 0, 0)],
)
def test_a_killed_recorder_leaves_creates_that_may_be_billed(
    tmp_path: Path, judge: Judge, ledger: Entries, maybe: int, accepted: int
) -> None:
    """A reservation without an exchange was sent; also if the file has nothing else, and in a report that is judged."""
    log = _log(tmp_path / "recording-1.jsonl", *ledger)
    if not maybe + accepted:
        with pytest.raises(RecordingError, match="no call of the service"):
            read_recordings([log])
        return
    judged = judge(log)
    spent = spending(judged.events)
    assert (spent.maybe_billed, spent.accepted) == (maybe, accepted)
    assert "1 more that may be billed" in judged.summary["lacks"][0]
    copy = tmp_path / "run.jsonl"
    copy.write_bytes((tmp_path / "judged" / "run.jsonl").read_bytes())
    assert spending(judge(copy).events) == spent


def test_reservations_of_two_sessions_add_up(tmp_path: Path, judge: Judge) -> None:
    """They have equal numbers, also in one joined log."""
    first = _log(tmp_path / "recording-1.jsonl", RESERVED, RESERVED)
    second = _log(tmp_path / "recording-2.jsonl", RESERVED)
    assert spending(judge(first, second).events).maybe_billed == 3
    assert spending(judge(tmp_path).events).maybe_billed == 3


def test_a_folder_stands_for_its_recordings(tmp_path: Path, judge: Judge) -> None:
    """The report on them beside them is left out; another log isn't."""
    first = _log(tmp_path / "recording-1.jsonl", RESERVED)
    judge(first)
    report = (tmp_path / "judged" / "run.jsonl").read_bytes()
    (tmp_path / "run.jsonl").write_bytes(report)
    assert [file.name for file in read_recordings([tmp_path]).files] == ["recording-1.jsonl"]
    (tmp_path / "run.jsonl").write_bytes(report.replace(b"recording-1", b"another"))
    assert [file.name for file in read_recordings([tmp_path]).files] == ["recording-1.jsonl", "run.jsonl"]


def test_two_days_are_judged_together(entries: Entries, tmp_path: Path, judge: Judge) -> None:
    """A task that begins in one file and ends in another is followed through both, in any order of the files."""
    first, second = write_har(tmp_path / "1.har", entries[:4]), write_har(tmp_path / "2.har", entries[4:])
    judged, turned = judge(first, second), judge(second, first)
    assert judged.code == turned.code == 0
    assert {rule: row.cases for rule, row in judged.rows.items()} == {
        rule: row.cases for rule, row in turned.rows.items()
    }
    assert [file["name"] for file in judged.summary["files"]] == ["1.har", "2.har"]


def test_an_id_that_comes_twice_in_one_file_is_a_breach(entries: Entries, judge: Judge) -> None:
    """Only copies are dropped, and another time makes another exchange."""
    other = entries[0] | {"time": entries[0]["time"] + 1}
    assert judge([other, *entries]).verdict("CS-ID-UNIQUE") == "fail"


def test_several_services_need_a_choice(entries: Entries, tmp_path: Path) -> None:
    """The message lists them; with a choice the others are left out."""
    moved = json.loads(json.dumps(entries).replace("127.0.0.1:8000", "api.example.com"))
    path = write_har(tmp_path / "both.har", [*entries, *moved[:3]])
    with pytest.raises(RecordingError, match=r"several services: choose one with --base-url\. \d+ calls to http://127"):
        read_recordings([path])
    found = read_recordings([path], "http://api.example.com/kyyReactApiServer/")
    assert (len(found.entries), found.elsewhere, found.kind) == (3, len(entries), "remote")
    with pytest.raises(RecordingError, match="no recorded call went to http://other"):
        read_recordings([path], "http://other")
