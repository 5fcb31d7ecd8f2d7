"""`seedance resume`: wait for unfinished tasks of the journal and download their videos, or list them."""

import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from seedance_client import Entry, Open, Seedance, SeedanceError, Task, open_journal

from seedance_conformance.cli.client.options import client_options, timeout_option
from seedance_conformance.cli.client.progress import check_folder, download_with_progress
from seedance_conformance.cli.client.session import (
    UNKNOWN,
    Session,
    exit_code,
    file_name,
    journal_of,
    need_journal,
    open_client,
    task_document,
    tell,
)

WORST_FIRST = (3, UNKNOWN, 4, 6, 1, 2)
"""If there are several errors, the first of these exit codes counts."""


@click.command(epilog="Examples: seedance resume --list; seedance resume --dir videos")
@click.option("--list", "listing", is_flag=True, help="Only list unfinished requests; nothing is sent.")
@click.option(
    "--dir", "folder", default=".", show_default=True, metavar="DIR", help="Folder for the MP4s, each named ID.mp4."
)
@click.option("--overwrite", is_flag=True, help="Replace files that exist.")
@timeout_option(3600.0)
@client_options
def command(session: Session, listing: bool, folder: str, overwrite: bool, timeout: float) -> None:
    """Wait for every unfinished task of the journal, and download its video.

    Requests whose outcome is unknown are listed: check your account, then use `seedance settle`. The exit code is 5 as
    long as there is one.
    """
    if listing:
        show(session)
        return
    journal = need_journal(session, "resume")
    check_folder(f"--dir '{folder}'", Path(folder))
    with open_client(session) as client:
        left = client.resume()
        others = left_to_others(journal, left)
        codes, videos = fetch_all(session, client, left.tasks, Path(folder), timeout, overwrite=overwrite)
        for entry in left.unknown:
            session.say(f"It isn't known whether request {entry.request_id} started a task: {summary(entry)}")
            session.say(f"Check your account, then close the request: {session.command('settle', entry.request_id)}")
        if session.as_json:
            session.print_result("", {"videos": videos, "unknown": [document(entry) for entry in left.unknown]})
        elif not left.tasks and not left.unknown:
            session.say("There are no unfinished requests for this base URL.")
        tell_others(session, others)
    codes |= {UNKNOWN} if left.unknown else set()
    sys.exit(next((code for code in WORST_FIRST if code in codes), 0))


def fetch_all(
    session: Session, client: Seedance, tasks: tuple[Task, ...], folder: Path, timeout: float, *, overwrite: bool
) -> tuple[set[int], list[dict[str, Any]]]:
    """Wait for tasks and download each video; returns the exit codes of errors, and the downloaded videos."""
    codes: set[int] = set()
    videos = []
    ended = client.wait_many(tasks, timeout=timeout, on_update=lambda seen: session.say(f"{seen.id}: {seen.status}"))
    for task, result in zip(tasks, ended, strict=True):
        session.task_id, session.output, session.stored = task.id, None, None
        try:
            if isinstance(result, SeedanceError):
                raise result
            path = download_with_progress(
                session, client, result, str(folder / file_name(task.id)), overwrite=overwrite
            )
        except SeedanceError as error:
            tell(session, error)
            codes.add(exit_code(error))
        else:
            videos.append({**task_document(result), "path": str(path)})
            if not session.as_json:
                session.print_result(path, None)
    session.task_id = None
    return codes, videos


def left_to_others(journal: str, left: Open[Task]) -> list[Entry]:
    """The unfinished requests that aren't given to this command."""
    with closing(open_journal(journal)) as book:
        entries = book.open_entries(time.time())
    ours = {task.id for task in left.tasks} | {entry.request_id for entry in left.unknown}
    return [entry for entry in entries if entry.task_id not in ours and entry.request_id not in ours]


def tell_others(session: Session, entries: list[Entry]) -> None:
    """Say that there are unfinished requests for other base URLs, or in the hands of other processes."""
    held = sum(entry.held_by is not None for entry in entries)
    for number, one, many in (
        (held, "request is held by another process", "requests are held by other processes"),
        (len(entries) - held, "request is for another base URL", "requests are for other base URLs"),
    ):
        if number:
            what, them = (one, "it") if number == 1 else (many, "them")
            session.say(f"{number} unfinished {what}. List {them} with: {session.command('resume', '--list')}")


def show(session: Session) -> None:
    """List the unfinished requests for all addresses."""
    with journal_of(session, "resume") as journal:
        entries = journal.open_entries(time.time())
        if entries or session.as_json:
            session.print_result("\n".join(map(summary, entries)), {"open": [document(entry) for entry in entries]})
        else:
            session.say(f"There are no unfinished requests in {journal.name}.")


def summary(entry: Entry) -> str:
    """A request in one line: task id or request id, state, time, age and address of sending, label or prompt."""
    sent = datetime.fromtimestamp(entry.sent_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    when = f"{sent} ({entry.age(time.time())})"
    name = " ".join((entry.label or str(entry.body.get("prompt", ""))).split())
    return "  ".join((entry.task_id or entry.request_id, entry.state, when, entry.base_url or "-", name[:60])).rstrip()


def document(entry: Entry) -> dict[str, Any]:
    """A request as JSON, without the addresses of its media, which may be signed."""
    names = ("request_id", "task_id", "state", "sent_at", "changed_at", "base_url", "label", "metadata", "held_by")
    known = {name: getattr(entry, name) for name in names} | {"age_seconds": round(time.time() - entry.sent_at)}
    return {**known, **{name: entry.body.get(name) for name in ("model", "prompt")}}
