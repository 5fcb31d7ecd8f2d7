"""`seedance generate`: from a prompt to a file."""

from typing import Any

import click

from seedance_conformance.cli.client.options import client_options, output_options, timeout_option
from seedance_conformance.cli.client.progress import check_output, download_with_progress, wait_with_progress
from seedance_conformance.cli.client.request import make_request, request_options
from seedance_conformance.cli.client.session import Session, open_client, task_document


@click.command(epilog="Example: seedance generate 'A red fox runs through snow' -o fox.mp4")
@request_options
@output_options("Path of the MP4; - is stdout.", required=True)
@timeout_option(3600.0)
@client_options
def command(
    session: Session, hosting: str | None, output: str, overwrite: bool, timeout: float, **request: Any
) -> None:
    """Create a task, which is billed, wait for it, and download its video. The id is printed on stderr first."""
    check_output(output, overwrite=overwrite, as_json=session.as_json)
    if not timeout:
        raise click.BadParameter("it must be above 0; got 0", param_hint="'--timeout'")
    body, options = make_request(**request)
    with open_client(session, hosting) as client:
        session.sending = True
        task = client.create_from(body, **options)
        session.task_id = task.id
        session.say(f"task {session.shown_id(task.id)}")
        video = wait_with_progress(session, client, task, timeout, body.get("model"))
        path = download_with_progress(session, client, video, output, overwrite=overwrite)
        if output != "-":
            session.print_result(path, {**task_document(video), "path": str(path)})
