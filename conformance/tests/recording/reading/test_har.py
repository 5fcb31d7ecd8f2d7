"""HAR files of several writers, with all that they leave out."""

import base64
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.recording.reading.har import read_har
from tests.recording.conftest import Entries
from tests.recording.session import KEY, write_har

Change = Callable[[dict[str, Any]], object]


def _read(entries: Entries, folder: Path, change: Change = lambda item: None) -> Entry:
    change(entries[0])
    return read_har(write_har(folder / "one.har", entries[:1])).entries[0]


def test_a_whole_entry_lacks_nothing(entries: Entries, tmp_path: Path) -> None:
    """Method, bodies, times and status are read; the key isn't stored."""
    entry = _read(entries, tmp_path)
    exchange = entry.exchange
    assert (exchange.operation, exchange.status, entry.lacks) == ("create", 200, frozenset())
    assert json.loads(exchange.request_body)["duration"] == 5
    assert 0.12 < exchange.seconds < 0.13
    assert KEY not in repr(entry) + json.dumps(exchange.to_json())


def _content(item: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = item["response"]["content"]
    return content


def test_a_query_is_not_kept(entries: Entries, tmp_path: Path) -> None:
    """Some gateways take the key there."""
    entries[0]["request"]["url"] += "?api_key=sk-canary-1&x=2"
    url = _read(entries, tmp_path).exchange.url
    assert url.endswith("?<redacted>")
    assert "canary" not in url


def test_base64_is_decoded(entries: Entries, tmp_path: Path) -> None:
    """Mitmproxy and Charles write binary bodies so."""
    text = base64.b64encode(_content(entries[0])["text"].encode()).decode()
    _content(entries[0]).update(text=text, encoding="base64")
    assert _read(entries, tmp_path).exchange.document is not None


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        (lambda item: _content(item).update(text=_content(item)["text"][:40]), Lack.ANSWER),
        (lambda item: _content(item).pop("text"), Lack.ANSWER),
        (lambda item: item["response"].update(content={"size": -1, "mimeType": ""}, headers=[]), Lack.ANSWER),
        (lambda item: item["request"].pop("postData"), Lack.REQUEST),
        (lambda item: item["request"]["postData"].update(text='{"model": "se'), Lack.REQUEST),
        (lambda item: item.pop("startedDateTime"), Lack.TIME),
        (lambda item: item.update(startedDateTime="yesterday"), Lack.TIME),
        (lambda item: item.update(startedDateTime="2026-09-21T14:27:28"), Lack.TIME),
        (lambda item: item.update(time=-1), Lack.TIME),
        (lambda item: item.pop("time"), Lack.TIME),
        (lambda item: _content(item).update(_file="gone.json"), Lack.ANSWER),
    ],
)
def test_what_is_missing_is_noted(entries: Entries, tmp_path: Path, change: Change, lack: Lack) -> None:
    """Cut and missing bodies, and times that can't be used, are lacks and never guessed."""
    assert _read(entries, tmp_path, change).lacks == {lack}


@pytest.mark.parametrize("status", [0, -1, None])
def test_a_request_without_an_answer_has_no_status(entries: Entries, tmp_path: Path, status: int | None) -> None:
    """Browsers write 0, Playwright -1; who gave up isn't known."""
    exchange = _read(entries, tmp_path, lambda item: item["response"].update(status=status)).exchange
    assert (exchange.status, exchange.failure) == (None, "aborted")


def test_bodies_in_files_beside_the_har_are_read(entries: Entries, tmp_path: Path) -> None:
    """Playwright attaches bodies; a name that leaves the folder is taken as a name in it."""
    (tmp_path / "body.json").write_text(_content(entries[0]).pop("text"))
    _content(entries[0])["_file"] = "../elsewhere/body.json"
    assert _read(entries, tmp_path).exchange.document is not None


def test_a_zip_of_playwright_is_read(entries: Entries, tmp_path: Path) -> None:
    """It holds the HAR and its bodies."""
    text = _content(entries[0]).pop("text")
    _content(entries[0])["_file"] = "abc.json"
    write_har(tmp_path / "har.har", entries[:1])
    with zipfile.ZipFile(tmp_path / "session.zip", "w") as archive:
        archive.write(tmp_path / "har.har", "har.har")
        archive.writestr("abc.json", text)
    assert read_har(tmp_path / "session.zip").entries[0].exchange.document is not None


def test_other_traffic_and_broken_entries_are_counted(entries: Entries, tmp_path: Path) -> None:
    """Other hosts, preflights and cached answers aren't calls; an entry in another format is only counted."""
    preflight, cached, page, http2 = (json.loads(json.dumps(entries[0])) for _ in range(4))
    preflight["request"]["method"] = "OPTIONS"
    cached["_fromCache"] = "disk"
    page["request"]["url"] = "https://www.example.com/index.html"
    http2["request"]["headers"].insert(0, {"name": ":authority", "value": "127.0.0.1"})
    found = read_har(write_har(tmp_path / "a.har", [preflight, cached, page, {"request": 5}, http2]))
    assert (len(found.entries), found.others, found.unreadable) == (1, 3, 1)
