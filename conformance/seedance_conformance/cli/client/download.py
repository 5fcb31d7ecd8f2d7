"""`seedance download`: download the video of a completed task."""

import click

from seedance_conformance.cli.client.options import client_options, id_argument
from seedance_conformance.cli.client.session import check_output, download_shown, file_name, open_session


@click.command(epilog="Example: seedance download video_0f5d2c1e -o fox.mp4")
@id_argument("task_id")
@click.option("-o", "--output", metavar="FILE", help="Path of the MP4; the default is ID.mp4.")
@client_options
def command(task_id: str, output: str | None, as_json: bool, base_url: str | None, journal: str | None) -> None:
    """Download the MP4 of a completed task. An interrupted download is continued."""
    if output is None:
        output = file_name(task_id)
    check_output(output)
    with open_session(as_json, base_url, journal) as (session, client):
        path = download_shown(session, client, task_id, output)
        session.result(path, {"id": task_id, "path": str(path)})
