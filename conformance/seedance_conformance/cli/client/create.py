"""`seedance create`: start a task, and print its id."""

from typing import Any

import click

from seedance_conformance.cli.client.options import client_options
from seedance_conformance.cli.client.request import make_request, request_options
from seedance_conformance.cli.client.session import session, task_document


@click.command(epilog="Example: seedance create 'A red fox runs through snow' --duration 5")
@request_options
@client_options
def command(
    as_json: bool, base_url: str | None, journal: str | None, unchecked: bool, again: bool, **request: Any
) -> None:
    """Start a task, which is billed, and print its id. PROMPT says what the video shows; - reads it from stdin."""
    body = make_request(**request)
    with session(as_json, base_url, journal) as (now, client):
        now.sending = True
        task = client.create_from(body, unchecked=unchecked, again=again)
        now.task_id = task.id
        now.id(task.id, task_document(task))
