"""Stores behave alike: in memory, in a file, in a file of several workers, in PostgreSQL."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from seedance_conformance.mock.media.probe.facts import Facts
from seedance_conformance.mock.server import MockServer
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.clock import SharedClock
from seedance_conformance.mock.state.interface import ClockState, TaskStore
from seedance_conformance.mock.state.opening import open_store
from seedance_conformance.mock.state.store import StoreError
from seedance_conformance.mock.state.tasks import Task
from tests.mock.conftest import HEADERS, PROMPT_ONLY
from tests.services_postgres import PostgresServer, postgres, running_postgres

__all__ = ["postgres"]
SHARED = ("shared file", "PostgreSQL")


class Opened(NamedTuple):
    """Opens the same store again; `store` is the first."""

    store: Any
    again: Callable[[], Any]


@pytest.fixture(params=("memory", "file", *SHARED))
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Each kind of store, new."""
    kind, where = request.param, None if request.param == "memory" else tmp_path / "tasks.db"
    if kind == "PostgreSQL":
        where = request.getfixturevalue("postgres").new_database()
    stores: list[TaskStore] = []

    def open_it() -> TaskStore:
        stores.append(open_store(where, 2 if kind in SHARED else 1))
        return stores[-1]

    yield Opened(open_it(), open_it)
    for store in stores:
        store.close()


only_shared = pytest.mark.parametrize("opened", SHARED, indirect=True)
"""The test is about stores that workers share."""


def task(key: int, failure: str | None = None) -> Task:
    """A task with bytes and times that don't survive a careless conversion."""
    sound = failure is None
    return Task(key, "head", b"\x00owner\xff", 1.5, "seedance_2_0", 8, "1:1", sound, 2.5, 1e12, failure)


def asset(asset_id: str, **changes: Any) -> Asset:
    """An asset with facts and an odd name."""
    facts = Facts(kind="image", format="png", size=1, width=400, height=300)
    row = Asset(asset_id, b"\x00o", "Image", "http://h/a\x00b", "Bär\x00", 1.5, 2.5, None, False, facts)
    return row._replace(**changes)


def add(*stores: TaskStore, number: int) -> list[int]:
    """Add that many tasks to each store at the same time; the keys that were acknowledged."""

    async def run() -> list[int]:
        rows = [(store, store.new_key()) for _ in range(number) for store in stores]
        await asyncio.gather(*(store.add(task(key)) for store, key in rows))
        return [key for _, key in rows]

    return asyncio.run(run())


def test_tasks_and_assets_read_back(opened: Opened) -> None:
    """Everything reads back as it was written, and what isn't there is None."""
    store = opened.store
    failed = task(store.new_key(), "no; say so (CR-X)")
    store.save(failed)
    (key,) = add(store, number=1)
    assert store.task(failed.row) == failed
    assert store.task(key) == task(key)
    store.save_asset(asset("asset-1"))
    store.save_asset(asset("asset-1", deleted=True))
    assert store.asset("asset-1") == asset("asset-1", deleted=True)
    assert [store.task(2**70), store.task(key + 50_000), store.asset("nothing\x00")] == [None, None, None]


def test_clear_deletes_everything_but_not_the_keys(opened: Opened) -> None:
    """After a reset a key isn't used again."""
    keys = add(opened.store, number=3)
    opened.store.save_asset(asset("asset-1"))
    opened.store.clear()
    assert [opened.store.task(key) for key in keys] == [None] * 3
    assert opened.store.asset("asset-1") is None
    assert opened.store.new_key() not in keys


@only_shared
def test_workers_see_each_others_tasks(opened: Opened) -> None:
    """Two workers that write at the same time never use the same key, and each finds the tasks of both."""
    first, second = opened.store, opened.again()
    keys = add(first, second, number=60)
    assert len(set(keys)) == 120
    assert all(store.task(key) == task(key) for store in (first, second) for key in keys)
    second.save_asset(asset("asset-2"))
    assert first.asset("asset-2") == asset("asset-2")


@only_shared
def test_a_store_that_is_opened_again_has_new_keys(opened: Opened) -> None:
    """A worker that replaces a dead one doesn't repeat the keys of any earlier worker."""
    keys = add(opened.store, number=2)
    assert not set(keys) & set(add(opened.again(), number=3))


@only_shared
def test_workers_have_one_clock(opened: Opened) -> None:
    """A clock that one worker sets and stops is the clock of the others, also of those that start later."""
    first, second = SharedClock(opened.store), SharedClock(opened.again())
    assert abs(first.now() - time.time()) < 5
    first.set(1_000.0)
    first.run(False)
    first.advance(50)
    time.sleep(second.settle_seconds)
    assert 1_050 <= second.now() < 1_060
    assert second.now() == SharedClock(opened.again()).now() == first.now()


@only_shared
def test_the_call_log_keeps_the_newest(opened: Opened) -> None:
    """Pieces of the log with only older calls than the newest 500 are deleted."""
    first, second = opened.store, opened.again()

    async def note() -> None:
        for number, store in enumerate((first, second, first, second)):
            store.note_calls(b"%d" % number, 200)
            await store.add(task(store.new_key()))

    asyncio.run(note())
    assert first.calls() == second.calls() == [b"1", b"2", b"3"]
    second.clear_calls()
    assert first.calls() == []


@only_shared
def test_two_moves_of_the_clock_both_count(opened: Opened) -> None:
    """A change is one transaction: workers that move the clock one after the other add up."""
    for store in (opened.store, opened.again()) * 2:
        store.move_clock(lambda state: ClockState(state.start + 10, 0.0, False))
    assert opened.store.clock().start - time.time() == pytest.approx(40, abs=5)


def test_a_restart_of_postgresql_loses_nothing(request: pytest.FixtureRequest) -> None:
    """Workers connect again after a restart of the server, and what was acknowledged is there."""
    server: PostgresServer = request.getfixturevalue("postgres")
    store = open_store(server.new_database(), 2)
    keys = add(store, number=3)
    server.control("restart", "-m", "immediate")
    keys += add(store, number=3)
    assert [store.task(key) for key in keys] == [task(key) for key in keys]
    store.close()


def test_a_database_that_stays_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while the mock answers 503 with what to check, to a create and to a query."""
    postgres_module = pytest.importorskip("seedance_conformance.mock.state.postgres")
    monkeypatch.setattr(postgres_module._Line.run, "__defaults__", (0.2,))
    with running_postgres() as server, MockServer(workers=2, store=server.new_database()) as mock:
        made = httpx.post(mock.base_url + "/v1/kyyvideo2/videos", headers=HEADERS, json=PROMPT_ONLY, trust_env=False)
        server.control("stop", "-m", "immediate")
        try:
            query = httpx.get(f"{mock.base_url}/v1/result/{made.json()['id']}", headers=HEADERS, trust_env=False)
            again = httpx.post(str(made.url), headers=HEADERS, json=PROMPT_ONLY, trust_env=False)
        finally:
            server.control("start")
    for answer in (query, again):
        assert answer.status_code == 503
        assert "PostgreSQL hasn't answered for 0.2 s" in answer.text
        assert "check the database of --store" in answer.text


def test_statements_are_not_prepared(request: pytest.FixtureRequest) -> None:
    """A connection pooler gives each transaction another session, in which a prepared statement doesn't exist."""
    store = open_store(request.getfixturevalue("postgres").new_database(), 2)
    store.save(task(7))
    for _ in range(20):
        assert store.task(7) == task(7)
    line = store._reads  # type: ignore[attr-defined]
    names = line.run(lambda connection: connection.execute("select name from pg_prepared_statements").fetchall())
    assert names == []
    store.close()


def test_a_database_that_cannot_be_used_is_named_without_its_password() -> None:
    """The error has host and database, the remedy, and neither user nor password."""
    for host, words in (("127.0.0.1:1", r"127\.0\.0\.1/films.*name a running"), (":port:x", "malformed")):
        with pytest.raises(StoreError, match=words) as failed:
            open_store(f"postgresql://me:secret-word@{host}/films", 1)
        assert "secret-word" not in str(failed.value)


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the extra that is missing."""
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    monkeypatch.delitem(__import__("sys").modules, "seedance_conformance.mock.state.postgres", raising=False)
    with pytest.raises(StoreError, match="extra 'postgres'"):
        open_store("postgresql:///films", 1)
