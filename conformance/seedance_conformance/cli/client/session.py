"""What the client commands share: the client, the output, and the exit codes.

Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 the task or asset failed, 2 wrong usage or a
request that breaks documented rules, 3 the key was refused, 4 HTTP error, 5 the outcome is unknown, or the result of a
paid task can't be written to stdout, 6 the time limit is over, 130 interrupted, 141 the reader of stdout has gone.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import click
from attrs import define, field
from rich.console import Console
from seedance_client import AnyJournal, Asset, Seedance, SeedanceError, Task, errors, open_journal

from seedance_conformance.cli.client.hosting import hosting_for
from seedance_conformance.stdout import StdoutError, escaped_id, shell_word, without_controls, writing

USAGE, UNKNOWN, READER_GONE = 2, 5, 141
COMMAND_LINE_ADVICE = {
    "again=True": "--again",
    "unchecked=True": "--unchecked",
    "overwrite it with overwrite=True": "replace it with --overwrite",
    ", or a client with hosting=, which stores local files": "; --hosting s3://BUCKET/FOLDER stores local files",
    ", and a client with hosting=, which stores local files": ", and --hosting s3://BUCKET/FOLDER, which stores it",
    "add referenceVideos": "add a reference video (--video)",
    "add first_image, or": "add first_image (--first-image), or",
    "set SEEDANCE_API_KEY, or pass api_key": "set the environment variable SEEDANCE_API_KEY",
    "pass the key as api_key": "set the key as SEEDANCE_API_KEY",
    "base_url": "--base-url",
    "call resume() to get the open ones": "list them with: seedance resume --list",
    "don't use a journal": "don't use a journal (--journal FILE, --no-journal)",
}
"""Advice in messages of the client -> the same advice for the command line."""
LONGEST_NAME = 100
"""Maximum bytes of a file's name; the partial file has a longer one."""

EXITS: list[tuple[type[Exception] | tuple[type[Exception], ...], int]] = [
    ((errors.TaskFailed, errors.AssetFailed), 1),
    (errors.WaitTimeout, 6),
    ((errors.InvalidRequest, errors.SpendingLimit, ValueError, OSError, ImportError), USAGE),
    (errors.AuthenticationFailed, 3),
    (errors.OutcomeUnknown, UNKNOWN),
    (SeedanceError, 4),
]
"""The first entry that fits gives the exit code. WaitTimeout is also an OSError, so it comes before."""


@define
class Session:
    """One run of a command.

    Attributes:
        journal: the journal's path, or its URL, which may have a password; or None.
        base_url: as it was given; None for the client's default.
        sending: whether a request that costs money may have been sent.
        output: the path for the video of a completed task.
        stored: the path of the task's video, once it is stored.
        console: for everything except results.
    """

    as_json: bool
    journal: str | None = field(default=None, repr=False)
    base_url: str | None = field(default=None, kw_only=True)
    task_id: str | None = None
    sending: bool = False
    output: str | None = None
    stored: Path | None = None
    console: Console = field(factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def say(self, text: str) -> None:
        """Print a line for the user on stderr."""
        with suppress(OSError):  # an error on stderr, such as a full disk, must not change the exit code
            self.console.print(without_controls(text), markup=False)

    def print_result(self, text: str | Path, document: object) -> None:
        """Print a text, or a path with the exact bytes of the file's name, on stdout; raises StdoutError."""
        with writing("result") as stdout:
            if self.as_json:
                print(json.dumps(document))  # in ASCII, which every terminal can show
            elif isinstance(text, Path) and not stdout.isatty():
                click.echo(os.fsencode(text))
            else:
                print(without_controls(str(text)))

    def print_id(self, name: str, document: object) -> None:
        """Print an id on stdout, as the result; escaped for a shell if it has characters that aren't safe to show."""
        self.print_result(escaped_id(name, sys.stdout), document)

    def shown_id(self, name: str) -> str:
        """An id as it is shown to the user."""
        return escaped_id(name, self.console.file)

    def command(self, *words: str) -> str:
        """A command that the user can paste."""
        return " ".join(["seedance", *(shell_word(each, self.console.file) for each in words)])

    def advice(self, task_id: str, *, completed: bool = False) -> str:
        """What the user can do next with a task, which may be completed without an address of its video."""
        if self.stored is not None:
            return f"Its video is stored as {shell_word(str(self.stored), self.console.file)}"
        if self.output is None:
            state = "Wait for its video" if completed else "The task may still be running. Wait for it"
            return f"{state} with: {self.command('wait', task_id)}"
        return f"Its video is ready. Download it with: {self.command('download', task_id, '-o', self.output)}"


def task_document(task: Task) -> dict[str, Any]:
    """A task as JSON, without the service's raw answer."""
    hidden = ("raw", "request_id", "trouble", "path", "label", "metadata")
    return {name: value for name, value in task.to_dict().items() if name not in hidden}


def asset_document(asset: Asset) -> dict[str, Any]:
    """An asset as JSON, with the address that requests use."""
    fields = {name: value for name, value in asset.to_dict().items() if name != "raw"}
    return {**fields, "reference": asset.reference}


@contextmanager
def open_client(session: Session, storage: str | None = None) -> Iterator[Seedance]:
    """A client whose errors become one sentence on stderr and an exit code."""
    with (
        exits(session),
        hosting_for(storage, session.base_url) as hosting,
        Seedance(base_url=session.base_url, journal=session.journal, hosting=hosting) as client,
    ):
        yield client


def need_journal(session: Session, verb: str) -> str:
    """The journal of a session, for a command that can't do without one."""
    if session.journal is None:
        raise click.UsageError(f"{verb} needs a journal: leave out --no-journal")
    return session.journal


@contextmanager
def journal_of(session: Session, verb: str) -> Iterator[AnyJournal]:
    """The open journal of a session. Its errors become one sentence on stderr and an exit code."""
    path = need_journal(session, verb)
    with exits(session), closing(open_journal(path)) as journal:
        yield journal


def exit_code(error: Exception) -> int:
    """The exit code for an error."""
    return next(code for types, code in EXITS if isinstance(error, types))


@contextmanager
def exits(session: Session) -> Iterator[None]:
    """Turn an error into a sentence on stderr and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        session.say(interrupted(session))
        sys.exit(130)
    except StdoutError as error:
        leave(session, error)
    except (SeedanceError, ValueError, OSError, ImportError) as error:
        tell(session, error)
        leave_with(session, exit_code(error))


def leave_with(session: Session, code: int) -> NoReturn:
    """Exit with a code. If a task was paid for, 5 replaces 2, so that the user doesn't send the request again."""
    sys.exit(UNKNOWN if code == USAGE and session.sending and session.task_id is not None else code)


def leave(session: Session, error: StdoutError) -> NoReturn:
    """Exit because stdout can't be written. If its reader has gone, as `head` does, no error is shown.

    But if the id of a paid task would be lost, it is shown on stderr.
    """
    id_is_lost = session.sending and session.output is None
    if error.reader_has_gone and not id_is_lost:
        if session.sending and session.output == "-" and session.task_id:
            session.say(session.advice(session.task_id))
        sys.exit(READER_GONE)
    tell(session, error)
    leave_with(session, USAGE)


def tell(session: Session, error: Exception) -> None:
    """Print what went wrong, and what to do."""
    text = str(error)
    for argument, option in COMMAND_LINE_ADVICE.items():
        text = text.replace(argument, option)
    session.say(f"seedance: {text}")
    task_id = getattr(error, "task_id", None) or session.task_id
    if task_id and not isinstance(error, errors.TaskFailed | errors.ResultExpired):
        session.say(_next_step(session, error, task_id))
    elif isinstance(error, errors.OutcomeUnknown | errors.DuplicateRequest) and session.journal and error.request_id:
        settle = session.command("settle", error.request_id)
        session.say(f"When you know that request {error.request_id} didn't start a task, close it with: {settle}")


def _next_step(session: Session, error: Exception, task_id: str) -> str:
    """What the user can do with the task that an error is about."""
    duplicate = isinstance(error, errors.DuplicateRequest)
    if duplicate and "download its video" in str(error):
        return f"Download it with: {session.command('download', task_id)}"
    if isinstance(error, errors.Refused) or (duplicate and "wait for that task" not in str(error)):
        return f"See task {task_id} with: {session.command('get', task_id)}"
    return session.advice(task_id, completed=getattr(getattr(error, "task", None), "lacks_address", False))


def interrupted(session: Session) -> str:
    """What happened to the task when the user pressed Ctrl-C."""
    if session.task_id:
        return f"Interrupted. {session.advice(session.task_id)}"
    if session.sending:
        listed = f", and see: {session.command('resume', '--list')}" if session.journal else ""
        return f"Interrupted while the request was being sent: a task may have been billed. Check your account{listed}"
    return "Interrupted."


def file_name(task_id: str) -> str:
    """A file name for a task's video, unique for each id, that the file system supports."""
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in task_id)
    with suppress(UnicodeError):  # the file system may use another encoding
        if len(os.fsencode(name)) <= LONGEST_NAME:
            return f"{name}.mp4"
    start = "".join(letter for letter in name if letter.isascii())[:20]
    return f"{start}-{sha256(task_id.encode()).hexdigest()[:16]}.mp4"
