"""Leases of a journal in PostgreSQL: each open task is with one process, and those of a dead one are taken over."""

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import pytest
from seedance_client import AsyncSeedance, Entry, NewRequest, Seedance
from tests.client.fleet.journals import BASE, database, opened, postgres, query
from tests.client.library.answers import KEY, open_client

__all__ = ["database", "opened", "postgres"]
NOW = 1_800_000_000.0
DIE = "update seedance_request set held_until = clock_timestamp() - interval '1 second'"
"""As if the time of each lease had passed."""


def created(journal: Any, *numbers: int) -> None:
    """Create tasks."""
    for number in numbers:
        journal.begin(NewRequest(f"r{number}", {"prompt": str(number)}, BASE), NOW, again=False)
        journal.note(f"r{number}", "created", NOW, f"video_{number}")


def tasks(entries: list[Entry]) -> list[str | None]:
    """The tasks of entries."""
    return [entry.task_id for entry in entries]


def test_a_living_process_keeps_its_tasks(database: str, opened: Any) -> None:
    """What a process has created is given to itself, and to another one only after it has closed its journal."""
    first, other = opened(database), opened(database)
    created(first, 1, 2)
    assert other.claim(NOW, BASE) == []
    assert tasks(first.claim(NOW, BASE)) == ["video_1", "video_2"]
    first.close()
    assert tasks(other.claim(NOW, BASE)) == ["video_1", "video_2"]
    assert first.claim(NOW, BASE) == []
    assert other.claim(NOW, "https://other.example.com") == []


def test_the_tasks_of_a_dead_process_are_taken_over(database: str, opened: Any) -> None:
    """When the lease is over, one other process gets the tasks; the first one doesn't get them back."""
    first, other, third = (opened(database, heartbeat=False) for _ in range(3))
    created(first, 1)
    query(database, DIE)
    assert tasks(other.claim(NOW)) == ["video_1"]
    assert third.claim(NOW) == []
    first.renew()  # it wasn't dead after all
    assert first.claim(NOW) == []


def test_claims_at_the_same_time_share_nothing(database: str, opened: Any) -> None:
    """Eight that claim at the same time get each task once."""
    created(opened(database), *range(40))
    query(database, DIE)
    together = threading.Barrier(8)

    def claim(journal: Any) -> list[str | None]:
        together.wait(20)
        return tasks(journal.claim(NOW, BASE))

    with ThreadPoolExecutor(8) as pool:
        found = chain.from_iterable(pool.map(claim, [opened(database) for _ in range(8)]))
    assert sorted(map(str, found)) == sorted(f"video_{number}" for number in range(40))


def test_a_heartbeat_keeps_the_lease(database: str, opened: Any) -> None:
    """As long as a process lives, its lease is moved on; after its end nobody does."""
    journal = opened(database, lease=0.6)
    created(journal, 1)
    left = "select extract(epoch from held_until)::float8 from seedance_request"
    (first,), end = query(database, left)[0], time.monotonic() + 30
    while (now := query(database, left)[0][0]) == first and time.monotonic() < end:
        time.sleep(0.02)
    assert now > first
    journal.close()
    assert query(database, "select held_by, held_until from seedance_request") == [(None, None)]


def test_a_request_in_flight_is_not_shown_as_unknown(database: str, opened: Any) -> None:
    """While a living process sends it, nobody sees it, not even that process; when it is dead, everyone does."""
    first, other, third = opened(database), opened(database), opened(database)
    first.begin(NewRequest("r1", {}, BASE), NOW, again=False)
    assert other.claim(NOW, BASE) == first.claim(NOW, BASE) == []
    (entry,) = other.open_entries(NOW)
    assert str(entry.held_by).endswith(first.holder[-8:])
    query(database, DIE)
    for journal in (other, third):
        assert [entry.request_id for entry in journal.claim(NOW, BASE)] == ["r1"]


def test_a_create_that_is_given_up_is_shown_as_unknown(database: str, opened: Any, hostile: Any) -> None:
    """After a cancellation the process lives on, but nobody sends the request any more: everyone sees it."""
    arrived = threading.Event()

    def keep_waiting(connection: Any) -> None:
        arrived.set()
        connection.recv(1)

    hostile.script["POST"] = [keep_waiting]
    journal, other = opened(database), opened(database)

    async def give_up() -> None:
        async with AsyncSeedance(KEY, base_url=hostile.base_url, journal=journal) as client:
            creating = asyncio.create_task(client.create("A fox", model="seedance_2_0_pro"))
            await asyncio.to_thread(arrived.wait, 20)
            assert (await client.resume()).unknown == ()
            creating.cancel()
            with pytest.raises(asyncio.CancelledError):
                await creating

    asyncio.run(give_up())
    for each in (journal, other):
        assert [entry.state for entry in each.claim(NOW)] == ["unknown"]


def test_work_without_a_heartbeat_is_held_by_touching_it(database: str, opened: Any) -> None:
    """`hold` takes a task over, for engines whose work moves from process to process."""
    first, other = opened(database, heartbeat=False), opened(database, heartbeat=False)
    created(first, 1)
    other.hold("video_1")
    assert first.claim(NOW) == []
    assert tasks(other.claim(NOW)) == ["video_1"]
    other.note_task("video_1", "failed", NOW)
    query(database, DIE)
    assert first.claim(NOW) == []


def test_resume_gives_a_task_to_one_client(database: str, opened: Any, service: str) -> None:
    """Of two clients only one resumes a task; when it closes, the other one does, also the asynchronous one."""
    with Seedance(KEY, base_url=service, journal=database) as first:
        task = first.create("A fox", model="seedance_2_0_pro", label="fox")
        with Seedance(KEY, base_url=service, journal=database) as other:
            assert other.resume().tasks == ()
            assert [left.id for left in first.resume().tasks] == [task.id]

    with open_client("async", base_url=service, journal=database) as (client, finish):
        assert [(left.id, left.label) for left in finish(client.resume()).tasks] == [(task.id, "fox")]


def test_a_forked_process_has_connections_of_its_own(database: str, opened: Any) -> None:
    """A journal that is used before and after a fork works on both sides, which hold tasks apart."""
    journal = opened(database, heartbeat=False)
    created(journal, 1)
    child = os.fork()
    if child == 0:
        created(journal, 2)
        os._exit(len(journal.claim(NOW)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert tasks(journal.claim(NOW)) == ["video_1"]
    assert len(journal.open_entries(NOW)) == 2
