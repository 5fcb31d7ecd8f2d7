"""`seedance settle`: close a request of the journal by hand."""

import time

import click
from seedance_client import Journal

from seedance_conformance.cli.client.options import id_argument, journal_options
from seedance_conformance.cli.client.session import Session, exits


@click.command(epilog="Example: seedance settle 5f0c9a4be1d24f7d8a63c0b7e2f1a9d4")
@id_argument("name")
@journal_options
def command(name: str, as_json: bool, journal: str | None) -> None:
    """Close a request of the journal, once you know what became of it; ID is its own, or that of its task.

    Nothing is sent, and `seedance resume` no longer lists it. The same request may be sent again: at once if no task
    is known of it, else 10 minutes after it.
    """
    if journal is None:
        raise click.UsageError("without a journal there is nothing to settle: leave --no-journal out")
    now = Session(as_json, journal)
    with exits(now):
        Journal(journal).settle(name, time.time())
        now.result(f"settled {name}", {"id": name, "settled": True})
