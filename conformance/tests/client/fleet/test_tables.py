"""The tables of the journal in PostgreSQL: made once, brought to the newest version, left alone if they are newer."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from seedance_client import JournalError, NewRequest, PostgresJournal
from seedance_client._sdk.journal import rows, schema
from tests.client.fleet.journals import database, opened, postgres, query

__all__ = ["database", "opened", "postgres"]


def use(url: str, name: str = "r1", retry_seconds: float = 5) -> list[str]:
    """Begin a request, and list the open ones."""
    with closing(PostgresJournal(url, retry_seconds=retry_seconds)) as journal:
        journal.begin(NewRequest(name, {"prompt": name}), 1.0, again=False)
        return [entry.request_id for entry in journal.open_entries(1.0)]


def test_newer_tables_are_left_alone(database: str) -> None:
    """A client that is too old says so, and what to do; nothing is written."""
    use(database)
    query(database, "update seedance_schema set version = 9")
    with pytest.raises(JournalError, match=r"nothing was sent: .* have version 9, and this client knows"):
        use(database, "r2")
    assert query(database, "select count(*) from seedance_request") == [(1,)]


def test_a_client_notices_a_migration(database: str, opened: Any) -> None:
    """A client that runs while another one brings the tables to a newer version stops sending."""
    journal = opened(database)
    journal.begin(NewRequest("r1", {}), 1.0, again=False)
    query(database, "update seedance_schema set version = version + 1")
    with pytest.raises(JournalError, match="update it"):
        journal.begin(NewRequest("r2", {"prompt": "x"}), 1.0, again=False)


def test_a_client_that_waits_for_its_turn_notices_a_migration(database: str, opened: Any) -> None:
    """The version is read after the lock is granted, not when the client began to wait for it."""
    import psycopg

    journal = opened(database, retry_seconds=20)
    journal.begin(NewRequest("r1", {}), 1.0, again=False)
    with ThreadPoolExecutor(1) as pool, psycopg.connect(database) as slow:
        rows.lock(slow, "")  # type: ignore[arg-type]
        waiting = pool.submit(journal.begin, NewRequest("r2", {"prompt": "x"}), 1.0, again=False)
        while not query(database, "select 1 from pg_locks where locktype = 'advisory' and not granted"):
            assert not waiting.done()
        query(database, "update seedance_schema set version = version + 1")
        slow.rollback()
        with pytest.raises(JournalError, match="update it"):
            waiting.result(20)


def test_a_migration_waits_for_a_request_that_is_being_written(
    database: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written by the rules of an older version once the tables have a newer one."""
    add, done = rows.add_spending, []

    def migrate_meanwhile(*arguments: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, "select 1"])
            with pytest.raises(JournalError, match="lock"):
                use(database, "r2", retry_seconds=0.2)
        done.append(query(database, "select version from seedance_schema"))
        add(*arguments)

    monkeypatch.setattr("seedance_client._sdk.journal.postgres.add_spending", migrate_meanwhile)
    opened(database).begin(NewRequest("r1", {}), 1.0, again=False)
    assert done == [[(len(schema.MIGRATIONS),)]]


def test_older_tables_are_brought_to_the_newest_version(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step runs once, in order, and what was in the tables stays."""
    use(database)
    table = "alter table seedance_request"
    steps = [f"{table} add column one int default 1", f"{table} rename one to two"]
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, *steps])
    assert use(database, "r2") == ["r1", "r2"]
    assert use(database, "r3") == ["r1", "r2", "r3"]
    assert query(database, "select two from seedance_request") == [(1,)] * 3
    assert query(database, "select version from seedance_schema") == [(len(schema.MIGRATIONS),)]


def test_a_step_that_fails_changes_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All steps are in one transaction."""
    use(database)
    before = query(database, "select version from seedance_schema")
    steps = ["alter table seedance_request add column one int", "alter table nowhere add column one int"]
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, *steps])
    with pytest.raises(JournalError, match="nowhere"):
        use(database, "r2")
    monkeypatch.undo()
    assert query(database, "select version from seedance_schema") == before
    assert use(database, "r2") == ["r1", "r2"]


def test_many_that_start_together_make_the_tables_once(database: str) -> None:
    """Eight processes that start on an empty database wait for each other."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(partial(use, database), "abcdefgh"))
    assert len(found) == 8
    assert query(database, "select count(*) from seedance_schema") == [(1,)]


def test_a_worker_needs_no_right_to_make_tables(database: str) -> None:
    """A user who may only read and write rows can use tables that another one has made; without rights it says why."""
    use(database)
    query(database, "create role worker login")
    url = database.replace("seedance@", "worker@")
    with pytest.raises(JournalError, match="permission denied"):
        use(url, "r2")
    query(database, "grant select, insert, update, delete on all tables in schema public to worker")
    assert use(url, "r2") == ["r1", "r2"]


def test_the_page_describes_the_tables(database: str) -> None:
    """The page about fleets has each column of the requests with its type, and the other tables by name."""
    use(database)
    page = (Path(__file__).parents[4] / "docs" / "fleet.md").read_text("utf-8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (`\w+`(?:, `\w+`)*) \|", page, re.M)
    described = [pair for names, types in rows for pair in zip(words(names), cycle(words(types)), strict=False)]
    columns = "select column_name, data_type from information_schema.columns where table_name = 'seedance_request'"
    found = {(name, kind.replace("timestamp with time zone", "timestamptz")) for name, kind in query(database, columns)}
    assert set(described) == found
    assert {"`seedance_spending`", "`seedance_schema`"} <= set(re.findall(r"`\w+`", page))


def words(text: str) -> list[str]:
    """The words between backticks."""
    return re.findall(r"`(\w+)`", text)


def test_the_totals_outlive_a_compaction(database: str, opened: Any) -> None:
    """What was spent in all is still known when its requests are removed."""
    use(database)
    journal = opened(database, window=0)
    journal.note("r1", "created", 1.0, "video_1")
    journal.note_task("video_1", "downloaded", 2.0)
    assert journal.compact(1e6, 0) == 1
    assert query(database, "select tasks, unpriced from seedance_spending") == [(1, 1)]
