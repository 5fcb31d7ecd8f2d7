"""PostgreSQL fails in the middle: what can't be reserved isn't sent, and what can't be recorded stays unknown."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from seedance_client import AsyncSeedance, DuplicateRequest, JournalError, NewRequest, PostgresJournal, Seedance
from seedance_client._sdk.create.limits import SpendingLimits
from seedance_client._sdk.journal import rows
from tests.client.fleet.journals import database, opened, postgres, query
from tests.client.library.answers import PRO, TASK, http
from tests.services_postgres import PostgresServer, running_postgres

__all__ = ["database", "opened", "postgres"]
OK: Final = http(TASK)


@pytest.fixture(scope="module")
def mortal() -> Iterator[PostgresServer]:
    """A server of this module, which may be stopped."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def server(mortal: PostgresServer) -> Iterator[PostgresServer]:
    """It runs at the beginning and at the end of a test."""
    yield mortal
    if not (mortal.folder / "data" / "postmaster.pid").exists():
        mortal.control("start")


@pytest.fixture
def client(hostile: Any) -> Callable[..., Seedance]:
    """Makes a client of a service that accepts everything."""
    hostile.script["POST"] = [OK]
    return lambda journal: Seedance("k", base_url=hostile.base_url, journal=journal)


def test_what_cannot_be_reserved_is_not_sent(server: PostgresServer, opened: Any, hostile: Any, client: Any) -> None:
    """Without the database nothing is sent and nothing is spent; when it is back, the same body goes out."""
    journal = opened(server.new_database(), retry_seconds=0.3)
    with client(journal) as seedance:
        seedance.resume()
        server.control("stop", "-m", "immediate")
        for _ in range(2):
            with pytest.raises(JournalError, match="nothing was sent: the journal postgresql://"):
                seedance.create("x", model=PRO)
        assert hostile.count("POST") == 0
        server.control("start")
        assert seedance.create("x", model=PRO).id == "video_1"
    assert hostile.count("POST") == 1


def test_an_outcome_that_cannot_be_recorded_stays_unknown(
    server: PostgresServer, opened: Any, hostile: Any, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The user still gets the task. The body stays refused everywhere until the process can write its outcome."""

    def stop(connection: Any) -> None:
        server.control("stop", "-m", "immediate")
        connection.sendall(OK)

    hostile.script["POST"] = [stop]
    url = server.new_database()
    journal, other = opened(url, retry_seconds=0.3, heartbeat=False), opened(url)
    with client(journal) as seedance, client(other) as elsewhere:
        assert seedance.create("x", model=PRO).id == "video_1"
        assert "not recorded in the journal: request" in caplog.text
        server.control("start")
        with pytest.raises(DuplicateRequest, match="state sending"):
            elsewhere.create("x", model=PRO)
        journal.renew()
        with pytest.raises(DuplicateRequest, match=r"task video_1, state created"):
            elsewhere.create("x", model=PRO)
    assert hostile.count("POST") == 1


def test_a_restart_is_waited_for(server: PostgresServer, opened: Any, hostile: Any, client: Any) -> None:
    """While the server restarts, creates wait; each goes out once, and is recorded."""
    url = server.new_database()
    journal = opened(url, retry_seconds=60)
    restart = threading.Thread(target=server.control, args=("restart", "-m", "immediate"))
    with client(journal) as seedance:
        for number in range(30):
            seedance.create(f"x {number}", model=PRO)
            if number == 3:
                restart.start()
        restart.join(60)
        seedance.create("last", model=PRO)
    assert hostile.count("POST") == 31
    assert query(url, "select state, count(*) from seedance_request group by state") == [("created", 31)]
    assert query(url, "select tasks from seedance_spending") == [(31,)]


@pytest.mark.parametrize("error", ["OperationalError", "InternalError"])
@pytest.mark.parametrize("commits", [0, 1], ids=["reservation", "outcome"])
def test_a_lost_answer_to_a_commit_is_no_second_request(
    commits: int, error: str, database: str, opened: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the connection breaks after the server has committed, the work isn't done twice, nor refused.

    psycopg reports it as an internal error if a pooler answers a statement and gives up in the same breath.
    """
    import psycopg

    journal = opened(database, heartbeat=False)
    commit, left = psycopg.Connection.commit, [commits]

    def commit_and_break(connection: Any) -> None:
        commit(connection)
        left[0] -= 1
        if left[0] == -1:
            connection.close()
            raise getattr(psycopg, error)("the connection is lost")

    with client(journal) as seedance:
        seedance.resume()
        monkeypatch.setattr(psycopg.Connection, "commit", commit_and_break)
        assert seedance.create("x", model=PRO).id == "video_1"
    assert left[0] < 0
    assert query(database, "select state, task_id from seedance_request") == [("created", "video_1")]
    assert query(database, "select tasks from seedance_spending") == [(1,)]


def test_a_reservation_of_which_nobody_knows_is_taken_back(
    database: str, opened: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If it was committed, but the client had to give up, nothing was sent, and the same body is free again."""
    journal = opened(database, heartbeat=False)
    run = journal._database.run

    def run_and_fail(work: Any, **more: Any) -> Any:
        run(work, **more)
        raise JournalError("the connection is lost")

    with client(journal) as seedance:
        with monkeypatch.context() as patch:
            patch.setattr(journal._database, "run", run_and_fail)
            with pytest.raises(JournalError, match="nothing was sent"):
                seedance.create("x", model=PRO)
        assert query(database, "select state from seedance_request") == [("sending",)]
        seedance.create("x", model=PRO)
    assert query(database, "select state from seedance_request order by number") == [("refused",), ("created",)]
    assert query(database, "select tasks from seedance_spending") == [(1,)]


def test_a_lock_that_is_never_released_ends_a_create(database: str, opened: Any) -> None:
    """A process that hangs in its transaction holds up the others only for `retry_seconds`."""
    import psycopg

    journal = opened(database, retry_seconds=0.5)
    journal.begin(NewRequest("r1", {}), 1.0, again=False)
    with psycopg.connect(database) as hanging:
        hanging.execute("update seedance_spending set tasks = 9")
        with pytest.raises(JournalError, match="other processes have held its lock all the time"):
            journal.begin(NewRequest("r2", {"prompt": "x"}), 1.0, again=False)


def test_a_process_that_hangs_in_its_reservation_lets_others_go_on(
    database: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends its transaction after a while, as if its machine were gone; when it wakes, it begins anew."""
    monkeypatch.setattr("seedance_client._sdk.journal.database.IDLE_SECONDS", 0.3)
    hangs, wakes, check = threading.Event(), threading.Event(), rows.check_duplicate

    def hang(connection: Any, digest: str, *more: Any) -> None:
        check(connection, digest, *more)
        if digest == "paused" and not hangs.is_set():
            hangs.set()
            wakes.wait(30)

    monkeypatch.setattr("seedance_client._sdk.journal.postgres.check_duplicate", hang)
    paused, other = opened(database, retry_seconds=20), opened(database, retry_seconds=20)
    request = NewRequest("r1", {}, body_hash="paused")
    thread = threading.Thread(target=paused.begin, args=(request, 1.0), kwargs={"again": False})
    thread.start()
    assert hangs.wait(20)
    other.begin(NewRequest("r2", {"prompt": "x"}), 1.0, again=False)
    assert query(database, "select request_id from seedance_request") == [("r2",)]
    wakes.set()
    thread.join(20)
    assert query(database, "select request_id from seedance_request order by number") == [("r2",), ("r1",)]
    assert query(database, "select tasks from seedance_spending") == [(2,)]


@pytest.mark.parametrize(
    ("said", "attempts"),
    [
        ("FATAL:  le système de bases de données se lance", 2),
        ("FATAL:  server login has been failing, try again later (server_login_retry)", 2),
        ('FATAL:  password authentication failed for user "x"', 1),
        ("FATAL:  no such database: films", 1),
        ("FATAL:  unsupported startup parameter in options: search_path", 1),
    ],
)
def test_only_a_refusal_for_good_ends_the_attempts_at_once(
    said: str, attempts: int, database: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that starts up says so in its own language, and a pooler in other words: both are waited for."""
    import psycopg

    connect, count = psycopg.connect, [0]

    def refuse_once(*arguments: Any, **options: Any) -> Any:
        count[0] += 1
        if count[0] == 1:
            raise psycopg.OperationalError(f"connection failed: {said}")
        return connect(*arguments, **options)

    monkeypatch.setattr(psycopg, "connect", refuse_once)
    journal = opened(database, retry_seconds=20)
    if attempts == 1:
        with pytest.raises(JournalError, match="FATAL"):
            journal.open_entries(1.0)
    else:
        assert journal.open_entries(1.0) == []
    assert count[0] == attempts


def test_a_machine_that_is_gone_is_noticed(database: str, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system looks after a few seconds whether the server is still there; what the URL says counts first."""
    import psycopg

    connect, seen = psycopg.connect, []

    def look(url: str, **options: Any) -> Any:
        seen.append(options)
        return connect(url, **options)

    monkeypatch.setattr(psycopg, "connect", look)
    opened(database).open_entries(1.0)
    opened(f"{database}&keepalives_idle=60").open_entries(1.0)
    assert [options.get("keepalives_idle") for options in seen] == [5, None]
    assert all(options["tcp_user_timeout"] == 10_000 for options in seen)


def test_no_transaction_is_open_while_the_service_is_asked(
    database: str, opened: Any, hostile: Any, client: Any
) -> None:
    """While a request is on its way, the client holds neither a lock nor a transaction."""
    seen: list[Any] = []

    def look(connection: Any) -> None:
        seen.append(query(database, "select state from pg_stat_activity where state like 'idle in%'"))
        seen.append(query(database, "select 1 from pg_locks where locktype = 'advisory'"))
        seen.append(query(database, "select state from seedance_request"))
        connection.sendall(OK)

    hostile.script["POST"] = [look]
    journal = opened(database)
    with client(journal) as seedance:
        seedance.create("x", model=PRO)
    assert seen == [[], [], [("sending",)]]


def test_the_event_loop_goes_on_while_the_database_is_slow(database: str, opened: Any, hostile: Any) -> None:
    """An asynchronous create waits for the lock of another process in a thread: other tasks of the loop run on."""
    import psycopg

    hostile.script["POST"] = [OK]
    journal = opened(database, retry_seconds=30)
    journal.begin(NewRequest("r1", {}), 1.0, again=False)

    async def main() -> None:
        async with AsyncSeedance("k", base_url=hostile.base_url, journal=journal) as seedance:
            with psycopg.connect(database) as slow:
                slow.execute("lock table seedance_request")
                creating = asyncio.create_task(seedance.create("x", model=PRO))
                end = time.monotonic() + 20
                while not await asyncio.to_thread(query, database, "select 1 from pg_locks where not granted"):
                    assert time.monotonic() < end
                assert not creating.done()
            assert (await creating).id == "video_1"

    asyncio.run(main())


def test_a_heartbeat_that_fails_says_so_once(server: PostgresServer, caplog: pytest.LogCaptureFixture) -> None:
    """The log has one warning, not one for each attempt."""
    caplog.set_level(logging.WARNING, "seedance_client")
    journal = PostgresJournal(server.new_database(), lease=0.09, retry_seconds=0)
    journal.begin(NewRequest("r1", {}), 1.0, again=False, limits=SpendingLimits())
    server.control("stop", "-m", "immediate")
    end = time.monotonic() + 30
    while "not renewed" not in caplog.text and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.2)
    journal.close()
    assert caplog.text.count("not renewed") == 1
