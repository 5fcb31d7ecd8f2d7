"""What the shell offers for an argument: models, ratios, files, and the ids in the journal."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

import click
from click.shell_completion import CompletionItem
from seedance_client import Entry, SeedanceError, open_journal

from seedance_conformance.cli.client.options import default_journal

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def one_of(values: Sequence[str]) -> Complete:
    """Offers the values that begin with what was typed."""

    def complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
        return [CompletionItem(value) for value in values if value.startswith(typed)]

    return complete


def task_ids(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offers the tasks that the journal has as unfinished."""
    found = [(entry, entry.task_id) for entry in _entries(context) if entry.task_id]
    return [_item(entry, name) for entry, name in found if name.startswith(typed)]


def unfinished_ids(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offers the tasks that the journal has as unfinished, and the requests without a task."""
    found = [(entry, entry.task_id or entry.request_id) for entry in _entries(context)]
    return [_item(entry, name) for entry, name in found if name.startswith(typed)]


def _item(entry: Entry, name: str) -> CompletionItem:
    text = entry.label or str(entry.body.get("prompt", ""))
    return CompletionItem(name, help=" ".join(f"{entry.state}, {entry.age(time.time())} {text}".split())[:60])


def _entries(context: click.Context) -> list[Entry]:
    """The unfinished requests, newest first; none if the journal can't be read, because a shell can't show why."""
    with suppress(SeedanceError, ImportError, ValueError, OSError, click.ClickException):
        path = context.params.get("journal") or os.environ.get("SEEDANCE_JOURNAL") or default_journal()
        with closing(open_journal(path)) as journal:
            return journal.open_entries(time.time())[::-1]
    return []
