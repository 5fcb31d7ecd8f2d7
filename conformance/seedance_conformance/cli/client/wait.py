"""`seedance wait`: wait for a task, and print the address of its video."""

import click

from seedance_conformance.cli.client.completion import task_ids
from seedance_conformance.cli.client.options import client_options, id_argument, output_options, timeout_option
from seedance_conformance.cli.client.progress import check_output, download_with_progress, wait_with_progress
from seedance_conformance.cli.client.session import Session, open_client, task_document


@click.command(epilog="Example: seedance wait video_0f5d2c1e -o fox.mp4")
@id_argument("task_id", task_ids)
@output_options("Download the MP4, too; - is stdout.")
@timeout_option(3600.0)
@client_options
def command(session: Session, task_id: str, output: str | None, overwrite: bool, timeout: float) -> None:
    """Wait until a task has ended, and print the address of its video, which works for 24 hours."""
    if output is not None:
        check_output(output, overwrite=overwrite, as_json=session.as_json)
    with open_client(session) as client:
        video = wait_with_progress(session, client, task_id, timeout)
        if output is None:
            session.print_result(str(video.video_url), task_document(video))
            return
        path = download_with_progress(session, client, video, output, overwrite=overwrite)
        if output != "-":
            session.print_result(path, {**task_document(video), "path": str(path)})
