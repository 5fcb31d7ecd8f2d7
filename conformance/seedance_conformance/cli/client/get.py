"""`seedance get`: ask about a task once."""

import click

from seedance_conformance.cli.client.options import client_options, id_argument
from seedance_conformance.cli.client.session import session, task_document


@click.command(epilog="Example: seedance get video_0f5d2c1e --json")
@id_argument("task_id")
@client_options
def command(task_id: str, as_json: bool, base_url: str | None, journal: str | None) -> None:
    """Ask about a task once, and print its status, with its address or its error. Exit 1 if it has failed."""
    with session(as_json, base_url, journal) as (now, client):
        task = client.get(task_id)
        now.result(" ".join(filter(None, (task.status, task.video_url, task.error))), task_document(task))
        if task.failed:
            raise SystemExit(1)
