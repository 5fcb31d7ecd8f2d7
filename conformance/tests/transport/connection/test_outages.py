"""A target that starts or restarts: waiting for it, what is sent again, and what is no evidence."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from attrs import evolve
from seedance_conformance.runner.execution.connecting import excused, past_outages
from seedance_conformance.suite.context import Notes
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.connection.connections import RawAnswer
from seedance_conformance.transport.connection.outages import Outage, Outages, wait_for_start
from seedance_conformance.transport.current_case import case_of
from seedance_conformance.transport.errors import Stopped, Unreachable, Untrusted
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.target import Target
from tests.transport.conftest import KEY

AWAY, DROPPED, LIMITED = "away", "dropped", "limited"


class Line:
    """The way to a target that answers as scripted: a status, or one of these words; then always 404."""

    def __init__(self, *script: int | str) -> None:
        self.script = list(script)
        self.sent: list[str] = []
        self.tasks = 0

    def send(self, request: httpx.Request, *, once: bool) -> RawAnswer:
        """Answer a request."""
        now = self.script.pop(0) if self.script else 404
        if now == AWAY:
            raise Unreachable("http://target can't be reached: is it running?")
        self.sent.append(request.method)
        if now == DROPPED:
            return RawAnswer(None, httpx.Headers(), b"", "dropped")
        self.tasks += 1
        headers = httpx.Headers({"Retry-After": "0"} if now == LIMITED else {})
        body = {"id": f"video_{self.tasks}", "status": "queued"} if now == 200 else {}
        return RawAnswer(503 if now == LIMITED else int(now), headers, json.dumps(body).encode())


Make = Callable[..., tuple[Target, Line, list[float]]]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """A target behind a scripted line, with a clock of its own; also the sleeps."""
    with ExitStack() as targets:

        def make(*script: int | str, seconds: float = 5.0) -> tuple[Target, Line, list[float]]:
            line = Line(*script)
            slept: list[float] = []
            target = Target("http://127.0.0.1:9/api", KEY, budget=Budget(5), reconnect_seconds=seconds)
            targets.callback(target.close)
            monkeypatch.setattr(target.connections, "send", line.send)
            monkeypatch.setattr(target.outages, "_sleep", slept.append)
            monkeypatch.setattr(target.outages, "_clock", lambda: sum(slept))
            return target, line, slept

        yield make


def test_a_create_that_was_not_sent_is_sent_when_the_target_is_back(scene: Make) -> None:
    """Refused connections cost nothing, and the run goes on; both changes are told."""
    target, line, slept = scene(AWAY, AWAY, AWAY, 404, 200)
    told: list[float | None] = []
    target.outages.on_change = lambda outage: told.append(outage.ended)
    assert target.create({}).status == 200
    assert line.sent == ["GET", "POST"], "a question whether it is back, and then the create"
    assert (target.budget.spent, len(slept), len(target.log)) == (1, 2, 1)
    assert [ended is None for ended in told] == [True, False]


def test_a_create_that_was_on_its_way_is_not_sent_again(scene: Make) -> None:
    """It may be billed; the run waits for the target before it goes on."""
    target, line, slept = scene(DROPPED, AWAY, AWAY, 404)
    assert target.create({}).failure == "dropped"
    assert line.sent == ["POST", "GET"]
    assert (target.budget.spent, len(target.outages.found), len(slept)) == (1, 1, 1)


def test_a_dropped_connection_alone_is_no_restart(scene: Make) -> None:
    """A target that answers the next request hasn't restarted: a missing answer stays a breach."""
    target, _, _ = scene(DROPPED, 404)
    dropped = target.create({})
    assert (target.outages.found, target.outages.hit(dropped)) == ([], False)
    breach = Breach("an answer", "none", dropped)
    assert excused(breach, Notes(), dropped.case, target) is breach


@pytest.mark.parametrize(("later", "away"), [((404,), False), ((502, 404), False), ((503, 502, 504, 404), True)])
def test_single_errors_of_a_proxy_are_no_restart(scene: Make, later: tuple[int, ...], away: bool) -> None:
    """Only several in a row mean that the target is away; the answer itself stays as it is."""
    target, line, _ = scene(502, *later)
    assert target.create({}).status == 502
    assert (bool(target.outages.found), line.script, target.budget.spent) == (away, [], 1)


@pytest.mark.parametrize(("script", "sleeps"), [((LIMITED, 404), 0), ((AWAY, 502, 503, 404, 404), 2)])
def test_a_rate_limit_is_no_restart_and_a_proxy_no_return(
    scene: Make, script: tuple[int | str, ...], sleeps: int
) -> None:
    """503 with Retry-After comes from a target that is there; 502 and 503 without it come from a proxy."""
    target, line, slept = scene(*script)
    assert target.query("video_1").status == 404
    assert (line.script, len(slept), bool(target.outages.found)) == ([], sleeps, sleeps > 0)


def test_a_target_that_stays_away_ends_the_run(scene: Make) -> None:
    """The error says how long the suite waited; later requests don't wait again."""
    target, _, slept = scene(*[AWAY] * 1000, seconds=3.0)
    with pytest.raises(Unreachable, match=r"is it running\? It didn't come back within 3 s \(--reconnect-seconds\)"):
        target.create({})
    waited = len(slept)
    with pytest.raises(Unreachable):
        target.query("video_1")
    assert (len(slept), target.budget.spent) == (waited, 0)


def test_many_threads_wait_once(scene: Make) -> None:
    """All requests that find the target away wait for the same time, and it is told once."""
    target, _, slept = scene(*[AWAY] * 1000, seconds=1.0)
    told: list[Outage] = []
    target.outages.on_change = told.append
    with ThreadPoolExecutor(8) as pool:
        ends = [query.exception() for query in [pool.submit(target.query, "video_1") for _ in range(8)]]
    assert all(isinstance(end, Unreachable) for end in ends)
    assert (len(told), len(slept)) == (1, 5)


def test_without_the_option_nothing_is_waited_for(scene: Make) -> None:
    """The first refused connection is an error, as before."""
    target, _, slept = scene(AWAY, 404, seconds=0.0)
    with pytest.raises(Unreachable):
        target.query("video_1")
    assert slept == []


def test_a_run_at_its_end_stops_waiting(scene: Make) -> None:
    """Ctrl-C isn't held up."""
    target, _, _ = scene(*[AWAY] * 1000)
    target.outages._sleep = lambda seconds: target.stop()
    with pytest.raises(Stopped):
        target.query("video_1")


def test_waiting_never_helps_against_tls() -> None:
    """An untrusted certificate stays untrusted."""
    outages = Outages(60, lambda: True)
    with pytest.raises(Untrusted):
        outages.sit_out(Untrusted("no"))


@pytest.mark.parametrize(("script", "up"), [([False, Unreachable("no"), True], True), ([False] * 99, False)])
def test_waiting_for_a_start(script: list[bool | Unreachable], up: bool) -> None:
    """Errors of a proxy and refused connections mean that the target isn't there yet."""
    left = iter(script)

    def answers() -> bool:
        now = next(left)
        if isinstance(now, Unreachable):
            raise now
        return now

    assert wait_for_start(answers, 0.02 if not up else 5.0, pause=0.01) is up
    with pytest.raises(Untrusted):
        wait_for_start(lambda: (_ for _ in ()).throw(Untrusted("no")), 60)


# -- what proves nothing after a restart -------------------------------------------------------------------------------


@pytest.fixture
def restarted(scene: Make) -> tuple[Target, dict[str, Exchange]]:
    """A target that restarted: exchanges before, in and after that."""
    target, _, _ = scene(200, 404, 200, 404, 404, 404)
    with case_of("a"):
        sent = {"created before": target.create({}), "queried before": target.query("video_1")}
    begun = sent["queried before"].ended
    target.outages.found.append(Outage(begun + 10, begun + 12))
    with case_of("b"):
        later = {
            "created after": target.create({}),
            "queried after": target.query("video_1"),
            "used after": target.create({"first_image": "asset://asset-1", "of": "asset video_1"}),
            "of its own": target.query("video_3"),
        }
    moved = {name: evolve(one, sent=begun + 20) for name, one in later.items()}
    target.log[2:] = moved.values()
    return target, sent | moved


def test_answers_about_earlier_tasks_are_no_evidence(restarted: tuple[Target, dict[str, Exchange]]) -> None:
    """A server without a store has forgotten them; new tasks are judged as ever."""
    target, sent = restarted
    kept = target.outages.evidence(target.log)
    assert {name for name, one in sent.items() if one not in kept} == {"queried after", "used after"}


def test_breaches_that_a_restart_explains_become_doubts(restarted: tuple[Target, dict[str, Exchange]]) -> None:
    """The test's own verdict is inconclusive; the reports on other rules become doubts; all else stays."""
    target, sent = restarted
    notes = Notes()
    for name, rule in (("queried after", "QR-A"), ("created after", "CR-B")):
        notes.reports.append((rule, Breach("known", "unknown", sent[name])))
    end = excused(Breach("accepted", "refused", sent["used after"]), notes, "c", target)
    assert isinstance(end, Inconclusive)
    assert "restarted" in str(end)
    assert [rule for rule, _ in notes.doubts] == ["QR-A"]
    assert [rule for rule, _ in notes.reports] == ["CR-B"]
    other: Any = ValueError("a bug")
    assert excused(other, Notes(), "c", target) is other
    assert excused(None, Notes(), "c", target) is None


def test_a_test_that_a_restart_met_proves_nothing(restarted: tuple[Target, dict[str, Exchange]]) -> None:
    """Its first requests were answered before, the others after."""
    target, sent = restarted
    target.log[-1] = evolve(sent["of its own"], sent=target.outages.found[0].begun + 1)
    assert target.outages.excuse(None, "b", target.log)
    assert target.outages.excuse(None, "a", target.log) is None


def test_a_log_keeps_its_restarts() -> None:
    """A resumed run and merged shards know of them."""
    events: list[dict[str, Any]] = [{"event": "header"}, {"event": "outage", "begun": 100.0, "seconds": 2.5}]
    assert past_outages(events) == [Outage(100.0, 102.5)]
