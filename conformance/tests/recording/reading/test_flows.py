"""Flow files of mitmproxy: with a stand-in of its library, without it, and with the real one where it is installed."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, BinaryIO

import pytest
from attrs import evolve
from seedance_conformance.recording.reading.entry import Lack, RecordingError, RecordingFile
from seedance_conformance.recording.reading.flows import read_flows
from seedance_conformance.recording.reading.har import read_har
from seedance_conformance.recording.reading.read import read_recordings
from tests.recording.session import KEY, read_entries, record

BEGINNING = b"4097:11:timestamp_end;18:1790000000.1234567^"


class FlowReadError(Exception):
    """Stands for mitmproxy's FlowReadException."""


class Headers:
    """Headers as mitmproxy has them."""

    def __init__(self, given: list[dict[str, str]]) -> None:
        self.given = given

    def items(self, multi: bool = False) -> list[tuple[str, str]]:
        """Names and values; several of one name only if asked for."""
        assert multi
        return [(header["name"], header["value"]) for header in self.given]


def _message(body: bytes | None, start: float, end: float | None, **more: Any) -> SimpleNamespace:
    def content(strict: bool = True) -> bytes | None:
        assert not strict
        return body

    return SimpleNamespace(get_content=content, timestamp_start=start, timestamp_end=end, **more)


def flow(item: dict[str, Any]) -> SimpleNamespace:
    """The flow of an entry of a HAR file."""
    request, response = item["request"], item["response"]
    sent = datetime.fromisoformat(item["startedDateTime"]).timestamp()
    asked = request.get("postData", {}).get("text", "").encode()
    answered = response["content"]["text"].encode()
    return SimpleNamespace(
        type="http",
        request=_message(
            asked, sent, sent, method=request["method"], url=request["url"], headers=Headers(request["headers"])
        ),
        response=_message(
            answered,
            sent,
            sent + item["time"] / 1000,
            status_code=response["status"],
            headers=Headers(response["headers"]),
        ),
    )


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded session as HAR."""
    return record(tmp_path_factory.mktemp("har") / "session.har")


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

        for name, member in (("io", FlowReader), ("exceptions", FlowReadError)):
            module = ModuleType(f"mitmproxy.{name}")
            setattr(module, {"io": "FlowReader", "exceptions": "FlowReadException"}[name], member)
            monkeypatch.setitem(sys.modules, f"mitmproxy.{name}", module)
        monkeypatch.setitem(sys.modules, "mitmproxy", ModuleType("mitmproxy"))
        path = tmp_path / "flows"
        path.write_bytes(BEGINNING)
        return path

    return install


def _comparable(file: RecordingFile) -> list[Any]:
    """The entries, with times to the millisecond."""
    return [
        evolve(
            entry,
            exchange=evolve(
                entry.exchange, sent=round(entry.exchange.sent, 3), seconds=round(entry.exchange.seconds, 3)
            ),
        )
        for entry in file.entries
    ]


def test_flows_are_read_as_a_har_is(session: Path, library: Library) -> None:
    """The same session gives the same exchanges in both formats, and the key isn't stored."""
    items = read_entries(session)
    found = read_recordings([library([*map(flow, items), SimpleNamespace(type="dns")])])
    assert _comparable(found.files[0]) == _comparable(read_har(session))
    assert (found.files[0].kind, found.files[0].others) == ("mitmproxy", 1 + read_har(session).others)
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
    session: Path, library: Library, change: Callable[[Any], None], lacks: set[Lack], status: int | None
) -> None:
    """Streamed bodies aren't in a flow file, and nothing is guessed."""
    one = flow(read_entries(session)[0])
    change(one)
    entry = read_flows(library([one])).entries[0]
    assert (set(entry.lacks), entry.exchange.status) == (lacks, status)


def test_a_file_that_was_cut_keeps_its_whole_flows(session: Path, library: Library) -> None:
    """A kill cuts the last flow; what came before is judged, and the rest is counted."""
    found = read_flows(library([flow(read_entries(session)[0])], breaks=True))
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
    for part in (
        "extra 'mitmproxy'",
        "in an environment of its own",
        f"mitmdump -n -r {path} --set hardump={path}.har",
    ):
        assert part in str(caught.value)


@pytest.mark.skipif(importlib.util.find_spec("mitmproxy") is None, reason="the extra mitmproxy isn't installed")
def test_the_real_library_agrees(session: Path, tmp_path: Path) -> None:
    """Flows that mitmproxy itself makes and writes give the exchanges of the HAR file."""
    flows, http = (importlib.import_module(f"mitmproxy.{name}") for name in ("io", "http"))
    connection = importlib.import_module("mitmproxy.connection")
    path = tmp_path / "flows"
    with path.open("wb") as file:
        writer = flows.FlowWriter(file)
        for made in map(flow, read_entries(session)):
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
    assert _comparable(read_flows(path)) == _comparable(read_har(session))
