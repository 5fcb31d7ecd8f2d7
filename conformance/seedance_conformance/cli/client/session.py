"""What the client's verbs share: options, the client, what is shown where, and the exit codes.

Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 the task or asset failed, 2 wrong usage or a
request that breaks documented rules, 3 the key was refused, 4 HTTP, 5 the outcome is unknown, or stdout does not take
the result of a paid task, 6 waiting timed out, 130 interrupted.
"""

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from attrs import asdict, define, field
from rich.console import Console
from rich.text import Text
from seedance_client import (
    Asset,
    AssetFailed,
    AuthenticationFailed,
    DuplicateRequest,
    InvalidRequest,
    OutcomeUnknown,
    Refused,
    ResultExpired,
    Seedance,
    SeedanceError,
    SpendingLimit,
    Task,
    TaskFailed,
    WaitTimeout,
)

from seedance_conformance.stdout import drop_stdout, plain, shown, word

USAGE, UNKNOWN = 2, 5
OPTION_FOR = {
    "again=True": "--again",
    "unchecked=True": "--unchecked",
    "see what resume() gives": "see: seedance resume --list",
    "go without a journal": "go without a journal (--journal FILE, --no-journal)",
}
"""What a message of the client advises, and how the command line spells it."""
LONGEST_NAME = 100
"""Bytes of a file's name; a part of the video is gathered under a longer one."""

EXITS: list[tuple[type[Exception] | tuple[type[Exception], ...], int]] = [
    ((TaskFailed, AssetFailed), 1),
    (WaitTimeout, 6),
    ((InvalidRequest, SpendingLimit, ValueError, OSError), USAGE),
    (AuthenticationFailed, 3),
    (OutcomeUnknown, UNKNOWN),
    (SeedanceError, 4),
]
"""The first entry that fits gives the exit code; WaitTimeout, being a TimeoutError, is an OSError, too."""


@define
class Session:
    """One run of a verb.

    Attributes:
        as_json: write results as JSON.
        journal: the journal's path, or None.
        task_id: the task that it is about, once it is known.
        sending: a request that costs money is on its way, or was.
        place: where the video of a completed task goes.
        console: where everything but results goes.
    """

    as_json: bool
    journal: str | None = None
    task_id: str | None = None
    sending: bool = False
    place: str | None = None
    console: Console = field(factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def say(self, text: str) -> None:
        """A line for the user, as it is."""
        with suppress(OSError):  # a full disk behind stderr must not change the exit code
            self.console.print(plain(text), markup=False)

    def result(self, text: str | Path, document: object) -> None:
        """The result, for the user's script: a text, or a path with the bytes that the file's name has.

        Raises:
            OSError: nobody can take it.
        """
        try:
            if sys.stdout is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            if self.as_json:
                print(json.dumps(document), flush=True)  # in ASCII: a terminal can show it, and any reader read it
            elif isinstance(text, Path) and not sys.stdout.isatty():
                click.echo(os.fsencode(text))
            else:
                print(plain(str(text)), flush=True)
        except OSError as error:
            drop_stdout()
            raise OSError(error.errno, f"the result can't be written to stdout: {error.strerror}") from None

    def id(self, name: str, document: object) -> None:
        """An id as the result: escaped for a shell if it has what a terminal can't show or would obey."""
        self.result(shown(name, sys.stdout), document)

    def name(self, name: str) -> str:
        """An id in a line for the user."""
        return shown(name, self.console.file)

    def command(self, *words: str) -> str:
        """A command for the user to paste."""
        return " ".join(["seedance", *(word(each, self.console.file) for each in words)])

    def advice(self, task_id: str, *, completed: bool = False) -> str:
        """How to go on with a task, which may be completed without an address of its video."""
        if self.place is None:
            state = "Wait for its video" if completed else "The task goes on. Wait for it"
            return f"{state} with: {self.command('wait', task_id)}"
        return f"Its video is there. Fetch it with: {self.command('download', task_id, '-o', self.place)}"


def check_place(output: str) -> None:
    """Make sure that a video can be put there, before it is paid for.

    Raises:
        click.UsageError: it can't.
    """
    path = Path(output)
    if not path.name or path.is_dir():
        raise click.UsageError(f"-o '{output}' is no name of a file")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise click.UsageError(f"-o '{output}' can't be written: make the directory '{path.parent}' first")


def task_document(task: Task) -> dict[str, Any]:
    """A task as JSON, without the service's raw answer."""
    hidden = ("raw", "_client", "request_id", "trouble")
    return asdict(task, filter=lambda attribute, _: attribute.name not in hidden, recurse=False)


def asset_document(asset: Asset) -> dict[str, Any]:
    """An asset as JSON, with the address that requests use."""
    fields = asdict(asset, filter=lambda attribute, _: attribute.name != "raw", recurse=False)
    return {**fields, "reference": asset.reference}


@contextmanager
def session(as_json: bool, base_url: str | None, journal: str | None) -> Iterator[tuple[Session, Seedance]]:
    """A client, whose troubles become one sentence and an exit code."""
    now = Session(as_json, journal)
    with exits(now), Seedance(base_url=base_url, journal=journal) as client:
        yield now, client


def exit_code(error: Exception) -> int:
    """The exit code for a trouble."""
    return next(code for kinds, code in EXITS if isinstance(error, kinds))


@contextmanager
def exits(now: Session) -> Iterator[None]:
    """Turn a trouble into a sentence on stderr and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        now.say(interrupted(now))
        sys.exit(130)
    except (SeedanceError, ValueError, OSError) as error:
        tell(now, error)
        code, paid = exit_code(error), now.sending and now.task_id is not None
        sys.exit(UNKNOWN if code == USAGE and paid else code)  # who reads "usage" may well send it again


def tell(now: Session, error: Exception) -> None:
    """Say what went wrong, and how to go on."""
    text = str(error)
    for argument, option in OPTION_FOR.items():
        text = text.replace(argument, option)
    now.say(f"seedance: {text}")
    task_id = getattr(error, "task_id", None) or now.task_id
    if task_id and not isinstance(error, TaskFailed | ResultExpired):
        look = f"Look at task {task_id} with: {now.command('get', task_id)}"
        ended = isinstance(error, DuplicateRequest) and "wait for that task" not in text
        completed = getattr(getattr(error, "task", None), "lacks_address", False)
        now.say(look if ended or isinstance(error, Refused) else now.advice(task_id, completed=completed))
    elif isinstance(error, OutcomeUnknown | DuplicateRequest) and now.journal and error.request_id:
        now.say(f"Once you know that it started no task: {now.command('settle', error.request_id)}")


def interrupted(now: Session) -> str:
    """What became of the task when the user pressed Ctrl-C."""
    if now.task_id:
        return f"Interrupted. {now.advice(now.task_id)}"
    if now.sending:
        listed = f", and see: {now.command('resume', '--list')}" if now.journal else ""
        return (
            f"Interrupted while the request was on its way: a task may have been billed. Look into your account{listed}"
        )
    return "Interrupted."


def wait_shown(now: Session, client: Seedance, task: Task | str, timeout: float) -> Any:
    """Wait with a line that shows the state: live on a terminal, else one line for each change.

    Trouble is on stderr already: the client logs it as a warning.
    """
    now.task_id = task.id if isinstance(task, Task) else task
    if not now.console.is_terminal:

        def say(seen: Task) -> None:
            if seen.trouble is None:
                now.say(f"{now.name(seen.id)}: {seen.status}")

        return client.wait(task, timeout=timeout, on_update=say)
    with spinning(now, f"{now.task_id}: waiting") as line:

        def show(seen: Task) -> None:
            state = f"{seen.status}, but it can't be asked about" if seen.trouble else seen.status
            line.update(Text(plain(f"{seen.id}: {state}")))

        return client.wait(task, timeout=timeout, on_update=show)


def download_shown(now: Session, client: Seedance, task: Task | str, path: str) -> Path:
    """Download with a line that shows the bytes."""
    now.place = path if isinstance(task, Task) else None
    if not now.console.is_terminal:
        return client.download(task, path)
    with spinning(now, f"{path}: downloading") as line:
        return client.download(task, path, on_bytes=lambda have: line.update(Text(plain(f"{path}: {have:,} bytes"))))


def spinning(now: Session, text: str) -> Any:
    """A line that shows that something goes on, in signs that the terminal has."""
    spinner = "dots" if "utf" in now.console.encoding.lower() else "line"
    return now.console.status(Text(plain(text)), spinner=spinner)


def file_name(task_id: str) -> str:
    """A name for a task's video, one for each id, that the file system can write."""
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in task_id)
    try:
        if len(os.fsencode(name)) <= LONGEST_NAME:
            return f"{name}.mp4"
    except UnicodeError:  # a file system in another encoding
        pass
    start = "".join(letter for letter in name if letter.isascii())[:20]
    return f"{start}-{sha256(task_id.encode()).hexdigest()[:16]}.mp4"
