"""`seedance check`: check the body of a create against the documented rules, without sending it."""

import asyncio
import sys
from collections.abc import Mapping

import click
from attrs import asdict
from seedance_client import problems

from seedance_conformance.cli.client.media_check import CheckedMedia, inspect_media
from seedance_conformance.cli.client.request import read_body
from seedance_conformance.cli.client.session import Session, exits
from seedance_conformance.cli.extras import install_command


@click.command(epilog="Example: seedance check body.json --media")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--media", is_flag=True, help="Fetch the media that a body names, and check them, too; needs the extra 'mock'."
)
@click.option("--json", "as_json", is_flag=True, help="Write the problems as JSON.")
def command(file: str, media: bool, as_json: bool) -> None:
    """Check the JSON body of a create, and list every problem. Exit 2 if there is one. Nothing is sent to the API.

    Notes name media that keep the rules, but that some services may not accept: on stderr, or with --json in the JSON.
    """
    body = read_body(file)
    inspected = CheckedMedia([], [])
    if media and isinstance(body, Mapping):
        try:
            inspected = asyncio.run(inspect_media(body))
        except ModuleNotFoundError as error:
            remedy = install_command("mock")
            raise click.UsageError(f"--media needs {error.name}, which isn't installed: {remedy}") from None
    found = problems(body) + inspected.problems
    session = Session(as_json)
    with exits(session):
        if as_json or found:
            listed = {"problems": [asdict(each) for each in found], "notes": [asdict(each) for each in inspected.notes]}
            session.result("\n".join(map(str, found)), {"ok": not found} | listed)
    if not as_json:
        for note in inspected.notes:
            session.say(f"note: {note.place}: {note.message}")
        counted = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        session.say(counted if found else "The body keeps all documented rules.")
    if found:
        sys.exit(2)
