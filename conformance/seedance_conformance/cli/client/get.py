"""`seedance get`: query a task."""

import click

from seedance_conformance.cli.client.completion import task_ids
from seedance_conformance.cli.client.options import client_options, id_argument
from seedance_conformance.cli.client.session import Session, open_client, task_document


@click.command(epilog="Example: seedance get video_0f5d2c1e --json")
@id_argument("task_id", task_ids)
@client_options
def command(session: Session, task_id: str) -> None:
    """Query a task, and print its status with its video address or its error. Exit 1 if the task has failed."""
    with open_client(session) as client:
        task = client.get(task_id)
        session.print_result(" ".join(filter(None, (task.status, task.video_url, task.error))), task_document(task))
        if task.failed:
            raise SystemExit(1)
