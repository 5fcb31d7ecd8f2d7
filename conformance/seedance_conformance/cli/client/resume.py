"""`seedance resume`: what the journal says is not finished, waited for and downloaded, or listed."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from seedance_client import Entry, Journal, Seedance, SeedanceError, Task

from seedance_conformance.cli.client.options import client_options, timeout_option
from seedance_conformance.cli.client.session import (
    UNKNOWN,
    Session,
    check_place,
    download_shown,
    exit_code,
    exits,
    file_name,
    session,
    task_document,
    tell,
)

WORST_FIRST = (3, UNKNOWN, 4, 6, 1, 2)
"""Of several troubles the first of these exit codes is given."""


@click.command(epilog="Examples: seedance resume --list; seedance resume --dir videos")
@click.option("--list", "listing", is_flag=True, help="Only list them; nothing is sent.")
@click.option("--dir", "folder", default=".", show_default=True, metavar="DIR", help="Where the MP4s go, as ID.mp4.")
@timeout_option(3600.0)
@client_options
def command(
    listing: bool, folder: str, timeout: float, as_json: bool, base_url: str | None, journal: str | None
) -> None:
    """Wait for every task that the journal has as not finished, and download its video.

    A request whose outcome is unknown is named: look into your account, then use `seedance settle`. Exit 5 while there
    is one.
    """
    if journal is None:
        raise click.UsageError("without a journal nothing is known: leave --no-journal out")
    if listing:
        show(Session(as_json, journal), Journal(journal))
        return
    check_place(str(Path(folder) / "x.mp4"))
    with session(as_json, base_url, journal) as (now, client):
        left = client.resume()
        elsewhere = len(Journal(journal).open_entries(time.time())) - len(left.tasks) - len(left.unknown)
        codes, videos = fetch_all(now, client, left.tasks, Path(folder), timeout)
        for entry in left.unknown:
            now.say(f"Nobody knows whether request {entry.request_id} started a task: {summary(entry)}")
            now.say(f"Look into your account; once you know: {now.command('settle', entry.request_id)}")
        if as_json:
            now.result("", {"videos": videos, "unknown": [document(entry) for entry in left.unknown]})
        elif not left.tasks and not left.unknown:
            now.say("Nothing is open here.")
        if elsewhere > 0:
            now.say(f"{elsewhere} more at other addresses (--base-url): {now.command('resume', '--list')}")
    codes |= {UNKNOWN} if left.unknown else set()
    sys.exit(next((code for code in WORST_FIRST if code in codes), 0))


def fetch_all(
    now: Session, client: Seedance, tasks: tuple[Task, ...], folder: Path, timeout: float
) -> tuple[set[int], list[dict[str, Any]]]:
    """Wait for tasks side by side and fetch each video; gives the exit codes of troubles, and what was fetched."""
    codes: set[int] = set()
    videos = []
    ended = client.wait_many(tasks, timeout=timeout, on_update=lambda seen: now.say(f"{seen.id}: {seen.status}"))
    for task, result in zip(tasks, ended, strict=True):
        now.task_id, now.place = task.id, None
        try:
            if isinstance(result, SeedanceError):
                raise result
            path = download_shown(now, client, result, str(folder / file_name(task.id)))
        except SeedanceError as error:
            tell(now, error)
            codes.add(exit_code(error))
        else:
            videos.append({**task_document(result), "path": str(path)})
            if not now.as_json:
                now.result(path, None)
    now.task_id = None
    return codes, videos


def show(now: Session, journal: Journal) -> None:
    """List what is open, at every address."""
    with exits(now):
        entries = journal.open_entries(time.time())
        if entries or now.as_json:
            now.result("\n".join(map(summary, entries)), {"open": [document(entry) for entry in entries]})
        else:
            now.say(f"Nothing is open in {journal.path}.")


def summary(entry: Entry) -> str:
    """A request in one line: its id or its task's, its state, when it was sent, where, and its prompt."""
    sent = datetime.fromtimestamp(entry.sent_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    prompt = " ".join(str(entry.body.get("prompt", "")).split())
    return "  ".join(
        (entry.task_id or entry.request_id, entry.state, sent, entry.base_url or "-", prompt[:60])
    ).rstrip()


def document(entry: Entry) -> dict[str, Any]:
    """A request as JSON, without the addresses of its media, which may be signed."""
    names = ("request_id", "task_id", "state", "sent_at", "changed_at", "base_url")
    known = {name: getattr(entry, name) for name in names}
    return {**known, **{name: entry.body.get(name) for name in ("model", "prompt")}}
