"""`seedance check`: check the body of a create against the documented rules, without sending it."""

import asyncio
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from attrs import asdict
from seedance_client import Problem, problems

from seedance_conformance.cli.client.request import read_body
from seedance_conformance.cli.client.session import Session, exits
from seedance_conformance.cli.extras import install_command

if TYPE_CHECKING:
    from seedance_conformance.mock.media.inspection import Note


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
    found, notes = problems(body), list["Note"]()
    if media and isinstance(body, Mapping):
        try:
            broken, notes = asyncio.run(inspect_media(body))
            found += broken
        except ModuleNotFoundError as error:
            remedy = install_command("mock")
            raise click.UsageError(f"--media needs {error.name}, which isn't installed: {remedy}") from None
    session = Session(as_json)
    with exits(session):
        if as_json or found:
            listed = {"problems": [asdict(each) for each in found], "notes": [asdict(each) for each in notes]}
            session.print_result("\n".join(map(str, found)), {"ok": not found} | listed)
    if not as_json:
        for note in notes:
            session.say(f"note: {note.place}: {note.message}")
        counted = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        session.say(counted if found else "The body keeps all documented rules.")
    if found:
        sys.exit(2)


async def inspect_media(body: Mapping[str, Any]) -> "tuple[list[Problem], list[Note]]":
    """Download the media, and check their properties against the documented limits with the mock's probe.

    Assets can't be downloaded, so they aren't checked. Notes are about media that keep the rules.
    """
    from seedance_conformance.mock.media.inspection import inspect, urls_in

    found = await inspect(urls_in(body))
    remedy = "use a URL that is reachable from the internet"
    broken = [
        # Without its query, which may be a signature.
        Problem("RB-UNFETCHABLE", named.position, re.sub(r"\?.*", "?...", named.url, flags=re.DOTALL), reason, remedy)
        for named, reason in found.unusable
    ]
    broken += [Problem(one.rule, one.field, str(one.value), one.message, one.remedy) for one in found.problems]
    return broken, found.notes
