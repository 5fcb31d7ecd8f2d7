"""A journal in PostgreSQL on the command line and in the client; its password is never shown."""

import json
import logging
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import Result
from seedance_client import JournalError, PostgresJournal, Seedance, open_journal
from tests.client import cli_verbs
from tests.client.fleet.journals import database, postgres, query
from tests.client.library.answers import KEY, PRO, TASK, close, http

__all__ = ["database", "postgres"]
WORD: Final = "pw-that-nobody-sees"


@pytest.fixture
def url(database: str) -> str:
    """A URL with a password, which the server doesn't ask for."""
    return database.replace("seedance@", f"seedance:{WORD}@")


def seedance(url: str, *arguments: str, base_url: str = "", **environment: str) -> Result:
    """Run a verb in this process; what it says never has the password."""
    result = cli_verbs.seedance(*arguments, "--journal", url, base_url=base_url, **environment)
    assert WORD not in result.stdout + result.stderr
    return result


def test_each_command_takes_a_database(url: str, service: str, tmp_path: Path) -> None:
    """What one command has created, others list, resume, settle and remove."""
    with Seedance(KEY, base_url=service, journal=url) as client:
        assert WORD not in repr(client)
    assert seedance(url, "create", "x", base_url=service, SEEDANCE_API_KEY="sk-of-nobody").exit_code == 3
    with Seedance(KEY, base_url=service, journal=url) as client:
        task = client.create("A fox", model=PRO, label="fox")
    listed = seedance(url, "resume", "--list", "--json")
    assert [entry["task_id"] for entry in json.loads(listed.stdout)["open"]] == [task.id]
    assert seedance(url, "settle", task.id).exit_code == 0
    query(url, "update seedance_request set sent_at = 'epoch', changed_at = 'epoch'")
    compacted = seedance(url, "compact", "--json")
    assert json.loads(compacted.stdout) == {"removed": 2, "journal": PostgresJournal(url).name}
    assert seedance(url, "compact").stdout.startswith("removed 0 requests from postgresql:///")


def test_a_duplicate_and_an_unknown_outcome(url: str, hostile: Any) -> None:
    """The commands refuse the same again, and name the request to settle."""
    hostile.script["POST"] = [close, http(TASK)]
    assert seedance(url, "create", "x", base_url=hostile.base_url).exit_code == 5
    again = seedance(url, "create", "x", base_url=hostile.base_url)
    assert (again.exit_code, "state unknown" in again.stderr) == (2, True)
    ((name,),) = query(url, "select request_id from seedance_request")
    assert f"seedance settle {name}" in again.stderr
    resumed = seedance(url, "resume", base_url=hostile.base_url)
    assert (resumed.exit_code, name in resumed.stderr) == (5, True)
    assert seedance(url, "settle", name).exit_code == 0
    assert seedance(url, "create", "x", base_url=hostile.base_url).stdout == "video_1\n"


def test_resume_says_what_others_hold(url: str, hostile: Any) -> None:
    """Tasks of a living process aren't resumed, but mentioned."""
    hostile.script["POST"] = [http(TASK)]
    with Seedance("k", base_url=hostile.base_url, journal=url) as client:
        client.create("x", model=PRO)
        result = seedance(url, "resume", base_url=hostile.base_url)
    assert result.exit_code == 0
    assert "1 unfinished request is held by another process. List it with: seedance resume --list" in result.stderr


@pytest.mark.parametrize(
    "bad",
    [
        f"postgresql://u:{WORD}@127.0.0.1:1/films",
        f"postgresql://u@127.0.0.1:1/films?password={WORD}",
        f"postgresql://u:p@{WORD}@h/films",
        f"postgresql://u:p/{WORD}@h/films",
        f"postgresql://u:%zz{WORD}@h/films",
        f"mysql://u:{WORD}@h/films",
    ],
)
def test_a_place_that_cannot_be_used_keeps_its_password(bad: str, caplog: pytest.LogCaptureFixture) -> None:
    """Errors of a server that isn't there, and of a URL that isn't one, say what to do without the password."""
    caplog.set_level(logging.DEBUG)
    opener = partial(PostgresJournal, retry_seconds=0.2) if bad.startswith("postgresql") else open_journal
    with pytest.raises((JournalError, ValueError)) as caught:
        opener(bad).claim(1.0)
    assert WORD not in f"{caught.value!r} {caught.value} {caplog.text}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_reprs_have_no_password(url: str) -> None:
    """Neither a journal nor a session of the command line shows it."""
    from seedance_conformance.cli.client.session import Session

    journal = PostgresJournal(url)
    assert WORD not in f"{journal!r} {journal.name} {journal._database._url!r} {Session(as_json=False, journal=url)!r}"
