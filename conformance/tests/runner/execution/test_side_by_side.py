"""The pool that runs tests ahead of their turn."""

import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import partial

import pytest
from seedance_conformance.runner.execution.side_by_side import Job, SideBySide
from seedance_conformance.transport.parallel import resting

NAME: ContextVar[str] = ContextVar("NAME", default="none")
SECONDS = 20.0


@pytest.fixture
def make() -> Iterator[Callable[..., SideBySide]]:
    """Makes pools, and closes them."""
    pools: list[SideBySide] = []

    def make(*arguments: object) -> SideBySide:
        pools.append(SideBySide(*arguments))  # type: ignore[arg-type]
        return pools[-1]

    yield make
    for pool in pools:
        pool.close(SECONDS)


Make = Callable[..., SideBySide]


def run(pool: SideBySide, *jobs: Callable[[], object]) -> None:
    """Plan jobs, and ask for the outcome of each."""
    pool.plan([Job(number, job) for number, job in enumerate(jobs)])
    for number in range(len(jobs)):
        pool.outcome(number)


def test_as_many_run_at_a_time_as_there_are_workers(make: Make) -> None:
    """Four jobs that wait for each other end, and a fifth does not start beside them."""
    pool, meeting, started = make(4), threading.Barrier(4), []

    def job(name: int) -> None:
        started.append(name)
        if name < 4:
            meeting.wait(SECONDS)

    run(pool, *(partial(job, name) for name in range(5)))
    assert sorted(started[:4]) == [0, 1, 2, 3]


def test_an_outcome_is_what_the_job_raised(make: Make) -> None:
    """Also what isn't an Exception: pytest ends tests with such."""
    pool = make(2)

    def skipped() -> None:
        pytest.skip("no media")

    pool.plan([Job("a", lambda: None), Job("b", skipped), Job("c", lambda: 1 / 0)])
    pool.outcome("a")
    with pytest.raises(pytest.skip.Exception, match="no media"):
        pool.outcome("b")
    with pytest.raises(ZeroDivisionError):
        pool.outcome("c")


def test_what_no_thread_took_runs_where_it_is_asked_for(make: Make) -> None:
    """Else a single slow job would hold up all that come after it."""
    pool, go = make(2), threading.Event()
    where: list[threading.Thread] = []
    slow = [Job(name, lambda: go.wait(SECONDS)) for name in "ab"]
    pool.plan([*slow, Job("c", lambda: where.append(threading.current_thread()))])
    pool.outcome("c")
    go.set()
    assert where == [threading.current_thread()]


def test_with_one_worker_nothing_is_planned(make: Make) -> None:
    """Each test runs in its turn, by pytest itself."""
    pool = make(1)
    pool.plan([Job("a", lambda: 1 / 0)])
    assert not pool.knows("a")


def test_jobs_have_variables_of_their_own(make: Make) -> None:
    """What one names as its origin is not seen by the others, nor by the caller."""
    pool, meeting, seen = make(2), threading.Barrier(2), []

    def job(name: str) -> None:
        NAME.set(name)
        meeting.wait(SECONDS)
        seen.append(NAME.get())

    run(pool, lambda: job("a"), lambda: job("b"))
    assert sorted(seen) == ["a", "b"]
    assert NAME.get() == "none"


def test_nothing_starts_ahead_that_the_budget_does_not_cover(make: Make) -> None:
    """Two jobs of two tasks each, with three left: the second waits for its turn."""
    go, started = threading.Event(), threading.Event()
    pool = make(2, lambda: 3)
    pool.plan([Job("a", lambda: go.wait(SECONDS), 2), Job("b", started.set, 2), Job("free", lambda: None)])
    assert not started.wait(0.05)
    go.set()
    pool.outcome("a")
    pool.outcome("b")
    assert started.is_set()


def test_a_target_that_can_not_keep_up_gets_half(make: Make) -> None:
    """And later, when it answers again, one more at a time."""
    pool, at_once, most = make(4), 0, 0
    lock, step = threading.Lock(), threading.Barrier(2)

    def job() -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        step.wait(SECONDS)
        with lock:
            at_once -= 1

    pool.slow_down()
    run(pool, *[job] * 8)
    assert most <= 3  # two workers, and the thread that asks for an outcome


def test_a_closed_pool_starts_nothing(make: Make) -> None:
    """What was planned and didn't start never runs; what runs is waited for."""
    pool, go, ran = make(2), threading.Event(), []
    begun = threading.Barrier(3)

    def slow() -> None:
        begun.wait(SECONDS)
        go.wait(SECONDS)
        ran.append("slow")

    pool.plan([Job("a", slow), Job("b", slow), Job("c", lambda: ran.append("c"))])
    begun.wait(SECONDS)
    threading.Timer(0.05, go.set).start()
    pool.close(SECONDS)
    assert ran == ["slow", "slow"]


def test_a_job_that_rests_gives_its_place_to_another(make: Make) -> None:
    """Two jobs wait for what the third makes, which would never start beside them."""
    pool, made = make(2), threading.Event()

    def wait() -> None:
        with resting():
            assert made.wait(SECONDS)

    run(pool, wait, wait, made.set)


def test_a_job_that_has_rested_waits_for_a_place(make: Make) -> None:
    """A target gets no more requests at a time than it was promised."""
    pool, rested, running, most = make(2), threading.Barrier(4), set[str](), []
    lock = threading.Lock()

    def job(name: str) -> None:
        with resting():
            rested.wait(SECONDS)
        with lock:
            running.add(name)
            most.append(len(running))
        threading.Event().wait(0.01)
        with lock:
            running.remove(name)

    pool.plan([Job(name, partial(job, name)) for name in "abcd"])
    while not all(map(pool.started, "abcd")):  # else the first runs in this thread, beside the two
        threading.Event().wait(0.001)
    for name in "abcd":
        pool.outcome(name)
    assert max(most) <= 2


def test_closing_waits_for_all_threads_together(make: Make) -> None:
    """A run that is interrupted ends within seconds, however many tests don't."""
    pool, go, begun = make(2), threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        with resting():
            begun.release()
            go.wait(SECONDS)

    pool.plan([Job(number, wait) for number in range(8)])
    for _ in range(8):
        assert begun.acquire(timeout=SECONDS)
    start = time.monotonic()
    pool.close(0.2)
    go.set()
    assert time.monotonic() - start < 8 * 0.2
