"""`seedance check`: hold the body of a create against the documented rules, without sending it."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from attrs import asdict
from seedance_client import Problem, problems

from seedance_conformance.cli.client_session import Session, exits

MEDIA = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios")


@click.command(epilog="Example: seedance check body.json --media")
@click.argument("file", metavar="FILE|-")
@click.option("--media", is_flag=True, help="Fetch and inspect the media, too; needs the extra 'mock'.")
@click.option("--json", "as_json", is_flag=True, help="Write the problems as JSON.")
def command(file: str, media: bool, as_json: bool) -> None:
    """Check the JSON body of a create; every problem is listed. Exit 2 if there is any; nothing is sent."""
    body = read_body(file)
    found = problems(body)
    if media and isinstance(body, Mapping):
        try:
            found += asyncio.run(media_problems(body))
        except ModuleNotFoundError as error:
            raise click.UsageError(f"--media needs {error.name}: pip install 'seedance-kit[mock]'") from None
    now = Session(as_json)
    with exits(now):
        if as_json or found:
            listed = [asdict(problem) for problem in found]
            now.result("\n".join(map(str, found)), {"ok": not found, "problems": listed})
    if not as_json:
        counted = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        now.say(counted if found else "The body breaks no documented rule.")
    if found:
        sys.exit(2)


def read_body(file: str) -> Any:
    """The JSON of a file or stdin.

    Raises:
        click.UsageError: it can't be read, or is no JSON.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return json.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        raise click.UsageError(f"{file} can't be read as JSON: {error}") from None


def addresses(body: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, place and address of each medium that has a web address; assets can't be looked into from here."""
    for field in MEDIA:
        value = body.get(field)
        entries = [(field, value)] if isinstance(value, str) else []
        if isinstance(value, list):
            entries = [(f"{field}[{place}]", entry) for place, entry in enumerate(value) if isinstance(entry, str)]
        yield from ((field, place, entry) for place, entry in entries if entry.startswith(("http://", "https://")))


async def media_problems(body: Mapping[str, Any]) -> list[Problem]:
    """Fetch the media, and hold their facts against the documented limits, with the mock's probe."""
    from seedance_conformance.mock.choices import resolve
    from seedance_conformance.mock.fetch import Fetcher
    from seedance_conformance.mock.probe.judge import Medium, judge
    from seedance_conformance.mock.probe.limits import limits_for

    places = list(addresses(body))
    fetcher = Fetcher("any")
    try:
        fetched = await asyncio.gather(*(fetcher.fetch(address) for _, _, address in places))
    finally:
        await fetcher.close()
    remedy = "use an address that the internet can reach"
    found = [
        Problem("RB-UNFETCHABLE", place, address, outcome.reason or "it can't be inspected", remedy)
        for (_, place, address), outcome in zip(places, fetched, strict=True)
        if outcome.facts is None
    ]
    media = [
        Medium(field, place, address, outcome.facts)
        for (field, place, address), outcome in zip(places, fetched, strict=True)
        if outcome.facts is not None
    ]
    judged = judge(media, limits_for(resolve({})))
    return found + [
        Problem(problem.rule, str(problem.field), str(problem.value), problem.message, str(problem.remedy))
        for problem in judged
    ]
