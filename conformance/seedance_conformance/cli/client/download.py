"""`seedance download`: fetch the video of a completed task."""

import click

from seedance_conformance.cli.client.options import client_options, id_argument
from seedance_conformance.cli.client.session import check_place, download_shown, file_name, session


@click.command(epilog="Example: seedance download video_0f5d2c1e -o fox.mp4")
@id_argument("task_id")
@click.option("-o", "--output", metavar="FILE", help="Where the MP4 goes; ID.mp4 without it.")
@client_options
def command(task_id: str, output: str | None, as_json: bool, base_url: str | None, journal: str | None) -> None:
    """Fetch the MP4 of a completed task; a download that broke off goes on where it was."""
    if output is None:
        output = file_name(task_id)
    check_place(output)
    with session(as_json, base_url, journal) as (now, client):
        path = download_shown(now, client, task_id, output)
        now.result(path, {"id": task_id, "path": str(path)})
