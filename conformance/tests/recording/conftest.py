"""Recordings of sessions, their rows when they are judged, and a picture that a mock can fetch."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.recording.judge import Judgement, write_log
from seedance_conformance.recording.reading.read import read_recordings
from seedance_conformance.report.events import Row, rows
from seedance_conformance.runner.event_log import EventLog
from tests.mock.conftest import Maker
from tests.recording.session import read_entries, record, write_har
from tests.serving import Handler, serving

Judge = Callable[..., Any]
Entries = list[dict[str, Any]]


@frozen
class Judged:
    """The events and the rows of judged recordings."""

    events: list[dict[str, Any]]
    rows: dict[str, Row]
    code: int

    def verdict(self, rule: str) -> str:
        """The verdict on a rule."""
        return self.rows[rule].verdict

    def with_verdict(self, *verdicts: str) -> set[str]:
        """The rules with one of these verdicts."""
        return {row.id for row in self.rows.values() if row.verdict in verdicts}

    @property
    def summary(self) -> dict[str, Any]:
        """The event `recording`."""
        return next(event for event in self.events if event["event"] == "recording")

    def client(self, rule: str) -> dict[str, Any]:
        """The finding about the client."""
        return next(event for event in self.events if event["event"] == "client" and event["rule"] == rule)


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Judged]:
    """Judge files, or the entries of HAR files, without writing the reports."""

    def judged(*given: Path | Entries, base_url: str | None = None, **options: Any) -> Judged:
        files = enumerate(given, 1)
        paths = [one if isinstance(one, Path) else write_har(tmp_path / f"{number}.har", one) for number, one in files]
        catalogue, out = load_catalogue(), tmp_path / "judged"
        judgement = Judgement(frozenset(catalogue.rules), out, **options)
        log = EventLog(out / "run.jsonl")
        code = write_log(read_recordings(paths, base_url), judgement, catalogue, log)
        return Judged(log.events, {row.id: row for row in rows(log.events)}, int(code))

    return judged


@pytest.fixture(scope="session")
def har(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded session with a correct mock."""
    return record(tmp_path_factory.mktemp("har") / "session.har")


@pytest.fixture
def entries(har: Path) -> Entries:
    """The entries of this session."""
    return read_entries(har)


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all mocks keep their result videos."""
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="session")
def picture() -> Iterator[str]:
    """The address of a PNG on loopback; beside it are a `small.png` with sides of 200 px, and `clip.mp4`."""
    pictures = {"/actor.png": Maker.png(), "/small.png": Maker.png(200, 200), "/clip.mp4": Maker.mp4()}

    class Pictures(Handler):
        def answer(self) -> None:
            self.say(200, pictures[self.path])

    with serving(Pictures) as url:
        yield f"{url}/actor.png"
