"""Files that no writer should make, and some that do: each is read, or refused in one sentence."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.recording.reading.entry import Lack, RecordingError
from seedance_conformance.recording.reading.read import read_recordings
from tests.recording.conftest import Entries, Judge
from tests.recording.session import read_entries, write_har


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings(har: Path, tmp_path: Path, encoding: str) -> None:
    """PowerShell writes UTF-16 where a user redirects the output of a command."""
    other = tmp_path / "a.har"
    other.write_bytes(har.read_text("utf-8").encode(encoding))
    assert len(read_recordings([other]).entries) == len(read_entries(har))


UNKNOWN = "no known format, or its beginning is damaged: give a run"
NO_ENTRIES = ("{}", '{"log": null}', '{"log": []}', '{"log": {}}', '{"log": {"entries": {}}}')
NO_RECORDINGS: dict[str, tuple[str, bytes, str]] = {
    "gzip": ("a.har", gzip.compress(b"{}", mtime=0), "compressed with gzip"),
    "empty": ("a.har", b"", "is empty"),
    **{text: ("a.har", text.encode(), "no list log.entries.*: save the session again") for text in NO_ENTRIES},
    "deep": ("a.har", b'{"log": {"entries": ' + b"[" * 100_000, "isn't a HAR file .*save the session again"),
    "array": ("a.har", b"[]", UNKNOWN),
    "text": ("a.har", b"not json", UNKNOWN),
    "bytes": ("a.har", b"\x00\xff", UNKNOWN),
    "zip": ("a.har", b"PK\x03\x04 and nothing more", "isn't a HAR file .*save the session again"),
    "a header of a log": ("run.jsonl", b'{"event": "header"}\n', "broken at line 1"),
    "a HAR file as a log": ("run.jsonl", b'{"log": {"entries": []}}', UNKNOWN),
    "a log without its first character": ("run.jsonl", b'"event": "header"}', UNKNOWN),
    "the first characters of a log": ("run.jsonl", b'{"eve', UNKNOWN),
    "a log in UTF-16": ("run.jsonl", b"\xff\xfe{\0", UNKNOWN),
}


@pytest.mark.parametrize("name", NO_RECORDINGS)
def test_what_is_no_recording_is_named(tmp_path: Path, name: str) -> None:
    """The sentence names the file, what is wrong with it, and what to do."""
    file, content, says = NO_RECORDINGS[name]
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=says) as error:
        read_recordings([path])
    assert str(path) in str(error.value)


def test_files_without_a_call_and_missing_ones_are_refused(tmp_path: Path) -> None:
    """The message says what was found, names the file, or says what a folder must have."""
    with pytest.raises(RecordingError, match=r"has no recording: give a folder with recording-\*\.jsonl"):
        read_recordings([tmp_path])
    with pytest.raises(RecordingError, match="have no call of the service"):
        read_recordings([write_har(tmp_path / "a.har", [])])
    with pytest.raises(RecordingError, match=r"gone\.har' can't be read"):
        read_recordings([tmp_path / "gone.har"])


def _each(change: Callable[[dict[str, Any]], object]) -> Callable[[Entries], None]:
    def changed(entries: Entries) -> None:
        for entry in entries:
            change(entry)

    return changed


def _bodies(change: Callable[[str], str]) -> Callable[[Entries], None]:
    def changed(entries: Entries) -> None:
        for posted in (entry["request"]["postData"] for entry in entries if "postData" in entry["request"]):
            posted["text"] = change(posted["text"])

    return changed


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_each(lambda entry: entry.update(startedDateTime="9999-12-31T23:59:59-14:00")), id="far future"),
        pytest.param(_each(lambda entry: entry.update(startedDateTime="1601-01-01T00:00:00Z")), id="year 1601"),
        pytest.param(_each(lambda entry: entry.update(startedDateTime={})), id="object as time"),
        pytest.param(_bodies(lambda text: text.replace("A kite", "\\ud800")), id="half a character"),
        pytest.param(_bodies(lambda text: "[" * 100_000 + "]" * 100_000), id="deep body"),
        pytest.param(_each(lambda entry: entry["response"].update(content=[])), id="list as content"),
    ],
)
def test_odd_values_are_no_breach(entries: Entries, judge: Judge, change: Callable[[Entries], None]) -> None:
    """They end in no traceback, in no error of the suite, and blame nobody."""
    change(entries)
    assert not judge(entries).with_verdict("fail", "error")


@pytest.mark.parametrize("status", [True, 7, 10**30, "two hundred"])
def test_what_is_no_status_makes_an_entry_unreadable(entries: Entries, tmp_path: Path, status: object) -> None:
    """It is counted, and judged as nothing."""
    entries[0]["response"]["status"] = status
    recording = read_recordings([write_har(tmp_path / "a.har", entries)])
    assert recording.files[0].unreadable == 1
    assert len(recording.entries) == len(entries) - 1


def test_half_a_character_in_an_address_is_read(entries: Entries, tmp_path: Path) -> None:
    """Such a URL is none of the service, and not a traceback."""
    entries[0]["request"]["url"] = "http://127.0.0.1:8000/\ud800/v1/kyyvideo2/videos"
    path = write_har(tmp_path / "a.har", entries)
    assert read_recordings([path], "http://127.0.0.1:8000/kyyReactApiServer").entries


def test_a_websocket_is_no_call(entries: Entries, tmp_path: Path) -> None:
    """Also one below a path of the service."""
    request = {"method": "GET", "url": "ws://127.0.0.1:8000/kyyReactApiServer/v1/result/x", "headers": []}
    socket = {"request": request, "response": {"status": 101, "headers": [], "content": {}}}
    recording = read_recordings([write_har(tmp_path / "a.har", [*entries, socket])])
    assert recording.files[0].others == 1


def test_an_entry_that_its_file_has_twice_counts_once(entries: Entries, judge: Judge) -> None:
    """A session that was joined with itself doesn't show tasks that share their ids."""
    judged = judge(entries + entries)
    assert judged.code == 0
    assert judged.summary["exchanges"] == len(entries)
    assert f"entries that their file has twice: {len(entries)}" in judged.summary["left_out"]


def test_creates_without_an_answer_are_never_one(entries: Entries, tmp_path: Path) -> None:
    """Each of them may be billed."""
    lost = entries[0]
    lost["response"] = {"status": 0, "headers": [], "content": {}}
    assert len(read_recordings([write_har(tmp_path / "a.har", [lost, lost])]).entries) == 2


def test_times_of_a_clock_that_was_set_back_show_nothing(har: Path, tmp_path: Path, judge: Judge) -> None:
    """The proxy writes exchanges in the order of their answers, so it shows when its clock was set back."""
    judge(har)
    log = tmp_path / "judged" / "run.jsonl"
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    exchanges = [event for event in events if event["event"] == "exchange"]
    for event in exchanges[4:]:
        event["sent"] -= 7200
    back = tmp_path / "recording-back.jsonl"
    back.write_text("".join(json.dumps(event) + "\n" for event in events), "utf-8")
    recording = read_recordings([back])
    assert all(Lack.TIME in entry.lacks for entry in recording.entries)
    assert not judge(back).with_verdict("fail", "error")
