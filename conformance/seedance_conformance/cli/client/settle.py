"""`seedance settle`: close a request of the journal by hand."""

import time

import click

from seedance_conformance.cli.client.completion import unfinished_ids
from seedance_conformance.cli.client.options import id_argument, journal_options
from seedance_conformance.cli.client.session import Session, journal_of
from seedance_conformance.stdout import utf8_argument


@click.command(epilog="Example: seedance settle 5f0c9a4be1d24f7d8a63c0b7e2f1a9d4")
@id_argument("name", unfinished_ids)
@click.option("--task", metavar="ID", help="The task that the request started: `seedance resume` downloads it.")
@journal_options
def command(session: Session, name: str, task: str | None) -> None:
    """Close a request of the journal, when you know its outcome. ID is the request's id, or the id of its task.

    Nothing is sent, and `seedance resume` no longer lists the request. The same request can then be sent again:
    immediately if its task isn't known, otherwise 10 minutes after it was sent.
    """
    with journal_of(session, "settle") as journal:
        journal.settle(name, time.time(), None if task is None else utf8_argument(task))
        done = f"settled {name}" if task is None else f"request {name} has started task {task}"
        session.print_result(done, {"id": name, "settled": task is None, "task_id": task})
