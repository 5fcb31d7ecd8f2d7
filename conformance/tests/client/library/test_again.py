"""A request whose outcome is unknown isn't sent again by the same client, also without a journal."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from seedance_client import DuplicateRequest, Limits, OutcomeUnknown, Refused, Seedance, Task, TaskState
from seedance_client._sdk.create import spending
from seedance_client._sdk.create.spending import UnknownOutcomes
from tests.client.library.answers import BASE, PRO, Answer, hang, http, open_client, outcome, service

OK: Final = {"id": "video_1", "status": "queued"}
LOST: Final = 502
NAMED: Final = {"success": False, "data": "task_7kQ2mZ"}
NO: Final = 400


@pytest.fixture(params=["sync", "async"])
def creating(request: pytest.FixtureRequest) -> Iterator[Callable[..., tuple[Any, list[httpx.Request]]]]:
    """Make a client of a service with these answers, and give what creates with it; an error is given, not raised."""
    with ExitStack() as opened:

        def make(*answers: Answer, **options: Any) -> tuple[Any, list[httpx.Request]]:
            transport, seen = service(*answers)
            settings = {"base_url": BASE, "transport": transport, **options}
            client, finish = opened.enter_context(open_client(request.param, **settings))
            return lambda prompt, **more: outcome(lambda: finish(client.create(prompt, model=PRO, **more))), seen

        yield make


@pytest.mark.parametrize(
    ("answer", "task_id", "advice"),
    [
        (LOST, None, "check your account first; again=True sends it once more"),
        (NAMED, "task_7kQ2mZ", "wait for task task_7kQ2mZ first"),
    ],
)
def test_an_unknown_outcome_blocks_its_body(answer: Any, task_id: str | None, advice: str, creating: Any) -> None:
    """The same body is refused without being sent or counted, with advice what to do; another body is sent."""
    create, seen = creating(answer, OK, max_tasks=2)
    first, again = create("x"), create("x")
    assert (type(first), type(again), len(seen)) == (OutcomeUnknown, DuplicateRequest, 1)
    assert (again.request_id, again.task_id) == (first.request_id, task_id)
    assert advice in str(again)
    assert isinstance(create("y"), TaskState)
    assert len(seen) == 2


def test_again_sends_it(creating: Any) -> None:
    """With again=True it is sent; once that was accepted, the body is free, but not after a refusal or a new doubt."""
    create, seen = creating(LOST, LOST, NO, OK)
    create("x")
    for error in (OutcomeUnknown, Refused):
        assert type(create("x", again=True)) is error
        assert type(create("x")) is DuplicateRequest
    assert isinstance(create("x", again=True), TaskState)
    assert isinstance(create("x"), TaskState)
    assert len(seen) == 5


def test_clear_outcomes_block_nothing(creating: Any) -> None:
    """What was refused or accepted may be sent again: several takes of one prompt are a normal use."""
    create, seen = creating(NO, OK)
    assert type(create("x")) is Refused
    for _ in range(3):
        assert isinstance(create("x"), TaskState)
    assert len(seen) == 4


def test_the_body_counts_and_not_its_spelling(creating: Any) -> None:
    """The order of fields makes no other body; another length of the video does."""
    create, _ = creating(LOST, OK)
    create("x", duration=5, aspect_ratio="1:1")
    assert type(create("x", aspect_ratio="1:1", duration=5)) is DuplicateRequest
    assert isinstance(create("x", aspect_ratio="1:1", duration=6), TaskState)


def test_equal_requests_at_the_same_time_are_both_sent(hostile: Any) -> None:
    """Two takes of one prompt at the same time are allowed: both are sent before either is answered."""
    meeting = threading.Barrier(2, timeout=10)

    def reply(connection: Any) -> None:
        meeting.wait()
        connection.sendall(http(OK))

    hostile.script["POST"] = [reply]
    with Seedance("k", base_url=hostile.base_url, limits=Limits(read=15)) as client, ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda prompt: client.create(prompt, model=PRO), ["x", "x"]))
    assert [task.id for task in found] == ["video_1", "video_1"]
    assert hostile.count("POST") == 2


def test_a_take_that_was_accepted_settles_no_other(hostile: Any) -> None:
    """If one of two identical requests is lost and the other one accepted, the lost one still blocks the body."""
    order = [threading.Event(), threading.Event()]

    def lost(connection: Any) -> None:
        order[0].wait(10)

    def accepted(connection: Any) -> None:
        order[1].wait(10)
        connection.sendall(http(OK))

    hostile.script["POST"] = [lost, accepted]
    with Seedance("k", base_url=hostile.base_url, limits=Limits(read=15)) as client:

        def create() -> object:
            found = outcome(client.create, "x", model=PRO)
            order[1].set()
            return found

        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(create) for _ in range(2)]
            while hostile.count("POST") < 2:
                assert not all(one.done() for one in both)
            order[0].set()
            kinds = {type(one.result()) for one in both}
        assert kinds == {OutcomeUnknown, Task}
        with pytest.raises(DuplicateRequest):
            client.create("x", model=PRO)


def test_a_cancelled_create_blocks_its_body(hostile: Any) -> None:
    """Whoever cancels a create that is on its way doesn't know either; the unit stays spent."""
    hostile.script["POST"] = [hang]
    with open_client("async", base_url=hostile.base_url) as (client, finish):
        with pytest.raises(TimeoutError):
            finish(asyncio.wait_for(client.create("x", model=PRO), 0.3))
        with pytest.raises(DuplicateRequest):
            finish(client.create("x", model=PRO))
        assert client._guard.tasks == 1


def test_an_interrupted_create_blocks_its_body() -> None:
    """Ctrl-C leaves the outcome as unknown as a lost line does."""
    transport, _ = service(KeyboardInterrupt)
    with Seedance("k", base_url=BASE, transport=transport) as client:
        with pytest.raises(KeyboardInterrupt):
            client.create("x", model=PRO)
        with pytest.raises(DuplicateRequest):
            client.create("x", model=PRO)


@pytest.mark.parametrize("journal", [True, False], ids=["journal", "no journal"])
def test_an_interrupted_pause_is_free(
    journal: bool, clock: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ctrl-C while a busy service is waited for: it has refused for certain, so nothing is spent or blocked."""
    transport, _ = service(429, OK)

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    options: Any = {"clock": clock, "max_tasks": 1, "journal": tmp_path / "journal" if journal else None}
    with Seedance("k", base_url=BASE, transport=transport, **options) as client:
        with monkeypatch.context() as patch:
            patch.setattr(clock, "sleep", interrupted)
            with pytest.raises(KeyboardInterrupt):
                client.create("x", model=PRO)
        assert client.create("x", model=PRO).id == "video_1"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the oldest is forgotten; one that becomes unknown again counts as new."""
    monkeypatch.setattr(spending, "MOST", 3)
    known = UnknownOutcomes()
    for digest in ("a", "b", "c", "a", "d"):
        known.add(digest, f"request-{digest}", 1.0, None)
    known.check("b", 2.0)
    for digest in ("a", "c", "d"):
        with pytest.raises(DuplicateRequest, match=f"request-{digest}"):
            known.check(digest, 2.0)


def test_threads_share_it() -> None:
    """Eight threads use one client, each with different bodies: each body is sent once."""
    transport, seen = service(LOST)
    with Seedance("k", base_url=BASE, transport=transport) as client:

        def work(thread: int) -> list[type]:
            prompts = [f"{thread} {number}" for number in range(10)]
            return [type(outcome(client.create, prompt, model=PRO)) for prompt in prompts * 2]

        with ThreadPoolExecutor(8) as pool:
            kinds = Counter(kind for ended in pool.map(work, range(8)) for kind in ended)
    assert kinds == {OutcomeUnknown: 80, DuplicateRequest: 80}
    assert len(seen) == 80
