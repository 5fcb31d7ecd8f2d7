"""`seedance download`: download the video of a completed task."""

import click

from seedance_conformance.cli.client.completion import task_ids
from seedance_conformance.cli.client.options import client_options, id_argument, output_options
from seedance_conformance.cli.client.progress import check_output, download_shown
from seedance_conformance.cli.client.session import file_name, open_session


@click.command(epilog="Example: seedance download video_0f5d2c1e -o fox.mp4")
@id_argument("task_id", task_ids)
@output_options("Path of the MP4; - is stdout; the default is ID.mp4.")
@client_options
def command(
    task_id: str, output: str | None, overwrite: bool, as_json: bool, base_url: str | None, journal: str | None
) -> None:
    """Download the MP4 of a completed task. An interrupted download is continued."""
    if output is None:
        output = file_name(task_id)
    check_output(output, overwrite=overwrite, as_json=as_json)
    with open_session(as_json, base_url, journal) as (session, client):
        path = download_shown(session, client, task_id, output, overwrite=overwrite)
        if output != "-":
            session.result(path, {"id": task_id, "path": str(path)})
