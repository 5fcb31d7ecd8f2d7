"""The journal over time: labels and metadata, compaction, and requests that another process finished."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from seedance_client import DuplicateRequest, Journal, JournalError, NewRequest
from seedance_client._sdk.journal import files
from tests.client.library.answers import PRO, TASK, http

DAY: Final = 86400.0


@pytest.fixture
def filled(path: Path) -> Journal:
    """A journal with one request in each state, all of them old."""
    journal = Journal(path)
    for number, state in enumerate(
        ("sending", "created", "refused", "unknown", "completed", "downloaded", "failed", "settled")
    ):
        journal.begin(NewRequest(state, {"prompt": state}, label=state), float(number), again=False)
        if state != "sending":
            journal.note(state, state, number + 0.5, None if state in ("refused", "unknown") else f"video_{number}")
    return journal


def open_names(journal: Journal) -> list[str]:
    """The requests that aren't finished."""
    return [entry.request_id for entry in journal.open_entries(9.0)]


def test_compaction_removes_closed_requests_only(path: Path, filled: Journal) -> None:
    """After it, each request that isn't closed is there with the same lines, and the others are gone."""
    before, left = path.read_bytes().splitlines(), filled.open_entries(9.0)
    assert filled.compact(100 * DAY) == 4
    after = path.read_bytes().splitlines()
    kept = {"sending", "created", "unknown", "completed"}
    assert after == [line for line in before if json.loads(line)["request_id"] in kept]
    assert filled.open_entries(9.0) == left == Journal(path).open_entries(9.0)
    assert path.stat().st_mode & 0o777 == 0o600
    assert filled.compact(100 * DAY) == 0


def test_compaction_keeps_young_requests(path: Path) -> None:
    """A request within `older_than` stays, and within the window always, so that it is still refused."""
    journal = Journal(path, window=10 * DAY)
    journal.begin(NewRequest("a", {"prompt": "x"}), 0.0, again=False)
    journal.note("a", "downloaded", 1.0, "video_1")
    assert journal.compact(9 * DAY, older_than=0) == 0
    with pytest.raises(DuplicateRequest, match="sent 9 days ago"):
        journal.begin(NewRequest("b", {"prompt": "x"}), 9 * DAY, again=False)
    assert journal.compact(11 * DAY, older_than=20 * DAY) == 0
    assert journal.compact(11 * DAY, older_than=0) == 1


def test_compaction_keeps_lines_that_it_cannot_read(path: Path, filled: Journal) -> None:
    """A torn or newer line may be of an open request: it stays as it is, and so does a state that isn't known."""
    strange = b'{"at":1,"request_id":"new","state":"paused","body":{}}\n'
    with path.open("ab") as file:
        file.write(b'{"torn": \n[1]\n' + strange + b'{"at":1,"request_id":"cut')
    assert Journal(path).compact(100 * DAY) == 4
    assert path.read_bytes().endswith(b'{"torn": \n[1]\n' + strange + b'{"at":1,"request_id":"cut')


@pytest.mark.parametrize("step", ["sync", "replace"])
def test_a_compaction_that_fails_changes_nothing(
    path: Path, filled: Journal, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk fails, the old file is whole, nothing is left beside it, and the journal goes on."""
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        owner: Any = files if step == "sync" else Path
        patch.setattr(owner, step, fail)
        with pytest.raises(JournalError, match="can't be compacted"):
            filled.compact(100 * DAY)
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {path.name, f"{path.name}.lock"}
    filled.begin(NewRequest("next", {"prompt": "next"}), 10.0, again=False)
    assert open_names(Journal(path))[-1] == "next"


def test_a_file_with_two_names_is_not_compacted(path: Path, filled: Journal) -> None:
    """The other name would keep the old file, and with it requests that the new one doesn't have."""
    path.with_name("other").hardlink_to(path)
    with pytest.raises(JournalError, match="several names"):
        filled.compact(100 * DAY)


def test_a_link_to_the_file_stays_one(path: Path, filled: Journal) -> None:
    """The file behind a symbolic link is compacted."""
    link = path.with_name("link")
    link.symlink_to(path)
    assert Journal(link).compact(100 * DAY) == 4
    assert link.is_symlink()
    assert len(Journal(path).open_entries(9.0)) == 4


def test_another_process_notices_a_compaction(path: Path, filled: Journal) -> None:
    """It reads the file again, even if the new file has the number of the old one and is longer."""
    other = Journal(path)
    seen = open_names(other)
    Journal(path).compact(100 * DAY)
    other._inode = path.stat().st_ino  # as after a second compaction, which may get the number that became free
    late = Journal(path)
    for number in range(9):
        late.begin(NewRequest(f"late {number}", {"prompt": f"late {number}"}), 10.0, again=False)
    assert path.stat().st_size > other._read_to
    assert open_names(other) == [*seen, *(f"late {number}" for number in range(9))]


def test_label_and_metadata_are_kept(path: Path, hostile: Any, call: Any) -> None:
    """They are in the task, in the journal and after a crash, but not in the request."""
    hostile.script["POST"] = [http(TASK)]
    options, facts = {"journal": path}, {"shot": 12, "prompt_file": "fox.txt"}
    given: dict[str, Any] = {"label": "fox", "metadata": facts}
    task = call("create", "x", model=PRO, options=options, **given)
    facts["shot"] = 13
    assert (task.label, task.metadata) == ("fox", {"shot": 12, "prompt_file": "fox.txt"})
    (left,) = call("resume", options=options).tasks
    assert (left.id, left.label, left.metadata) == ("video_1", "fox", task.metadata)
    assert (left.request_id, left.model) == (task.request_id, PRO)
    assert b"fox" not in hostile.seen[0].body
    assert isinstance(hash(task), int)


@pytest.mark.parametrize(("metadata", "error"), [([1], TypeError), ({1: 2}, TypeError), ({"a": object()}, ValueError)])
def test_metadata_are_checked_before_anything_is_sent(
    metadata: Any, error: type[Exception], hostile: Any, call: Any
) -> None:
    """What JSON can't keep is refused, not lost after the payment."""
    with pytest.raises(error, match="metadata must"):
        call("create", "x", model=PRO, metadata=metadata)
    assert hostile.seen == []


def test_settling_leaves_what_another_process_finished(path: Path, filled: Journal) -> None:
    """An entry that was downloaded in the meantime can be settled, and stays downloaded."""
    filled.settle("downloaded", 10.0)
    filled.settle("video_1", 10.0)
    assert "created" not in open_names(filled)
    assert json.loads(path.read_bytes().splitlines()[-1])["request_id"] == "created"


def test_a_request_gets_the_task_that_was_found(path: Path, filled: Journal, call: Any) -> None:
    """Whoever finds the task of a lost answer in the account gives it to the journal, and resumes it."""
    options = {"journal": path}
    call("settle", "unknown", task="video_77", options=options)
    left = call("resume", options=options)
    assert "video_77" in [task.id for task in left.tasks]
    assert [entry.request_id for entry in left.unknown] == ["sending"]
    with pytest.raises(ValueError, match="has started video_77: it can't have started video_78"):
        call("settle", "unknown", task="video_78", options=options)


def test_both_clients_compact(path: Path, filled: Journal, call: Any) -> None:
    """`compact` returns the number of requests, and needs a journal."""
    assert call("compact", options={"journal": path}) == 4
    with pytest.raises(ValueError, match="older_than"):
        call("compact", older_than=-1, options={"journal": path})
    with pytest.raises(ValueError, match="doesn't have a journal"):
        call("compact")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s"), (119, "119 s"), (121, "2 min"), (7199, "120 min"), (7200, "2 h"), (10 * DAY, "10 days")],
)
def test_ages(seconds: float, words: str, path: Path) -> None:
    """An age is in the largest unit of which there are two."""
    journal = Journal(path)
    journal.begin(NewRequest("a", {}), 1000.0, again=False)
    assert journal.open_entries(1000.0)[0].age(1000.0 + seconds) == f"{words} ago"
