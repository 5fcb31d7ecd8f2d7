"""Where a journal may be: a file, or a database whose package need not be installed."""

import sys
from pathlib import Path
from typing import Any

import pytest
from seedance_client import AnyJournal, AsyncSeedance, Journal, Seedance, SpendingLimit, open_journal
from tests.client.library.answers import KEY, PRO


def test_a_path_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths and names of files give a journal in a file, also odd ones."""
    monkeypatch.chdir(tmp_path)
    for place in (tmp_path / "a.jsonl", str(tmp_path / "b"), "postgresql", "c:d"):
        journal = open_journal(place, window=1)
        assert isinstance(journal, Journal)
        assert isinstance(journal, AnyJournal)
        assert (journal.name, journal.window) == (str(place), 1)
        journal.close()


@pytest.mark.parametrize("kind", [Seedance, AsyncSeedance])
def test_without_psycopg_the_error_names_the_extra(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without its package is an error when the client is made, and says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for place in ("postgresql://host/films", "postgres://host/films"):
        with pytest.raises(ImportError, match=r"pip install 'psycopg\[binary,pool\]', or the extra postgres"):
            kind("k", journal=place)


def test_other_databases_are_refused() -> None:
    """Another scheme isn't the name of a file; the rest of the URL isn't shown."""
    with pytest.raises(ValueError, match=r"^journal can't be at mysql://: give the path of a file, or postgresql://"):
        Seedance("k", journal="mysql://user:word@host/films")


def test_a_day_without_a_journal_is_that_of_the_client(service: str, clock: Any) -> None:
    """Without a journal a client counts its own tasks of a day of UTC, and begins anew on the next one."""
    with Seedance(KEY, base_url=service, max_tasks_per_day=2, clock=clock) as client:
        clock.ahead = 86400 - clock.time() % 86400 + 10
        for number in range(2):
            client.create(f"x {number}", model=PRO)
        with pytest.raises(SpendingLimit, match=r"this client has used all of max_tasks_per_day = 2 tasks on 20\d\d-"):
            client.create("x", model=PRO)
        clock.ahead += 86400
        client.create("x", model=PRO)


def test_the_cost_of_a_day(service: str, clock: Any) -> None:
    """A refusal is refunded; `max_cost_per_day` needs prices like `max_cost`."""
    with pytest.raises(ValueError, match="max_cost_per_day = 5 needs prices"):
        Seedance(KEY, max_cost_per_day=5)
    with Seedance(KEY, base_url=service, max_cost_per_day=5, prices={PRO: 1.0}, clock=clock) as client:
        client.create("x", model=PRO, duration=5)
        with pytest.raises(SpendingLimit, match=r"5 is already spent on .* \(UTC\): .* max_cost_per_day = 5"):
            client.create("y", model=PRO, duration=4)
