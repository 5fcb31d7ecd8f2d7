"""`seedance generate`: from a prompt to a file."""

from typing import Any

import click

from seedance_conformance.cli.client.options import client_options, timeout_option
from seedance_conformance.cli.client.request import make_request, request_options
from seedance_conformance.cli.client.session import check_place, download_shown, session, task_document, wait_shown


@click.command(epilog="Example: seedance generate 'A red fox runs through snow' -o fox.mp4")
@request_options
@click.option("-o", "--output", required=True, metavar="FILE", help="Where the MP4 goes.")
@timeout_option(3600.0)
@client_options
def command(
    as_json: bool,
    base_url: str | None,
    journal: str | None,
    unchecked: bool,
    again: bool,
    output: str,
    timeout: float,
    **request: Any,
) -> None:
    """Start a task, which is billed, wait for it and download the video. The id is shown at once, on stderr."""
    check_place(output)
    body = make_request(**request)
    with session(as_json, base_url, journal) as (now, client):
        now.sending = True
        task = client.create_from(body, unchecked=unchecked, again=again)
        now.task_id = task.id
        now.say(f"task {now.name(task.id)}")
        video = wait_shown(now, client, task, timeout)
        path = download_shown(now, client, video, output)
        now.result(path, {**task_document(video), "path": str(path)})
