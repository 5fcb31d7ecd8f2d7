"""`seedance download`: fetch the video of a completed task."""

import click

from seedance_conformance.cli.client_session import check_place, client_options, download_shown, session


@click.command(epilog="Example: seedance download video_0f5d2c1e -o fox.mp4")
@click.argument("task_id", metavar="ID")
@click.option("-o", "--output", metavar="FILE", help="Where the MP4 goes; ID.mp4 without it.")
@client_options
def command(task_id: str, output: str | None, as_json: bool, base_url: str | None, journal: str | None) -> None:
    """Fetch the MP4 of a completed task; a download that broke off goes on where it was."""
    if output is None:
        output = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in task_id) + ".mp4"
    check_place(output)
    with session(as_json, base_url, journal) as (now, client):
        path = download_shown(now, client, task_id, output)
        now.result(path, {"id": task_id, "path": path})
