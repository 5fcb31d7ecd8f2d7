"""Processes that race: one body goes out once, and limits hold for all of them together."""

import subprocess
import sys
from typing import Any, Final

import pytest
from tests.client.fleet.journals import Books, books, database, postgres, query
from tests.client.library.answers import TASK, http

__all__ = ["books", "database", "postgres"]
WORKERS: Final = 8

WORKER = """
import json, sys
from seedance_client import Seedance, SeedanceError
place, base_url, prompts, options = sys.argv[1:]
client = Seedance("k", base_url=base_url, journal=place, **json.loads(options))
print("ready", flush=True)
sys.stdin.readline()
for prompt in json.loads(prompts):
    try:
        client.create(prompt, model="seedance_2_0_pro", duration=5)
    except SeedanceError as error:
        print(type(error).__name__)
    else:
        print("created")
client.close()
"""


def race(place: str, base_url: str, prompts: list[str], options: str = "{}") -> list[str]:
    """What became of the creates of several processes, which begin at the same time."""
    command, pipe = [sys.executable, "-c", WORKER, place, base_url], subprocess.PIPE
    workers = [subprocess.Popen([*command, each, options], stdin=pipe, stdout=pipe, text=True) for each in prompts]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [word for worker in workers for word in worker.communicate(timeout=120)[0].split()]


@pytest.fixture
def accepting(hostile: Any) -> Any:
    """The server accepts each request, with an id of its own."""
    hostile.answer = lambda path: http({**TASK, "id": f"video_{hostile.count('POST')}"})
    return hostile


def test_one_body_goes_out_once(books: Books, accepting: Any) -> None:
    """Eight processes send the same body at the same time: one request goes out, the others are refused."""
    words = race(books.place, accepting.base_url, ['["x"]'] * WORKERS)
    assert sorted(words) == ["DuplicateRequest"] * (WORKERS - 1) + ["created"]
    assert accepting.count("POST") == 1


@pytest.mark.parametrize(
    ("options", "most"), [('{"max_tasks": 5}', 5), ('{"max_cost": 3, "prices": {"seedance_2_0_pro": 0.1}}', 6)]
)
def test_a_limit_holds_for_the_fleet(options: str, most: int, database: str, accepting: Any) -> None:
    """Eight processes with bodies of their own start no more tasks than the limit allows for all together."""
    prompts = [f'["{number}a", "{number}b"]' for number in range(WORKERS)]
    words = race(database, accepting.base_url, prompts, options)
    assert words.count("created") == most == accepting.count("POST")
    assert words.count("SpendingLimit") == 2 * WORKERS - most
    assert query(database, "select tasks from seedance_spending") == [(most,)]


def test_a_day_of_a_file_holds_for_all_processes(books: Books, accepting: Any) -> None:
    """The limit for a day holds for all processes that share a journal, of whichever kind."""
    prompts = [f'["{number}", "{number} again"]' for number in range(3)]
    words = race(books.place, accepting.base_url, prompts, '{"max_tasks_per_day": 3}')
    assert words.count("created") == 3 == accepting.count("POST")
