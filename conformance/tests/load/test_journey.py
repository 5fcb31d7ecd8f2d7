"""What users are answered is judged: each defect of a server is found, and a sound server has none."""

import json
import re
from typing import Any

import pytest
from attrs import define, field
from seedance_conformance.load.findings import (
    ANSWERED,
    ECHO,
    ENDS,
    FOREIGN,
    FORWARD,
    PLAYS,
    UNIQUE,
    FindingSender,
    LoadJudge,
)
from seedance_conformance.load.journey import MOST_PAUSES, ExchangeJudge, Journey, Refused
from seedance_conformance.load.mix import PlannedVideo
from seedance_conformance.load.mp4 import read_mp4
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.download import Download
from seedance_conformance.transport.tasks.waiting_times import PollIntervals
from tests.conftest import Scripted
from tests.load.allowances import allowance
from tests.mock.conftest import Maker

box = Maker.box


def movie(seconds: int) -> bytes:
    """The boxes of a video of that length."""
    header = bytes(12) + (1000).to_bytes(4) + (seconds * 1000).to_bytes(4) + bytes(80)
    return box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", header)) + box(b"mdat", bytes(500))


@define
class Service:
    """A small service; tests change what it does.

    Attributes:
        states: the status of each query of a task, the last one for all others.
        told: changes the answer to a query.
        visible: other keys see the task.
        limits: so many creates are answered with 429 first.
    """

    states: list[str] = field(factory=lambda: ["queued", "processing", "completed"])
    file: bytes = movie(5)
    one_id: bool = False
    told: dict[str, Any] = field(factory=dict)
    visible: bool = False
    create_status: int = 200
    query_status: int = 200
    limits: int = 0
    made: int = 0
    asked: dict[str, int] = field(factory=dict)

    def answer(self, key: str, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """The answer to a request with that key."""
        if method == "POST":
            self.limits -= 1
            if self.limits >= 0:
                return 429, {"Retry-After": "7"}, b'{"code": "429"}'
            if self.create_status != 200:
                return self.create_status, {}, b'{"error": {"message": "no"}}'
            self.made += 1
            return 200, {}, json.dumps(self._task("video_1" if self.one_id else f"video_{self.made}")).encode()
        task = path.rpartition("/")[2]
        if self.query_status != 200 or (key == "other" and not self.visible):
            return (404 if self.query_status == 200 else self.query_status), {}, b'{"error": {"message": "unknown"}}'
        number = self.asked.get(task, 0)
        self.asked[task] = number + 1
        status = self.states[min(number, len(self.states) - 1)]
        url = "http://127.0.0.1/video.mp4" if status == "completed" else None
        return 200, {}, json.dumps(self._task(task) | {"status": status, "video_url": url} | self.told).encode()

    def _task(self, task: str) -> dict[str, Any]:
        number = int(re.sub(r"\D", "", task))
        return {"id": task, "object": "video", "created": number, "model": "m", "status": "queued", "error": None}


@define
class Run:
    """A journey with a judge: what it found, by rule."""

    service: Service
    scripted: Scripted
    pauses: list[float] = field(factory=list)
    shown: list[str | None] = field(factory=list)
    now: float = 0.0

    def make(self, number: int = 1, *, timeout: float = 20.0) -> dict[str, dict[str, Any]]:
        """Make videos; the verdicts, the worst one for each rule."""
        self.scripted.answer = lambda method, path, body: self.service.answer(self._key(), method, path)
        budget = Budget()
        judge = LoadJudge(budget, two_keys=True)
        findings = FindingSender(judge.take)
        exchange_judge = ExchangeJudge(findings, lambda method, name, seconds, size, wrong: self.shown.append(wrong))
        target = Target(
            self.scripted.base_url, "own", "other", budget=allowance(budget, findings), retry_seconds=100,
            on_exchange=exchange_judge.see,
        )  # fmt: skip
        target._stopped.wait = self._sleep  # type: ignore[assignment]
        intervals = PollIntervals(1.0, polite=False)
        journey = Journey(
            target, findings, lambda url: Download(200, self.service.file), intervals, timeout, "first", "second",
            self._sleep, lambda: self.now,
        )  # fmt: skip
        for _ in range(number):
            journey.make(PlannedVideo("text", {"duration": 5}))
        worst = ("fail", "inconclusive", "pass", "skipped")
        cases = sorted(judge.cases(), key=lambda case: worst.index(case["verdict"]), reverse=True)
        return {case["rule"]: case for case in cases}

    def _key(self) -> str:
        return self.scripted.headers[-1].get("authorization", "").removeprefix("Bearer ")

    def _sleep(self, seconds: float) -> None:
        self.now += seconds
        self.pauses.append(seconds)


@pytest.fixture
def run(scripted: Scripted) -> Run:
    """A run against a sound service."""
    return Run(Service(), scripted)


def test_a_sound_service_keeps_every_rule(run: Run) -> None:
    """All rules pass, and Locust is shown no failure: a stranger has to be refused."""
    verdicts = run.make(2)
    assert {case["verdict"] for case in verdicts.values()} == {"pass"}
    assert set(verdicts) == {UNIQUE, ECHO, ENDS, FOREIGN, FORWARD, PLAYS, ANSWERED}
    assert set(run.shown) == {None}


DEFECTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "an id twice": ({"one_id": True}, UNIQUE, "with the id video_1"),
    "another id": ({"told": {"id": "video_9"}}, ECHO, "answered with task video_9"),
    "another task": ({"told": {"created": 77}}, ECHO, "`created` of another task"),
    "no end": ({"states": ["processing"]}, ENDS, "didn't end within 20 s"),
    "a step back": ({"states": ["processing", "queued", "completed"]}, FORWARD, "went back to queued"),
    "a cut file": ({"file": movie(5)[:-100]}, PLAYS, "it is cut: its box mdat"),
    "a file without its index": ({"file": box(b"ftyp", b"isom") + box(b"mdat", b"x")}, PLAYS, "no box moov"),
    "another file": ({"file": movie(9)}, PLAYS, "9.00 s long, and 5 s were requested"),
    "no file": ({"file": b""}, PLAYS, "0 bytes"),
    "visible to others": ({"visible": True}, FOREIGN, "visible to another key"),
    "a forgotten task": ({"query_status": 404}, ANSWERED, "which was accepted: HTTP 404"),
    "errors": ({"create_status": 500}, ANSWERED, "create: HTTP 500"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found(run: Run, name: str) -> None:
    """Each defect breaks its rule, with a note that says what was seen."""
    changes, rule, note = DEFECTS[name]
    for attribute, value in changes.items():
        setattr(run.service, attribute, value)
    found = run.make(2)[rule]
    assert found["verdict"] == "fail"
    assert note in found["note"]


def test_retry_after_is_respected_and_has_to_be_true(run: Run) -> None:
    """Each request waits as long as the last answer said; a service that refuses on and on breaks its word."""
    run.service.limits = MOST_PAUSES - 1
    assert run.make()[ANSWERED]["verdict"] == "pass"
    assert run.pauses[: MOST_PAUSES - 1] == [7.0] * (MOST_PAUSES - 1)
    run.service.limits = MOST_PAUSES
    found = run.make()[ANSWERED]
    assert (found["verdict"], "Retry-After" in found["note"]) == ("fail", True)


def test_a_refusal_is_no_evidence(run: Run) -> None:
    """A refused create isn't a breach, since the account may be empty; a refused key ends the journey."""
    run.service.create_status = 402
    assert run.make()[ANSWERED]["verdict"] == "inconclusive"
    run.service.create_status = 401
    with pytest.raises(Refused, match="401"):
        run.make()


def test_a_service_that_is_away_is_a_breach_only_if_it_answers_others() -> None:
    """Without any answer there is no evidence."""
    judge = LoadJudge(Budget(), two_keys=False)
    judge.take([["unreachable", "refused"]])
    assert {case["verdict"] for case in judge.cases() if case["rule"] == ANSWERED} == {"inconclusive"}
    judge.take([["unreachable", "refused"], ["passed", ANSWERED, 3]])
    assert "fail" in {case["verdict"] for case in judge.cases() if case["rule"] == ANSWERED}


@pytest.mark.parametrize("size", range(0, len(movie(5)), 37))
def test_a_film_that_is_cut_anywhere_is_noticed(size: int) -> None:
    """No part of a video passes as a whole one."""
    assert read_mp4(movie(5)[:size]).flaw
    assert read_mp4(movie(5)).seconds == 5
