"""Downloads of results in recordings: what a file shows, and what a recorder leaves out."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.recording.conftest import Entries, Judge
from tests.recording.session import exchanges, several_days


@pytest.fixture(scope="module")
def missing(films: Path) -> str:
    """A session in which every result is a 404, as JSON."""
    return json.dumps(exchanges(several_days, films, faults=("results-are-missing",)))


@pytest.fixture(scope="module")
def good(films: Path) -> str:
    """A session with a correct mock, as JSON."""
    return json.dumps(exchanges(several_days, films))


def _downloads(entries: Entries) -> Entries:
    return [entry for entry in entries if "/results/" in entry["request"]["url"]]


def _change(text: str, change: Callable[[dict[str, Any], bytes], None]) -> Entries:
    """The entries of a session; `change` gets each download and its file."""
    entries: Entries = json.loads(text)
    for entry in _downloads(entries):
        change(entry, base64.b64decode(entry["response"]["content"]["text"]))
    return entries


def _header(entry: dict[str, Any], name: str, value: str) -> None:
    headers = [one for one in entry["response"]["headers"] if one["name"] != name]
    entry["response"]["headers"] = [*headers, {"name": name, "value": value}]


CHANGES: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "cut by the recorder": ({}, {}, "inconclusive"),
    "left out": ({"content": {}}, {}, "inconclusive"),
    "cut without a length": ({}, {"content-length": ""}, "inconclusive"),
    "a part": ({"status": 206}, {"content-length": "9000", "content-range": "bytes 0-8999/99999"}, "inconclusive"),
    "broken off": ({"_error": "net::ERR_ABORTED"}, {"content-length": "9000"}, "skipped"),
    "odd": ({"status": "two hundred", "content": ["odd"]}, {}, "skipped"),
}
"""What a recorder leaves out -> changes of the response, with its headers; and the verdict."""


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_recorder_leaves_out_is_no_breach(judge: Judge, good: str, name: str) -> None:
    """A file that isn't recorded whole shows nothing."""
    response, headers, verdict = CHANGES[name]

    def change(entry: dict[str, Any], file: bytes) -> None:
        content = entry["response"]["content"]
        content["text"] = base64.b64encode(file[:9000]).decode()
        if "content-length" in headers:
            content["size"] = 9000
        for header, value in headers.items():
            _header(entry, header, value)
        entry["response"] |= response

    judged = judge(_change(good, change))
    assert not judged.with_verdict("fail", "error")
    assert judged.verdict("RB-RESULT-PLAYS") == verdict


def test_a_whole_file_in_one_range_counts(judge: Judge, good: str) -> None:
    """Players ask for `bytes=0-`, and are answered with a 206 that has all of the file."""

    def whole(entry: dict[str, Any], file: bytes) -> None:
        entry["response"]["status"] = 206
        _header(entry, "content-range", f"bytes 0-{len(file) - 1}/{len(file)}")

    judged = judge(_change(good, whole))
    assert {judged.verdict(rule) for rule in ("RB-RESULT-PLAYS", "QR-MP4", "QR-SOUND", "QR-FRAME-RATIO")} == {"pass"}


def test_a_redirect_is_followed(judge: Judge, films: Path) -> None:
    """The file at the end of a redirect is the result."""
    text = json.dumps(exchanges(several_days, films, faults=("results-always-16:9",)))
    entries: Entries = []
    for entry in json.loads(text):
        if "/results/" in entry["request"]["url"]:
            moved = json.loads(json.dumps(entry))
            moved["response"] |= {"status": 302, "redirectURL": "", "content": {"size": 0}}
            entry["request"]["url"] = entry["request"]["url"].replace("/results/", "/elsewhere/")
            _header(moved, "location", entry["request"]["url"].removeprefix("http://mock"))
            entries.append(moved)
        entries.append(entry)
    assert judge(entries).verdict("QR-FRAME-RATIO") == "fail"


@pytest.mark.parametrize("lacking", ["startedDateTime", "create"])
def test_a_missing_result_may_have_been_early(judge: Judge, missing: str, lacking: str) -> None:
    """Without times, or without an answer from before the end, nobody knows how old an address was."""
    entries: Entries = json.loads(missing)
    if lacking == "create":
        entries = [one for one in entries if '"completed"' in one["response"]["content"]["text"] or _downloads([one])]
    else:
        for entry in entries:
            del entry["startedDateTime"]
    judged = judge(entries)
    assert not judged.with_verdict("fail", "error")
    assert judged.verdict("RB-RESULT-PLAYS") == "inconclusive"


def test_addresses_stay_private(judge: Judge, good: str) -> None:
    """A signed address and the bytes of a film are in no event."""
    signed = good.replace(".mp4", ".mp4?X-Signature=canary-of-a-film")
    judged = judge(json.loads(signed))
    assert judged.verdict("RB-RESULT-PLAYS") == "pass"
    assert judged.summary["films"] == len(_downloads(json.loads(good)))
    assert "canary" not in json.dumps(judged.events)
