"""`seedance download`: download the video of a completed task."""

import click

from seedance_conformance.cli.client.completion import task_ids
from seedance_conformance.cli.client.options import client_options, id_argument, output_options
from seedance_conformance.cli.client.progress import check_output, download_with_progress
from seedance_conformance.cli.client.session import Session, file_name, open_client


@click.command(epilog="Example: seedance download video_0f5d2c1e -o fox.mp4")
@id_argument("task_id", task_ids)
@output_options("Path of the MP4; - is stdout; the default is ID.mp4.")
@client_options
def command(session: Session, task_id: str, output: str | None, overwrite: bool) -> None:
    """Download the MP4 of a completed task. An interrupted download is continued."""
    output = file_name(task_id) if output is None else output
    check_output(output, overwrite=overwrite, as_json=session.as_json)
    with open_client(session) as client:
        path = download_with_progress(session, client, task_id, output, overwrite=overwrite)
        if output != "-":
            session.print_result(path, {"id": task_id, "path": str(path)})
