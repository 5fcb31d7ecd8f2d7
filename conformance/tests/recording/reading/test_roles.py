"""The roles of keys: of rejected ones, and of those that only another recorder knows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.recording.conftest import Entries, Judge
from tests.recording.session import KEY, PRO, Session, later, read_entries, record, write_har


async def _one_video(session: Session, _media: str) -> None:
    await session.video(PRO)


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """A video from its create to the first answer that says that it has ended."""
    session = read_entries(record(tmp_path_factory.mktemp("har") / "session.har", use=_one_video))
    ended = ['"status":"completed"' in one["response"]["content"]["text"] for one in session]
    return session[: ended.index(True) + 1]


def _refused(entry: dict[str, Any], status: int, *, key: str) -> Entries:
    """Two polls of the task soon after the end, perhaps with another key, which the service refuses."""
    with_key = json.loads(json.dumps(entry).replace(KEY, key))
    return [later(with_key, seconds, refused=status) for seconds in (5, 10)]


@pytest.fixture
def log(tmp_path: Path, judge: Judge) -> Callable[[str, Entries], Path]:
    """Write entries as a log, which has the roles of the keys and nothing else about them."""

    def written(name: str, entries: Entries) -> Path:
        judge(entries)
        return (tmp_path / "judged" / "run.jsonl").rename(tmp_path / name)

    return written


def test_the_first_keys_of_two_logs_may_differ(entries: Entries, log: Any, judge: Judge) -> None:
    """A poll with another key is rightly refused, so it shows nothing about the task of another log."""
    first = log("recording-1.jsonl", entries)
    second = log("recording-2.jsonl", _refused(entries[-1], 404, key="sk-other-0123456789abcdef"))
    assert judge(first, second).verdict("QR-TERMINAL-STABLE") != "fail"


def test_a_key_that_saw_a_task_must_go_on_seeing_it(entries: Entries, log: Any, judge: Judge) -> None:
    """In one log, and in two if the second one shows the task, too, the key is the same."""
    forgotten = _refused(entries[-1], 404, key=KEY)
    first = log("recording-1.jsonl", entries)
    assert judge(log("recording-2.jsonl", [*entries, *forgotten])).verdict("QR-TERMINAL-STABLE") == "fail"
    again = log("recording-3.jsonl", [later(entries[-1], 1), *forgotten])
    assert judge(first, again).verdict("QR-TERMINAL-STABLE") == "fail"


def test_days_of_a_browser_have_the_same_keys(entries: Entries, tmp_path: Path, judge: Judge) -> None:
    """HAR files have the header, so a key is the same in all of them."""
    first = write_har(tmp_path / "1.har", entries)
    same, other = (
        write_har(tmp_path / f"{key}.har", _refused(entries[-1], 404, key=key)) for key in (KEY, "sk-other-0123456789")
    )
    assert judge(first, same).verdict("QR-TERMINAL-STABLE") == "fail"
    assert judge(first, other).verdict("QR-TERMINAL-STABLE") != "fail"


def test_a_log_and_a_har_file_agree_about_a_wrong_key(entries: Entries, log: Any, judge: Judge) -> None:
    """The proxy gives each new key a role before it knows the answer; only login failures make it a wrong key."""
    session = [*entries, *_refused(entries[-1], 401, key="sk-wrong-0123456789abcdef")]
    har = judge(session)
    path = log("log.jsonl", session)
    path.write_text(path.read_text().replace('"key": "other"', '"key": "second"'))
    assert har.rows["ER-AUTH-401"].note.startswith("HTTP 401")
    assert judge(path).rows["ER-AUTH-401"].note == har.rows["ER-AUTH-401"].note
