"""Flow files of mitmproxy: with a stand-in of its library, without it, and with the real one where it is installed."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
from attrs import evolve
from seedance_conformance.recording.reading.entry import Lack, RecordingError, RecordingFile
from seedance_conformance.recording.reading.flows import read_flows
from seedance_conformance.recording.reading.har import read_har
from seedance_conformance.recording.reading.read import read_recordings
from tests.recording.session import KEY, read_entries

BEGINNING = b"4097:11:timestamp_end;18:1790000000.1234567^"


class FlowReadError(Exception):
    """Stands for mitmproxy's FlowReadException."""


def _message(body: str, part: dict[str, Any], start: float, end: float, **more: Any) -> SimpleNamespace:
    """A request or an answer as mitmproxy has them."""
    pairs = [(header["name"], header["value"]) for header in part["headers"]]

    def content(*, strict: bool) -> bytes:
        assert not strict
        return body.encode()

    def items(*, multi: bool) -> list[tuple[str, str]]:
        assert multi
        return pairs

    times = {"timestamp_start": start, "timestamp_end": end}
    return SimpleNamespace(get_content=content, headers=SimpleNamespace(items=items), **times, **more)


def flow(item: dict[str, Any]) -> SimpleNamespace:
    """The flow of an entry of a HAR file."""
    request, response = item["request"], item["response"]
    sent = datetime.fromisoformat(item["startedDateTime"]).timestamp()
    ended, asked = sent + item["time"] / 1000, request.get("postData", {}).get("text", "")
    return SimpleNamespace(
        type="http",
        request=_message(asked, request, sent, sent, method=request["method"], url=request["url"]),
        response=_message(response["content"]["text"], response, sent, ended, status_code=response["status"]),
    )


Library = Callable[..., Path]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Library:
    """Stand in for the library: it reads some flows, and then breaks off if told so."""

    def install(flows: list[SimpleNamespace], *, breaks: bool = False) -> Path:
        class FlowReader:
            def __init__(self, file: BinaryIO) -> None:
                assert file.read() == BEGINNING

            def stream(self) -> Iterator[SimpleNamespace]:
                yield from flows
                if breaks:
                    raise FlowReadError("Invalid data format.")

        modules = {
            "mitmproxy": SimpleNamespace(),
            "mitmproxy.io": SimpleNamespace(FlowReader=FlowReader),
            "mitmproxy.exceptions": SimpleNamespace(FlowReadException=FlowReadError),
        }
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        path = tmp_path / "flows"
        path.write_bytes(BEGINNING)
        return path

    return install


def _comparable(file: RecordingFile) -> list[Any]:
    """The entries, with times to the millisecond."""
    found = [(entry, entry.exchange) for entry in file.entries]
    return [
        evolve(one, exchange=evolve(own, sent=round(own.sent, 3), seconds=round(own.seconds, 3))) for one, own in found
    ]


def test_flows_are_read_as_a_har_is(har: Path, library: Library) -> None:
    """The same session gives the same exchanges in both formats, and the key isn't stored."""
    items = read_entries(har)
    found = read_recordings([library([*map(flow, items), SimpleNamespace(type="dns")])])
    assert _comparable(found.files[0]) == _comparable(read_har(har))
    assert (found.files[0].kind, found.files[0].others) == ("mitmproxy", 1 + read_har(har).others)
    assert KEY not in repr(found) + "".join(json.dumps(entry.exchange.to_json()) for entry in found.entries)


@pytest.mark.parametrize(
    ("change", "lacks", "status"),
    [
        (lambda one: setattr(one.response, "get_content", lambda strict: None), {Lack.ANSWER}, 200),
        (lambda one: setattr(one.request, "get_content", lambda strict: None), {Lack.REQUEST}, 200),
        (lambda one: setattr(one.response, "timestamp_end", None), {Lack.TIME}, 200),
        (lambda one: setattr(one, "response", None), {Lack.TIME}, None),
    ],
    ids=["streamed answer", "streamed request", "no end", "no answer"],
)
def test_what_a_flow_lacks_is_noted(
    har: Path, library: Library, change: Callable[[Any], None], lacks: set[Lack], status: int | None
) -> None:
    """Streamed bodies aren't in a flow file, and nothing is guessed."""
    one = flow(read_entries(har)[0])
    change(one)
    entry = read_flows(library([one])).entries[0]
    assert (set(entry.lacks), entry.exchange.status) == (lacks, status)


def test_a_file_that_was_cut_keeps_its_whole_flows(har: Path, library: Library) -> None:
    """A kill cuts the last flow; what came before is judged, and the rest is counted."""
    found = read_flows(library([flow(read_entries(har)[0])], breaks=True))
    assert (len(found.entries), found.unreadable) == (1, 1)


def test_a_file_without_a_whole_flow_is_refused(library: Library) -> None:
    """The message has the library's reason and the way over a HAR file."""
    with pytest.raises(
        RecordingError, match=r"installed mitmproxy \(Invalid data format\.\): .* convert it with its `mitmdump"
    ):
        read_flows(library([], breaks=True))


def test_without_the_library_the_remedies_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra with the environment that it needs, and the HAR file that needs neither."""
    monkeypatch.setitem(sys.modules, "mitmproxy", None)
    path = tmp_path / "flows"
    path.write_bytes(BEGINNING)
    with pytest.raises(RecordingError) as caught:
        read_recordings([path])
    assert "extra 'mitmproxy' in an environment of its own" in str(caught.value)
    assert f"mitmdump -n -r {path} --set hardump={path}.har" in str(caught.value)


@pytest.mark.skipif(importlib.util.find_spec("mitmproxy") is None, reason="the extra mitmproxy isn't installed")
def test_the_real_library_agrees(har: Path, tmp_path: Path) -> None:
    """Flows that mitmproxy itself makes and writes give the exchanges of the HAR file."""
    flows, http = (importlib.import_module(f"mitmproxy.{name}") for name in ("io", "http"))
    connection = importlib.import_module("mitmproxy.connection")
    path = tmp_path / "flows"
    with path.open("wb") as file:
        writer = flows.FlowWriter(file)
        for made in map(flow, read_entries(har)):
            sides = (
                connection.Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2)),
                connection.Server(address=("127.0.0.1", 8000)),
            )
            real = http.HTTPFlow(*sides)
            real.request = http.Request.make(made.request.method, made.request.url)
            real.response = http.Response.make(made.response.status_code)
            for own, part in ((real.request, made.request), (real.response, made.response)):
                own.raw_content = part.get_content(strict=False)
                own.headers = http.Headers([(a.encode(), b.encode()) for a, b in part.headers.items(multi=True)])
                own.timestamp_start, own.timestamp_end = part.timestamp_start, part.timestamp_end
            writer.add(real)
    assert _comparable(read_flows(path)) == _comparable(read_har(har))
