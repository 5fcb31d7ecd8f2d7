"""What the shell offers after Tab."""

import time
from pathlib import Path
from typing import get_args

import pytest
from click.shell_completion import ShellComplete
from seedance_client import AspectRatio, Journal, NewRequest
from seedance_conformance.cli.client import request
from seedance_conformance.cli.group import GROUP


def offers(arguments: list[str], typed: str = "") -> list[str]:
    """The words that are offered."""
    shell = ShellComplete(GROUP, {}, "seedance", "_SEEDANCE_COMPLETE")
    return [item.value for item in shell.get_completions(arguments, typed)]


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with an unfinished task, a finished one, and a request without a task."""
    path = tmp_path / "tasks.jsonl"
    monkeypatch.setenv("SEEDANCE_JOURNAL", str(path))
    book, now = Journal(path), time.time()
    for name, state, task in (("a", "created", "video_1"), ("b", "downloaded", "video_2"), ("c", "unknown", None)):
        book.begin(NewRequest(name, {"prompt": name}), now, again=False)
        book.note(name, state, now, task)
    return path


def test_models_and_ratios() -> None:
    """The values of the documents are offered; the tables of the command line are those of the client."""
    assert offers(["create", "--model"], "seedance_2_0_f") == ["seedance_2_0_fast_pro", "seedance_2_0_fast"]
    assert offers(["generate", "--aspect-ratio"], "9") == ["9:16"]
    assert set(request.RATIOS) == set(get_args(AspectRatio))


@pytest.mark.parametrize("command", ["get", "wait", "download"])
def test_ids_of_unfinished_tasks(command: str, journal: Path) -> None:
    """Commands about a task offer what the journal has as unfinished."""
    assert offers([command]) == ["video_1"]
    assert offers([command], "x") == []
    assert offers([command, "--journal", str(journal.with_name("none"))]) == []


def test_ids_to_settle(journal: Path) -> None:
    """`settle` offers requests without a task, too, newest first."""
    assert offers(["settle"]) == ["c", "video_1"]


def test_a_journal_that_cannot_be_read_offers_nothing(journal: Path) -> None:
    """A shell can't show an error."""
    journal.unlink()
    journal.mkdir()
    assert offers(["wait"]) == []
