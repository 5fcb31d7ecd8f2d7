"""Leases of a journal in PostgreSQL: each open task is with one process, and those of a dead one are taken over."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from seedance_client import AsyncSeedance, Entry, NewRequest, PostgresJournal, Seedance
from tests.client.fleet.journals import BASE, Books, database, postgres, query
from tests.client.library.answers import KEY

__all__ = ["database", "postgres"]
NOW = 1_800_000_000.0
DIE = "update seedance_request set held_until = clock_timestamp() - interval '1 second'"
"""As if the time of each lease had passed."""


@pytest.fixture
def opened(database: str) -> Iterator[Books]:
    """Opens journals on one database."""
    books = Books(database, PostgresJournal)
    yield books
    books.close()


def created(journal: Any, *numbers: int) -> None:
    """Create tasks."""
    for number in numbers:
        journal.begin(NewRequest(f"r{number}", {"prompt": str(number)}, BASE), NOW, again=False)
        journal.note(f"r{number}", "created", NOW, f"video_{number}")


def tasks(entries: list[Entry]) -> list[str | None]:
    """The tasks of entries."""
    return [entry.task_id for entry in entries]


def test_a_living_process_keeps_its_tasks(opened: Books) -> None:
    """What a process has created is given to itself, and to another one only after it has closed its journal."""
    first, other = opened(), opened()
    created(first, 1, 2)
    assert other.claim(NOW, BASE) == []
    assert tasks(first.claim(NOW, BASE)) == ["video_1", "video_2"]
    first.close()
    assert tasks(other.claim(NOW, BASE)) == ["video_1", "video_2"]
    assert first.claim(NOW, BASE) == []
    assert other.claim(NOW, "https://other.example.com") == []


def test_the_tasks_of_a_dead_process_are_taken_over(opened: Books, database: str) -> None:
    """When the lease is over, one other process gets the tasks; the first one doesn't get them back."""
    first, other, third = opened(heartbeat=False), opened(heartbeat=False), opened(heartbeat=False)
    created(first, 1)
    query(database, DIE)
    assert tasks(other.claim(NOW)) == ["video_1"]
    assert third.claim(NOW) == []
    first.renew()  # type: ignore[attr-defined]  # it wasn't dead after all
    assert first.claim(NOW) == []


def test_claims_at_the_same_time_share_nothing(opened: Books, database: str) -> None:
    """Eight that claim at the same time get each task once."""
    created(opened(), *range(40))
    query(database, DIE)
    journals, found = [opened() for _ in range(8)], list[str | None]()
    together = threading.Barrier(8)

    def claim(journal: Any) -> None:
        together.wait(20)
        found.extend(tasks(journal.claim(NOW, BASE)))

    threads = [threading.Thread(target=claim, args=(journal,)) for journal in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, found)) == sorted(f"video_{number}" for number in range(40))


def test_a_heartbeat_keeps_the_lease(opened: Books, database: str) -> None:
    """As long as a process lives, its lease is moved on; after its end nobody does."""
    journal = opened(lease=0.6)
    created(journal, 1)
    left = "select extract(epoch from held_until)::float8 from seedance_request"
    (first,), end = query(database, left)[0], time.monotonic() + 30
    while (now := query(database, left)[0][0]) == first and time.monotonic() < end:
        time.sleep(0.02)
    assert now > first
    journal.close()
    assert query(database, "select held_by, held_until from seedance_request") == [(None, None)]


def test_a_request_in_flight_is_not_shown_as_unknown(opened: Books, database: str) -> None:
    """While a living process sends it, others don't see it; when that process is dead, everyone does."""
    first, other, third = opened(), opened(), opened()
    first.begin(NewRequest("r1", {}, BASE), NOW, again=False)
    assert other.claim(NOW, BASE) == []
    (entry,) = other.open_entries(NOW)
    assert str(entry.held_by).endswith(first.holder[-8:])  # type: ignore[attr-defined]
    query(database, DIE)
    for journal in (other, third):
        assert [entry.request_id for entry in journal.claim(NOW, BASE)] == ["r1"]


def test_work_without_a_heartbeat_is_held_by_touching_it(opened: Books, database: str) -> None:
    """`hold` takes a task over, for engines whose work moves from process to process."""
    first, other = opened(heartbeat=False), opened(heartbeat=False)
    created(first, 1)
    other.hold("video_1")  # type: ignore[attr-defined]
    assert first.claim(NOW) == []
    assert tasks(other.claim(NOW)) == ["video_1"]
    other.note_task("video_1", "failed", NOW)
    query(database, DIE)
    assert first.claim(NOW) == []


def test_resume_gives_a_task_to_one_client(opened: Books, service: str) -> None:
    """Of two clients only one resumes a task; when it closes, the other one does, also the asynchronous one."""
    with Seedance(KEY, base_url=service, journal=opened.place) as first:
        task = first.create("A fox", model="seedance_2_0_pro", label="fox")
        with Seedance(KEY, base_url=service, journal=opened.place) as other:
            assert other.resume().tasks == ()
            assert [left.id for left in first.resume().tasks] == [task.id]

    async def resume() -> list[tuple[str, str | None]]:
        async with AsyncSeedance(KEY, base_url=service, journal=opened.place) as client:
            return [(left.id, left.label) for left in (await client.resume()).tasks]

    assert asyncio.run(resume()) == [(task.id, "fox")]


def test_a_forked_process_has_connections_of_its_own(opened: Books) -> None:
    """A journal that is used before and after a fork works on both sides, which hold tasks apart."""
    journal = opened(heartbeat=False)
    created(journal, 1)
    child = os.fork()
    if child == 0:
        created(journal, 2)
        os._exit(len(journal.claim(NOW)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert tasks(journal.claim(NOW)) == ["video_1"]
    assert len(journal.open_entries(NOW)) == 2
