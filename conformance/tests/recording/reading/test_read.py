"""Several recordings as one."""

import json
from pathlib import Path

import pytest
from seedance_conformance.recording.reading.entry import RecordingError
from seedance_conformance.recording.reading.read import read_recordings
from tests.recording.conftest import Entries, Judge
from tests.recording.session import write_har


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
