"""`seedance create`: create a task, and print its id."""

from typing import Any

import click

from seedance_conformance.cli.client.options import client_options
from seedance_conformance.cli.client.request import make_request, request_options
from seedance_conformance.cli.client.session import Session, open_client, task_document


@click.command(epilog="Example: seedance create 'A red fox runs through snow' --duration 5")
@request_options
@client_options
def command(session: Session, hosting: str | None, **request: Any) -> None:
    """Create a task, which is billed, and print its id. PROMPT describes the video; - reads it from stdin."""
    body, options = make_request(**request)
    with open_client(session, hosting) as client:
        session.sending = True
        task = client.create_from(body, **options)
        session.task_id = task.id
        session.print_id(task.id, task_document(task))
