"""What the client's verbs share: options, the client, what is shown where, and the exit codes.

Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 the task or asset failed, 2 wrong usage or a
request that breaks documented rules, 3 the key was refused, 4 HTTP, 5 the outcome is unknown, or stdout does not take
the result of a paid task, 6 waiting timed out, 130 interrupted.
"""

import errno
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import asdict, define, field
from rich.console import Console
from rich.text import Text
from seedance_client import (
    Asset,
    AssetFailed,
    AuthenticationFailed,
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

from seedance_conformance.stdout import drop_stdout

USAGE, UNKNOWN = 2, 5

EXITS: list[tuple[type[Exception] | tuple[type[Exception], ...], int]] = [
    ((TaskFailed, AssetFailed), 1),
    (WaitTimeout, 6),
    ((InvalidRequest, SpendingLimit, ValueError, OSError), USAGE),
    (AuthenticationFailed, 3),
    (OutcomeUnknown, UNKNOWN),
    (SeedanceError, 4),
]
"""The first entry that fits gives the exit code; WaitTimeout, being a TimeoutError, is an OSError, too."""

F = TypeVar("F", bound=Callable[..., Any])


@define
class Session:
    """One run of a verb.

    Attributes:
        as_json: write results as JSON.
        task_id: the task that it is about, once it is known.
        sending: a request that costs money is on its way, or was.
        place: where the video of a completed task goes.
        console: where everything but results goes.
    """

    as_json: bool
    task_id: str | None = None
    sending: bool = False
    place: str | None = None
    console: Console = field(factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def say(self, text: str) -> None:
        """A line for the user, as it is."""
        self.console.print(plain(text), markup=False)

    def result(self, text: str, document: dict[str, Any]) -> None:
        """The result, for the user's script.

        Raises:
            OSError: nobody can take it.
        """
        try:
            if sys.stdout is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            click.echo(json.dumps(document, ensure_ascii=False) if self.as_json else plain(text))
        except OSError as error:
            drop_stdout()
            raise OSError(error.errno, f"the result can't be written to stdout: {error.strerror}") from None

    def advice(self, task_id: str) -> str:
        """How to go on with a task."""
        if self.place is None:
            return f"The task goes on. Wait for it with: seedance wait {shlex.quote(task_id)}"
        return (
            f"Its video is there. Fetch it with: seedance download {shlex.quote(task_id)} -o {shlex.quote(self.place)}"
        )


def plain(text: str) -> str:
    """A text without what a terminal would obey: a service may send anything."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


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


def client_options(function: F) -> F:
    """The options of every verb that talks to the service."""
    options = (
        click.option("--json", "as_json", is_flag=True, help="Write the result as JSON."),
        click.option(
            "--base-url", metavar="URL", help="Address with its prefix; else SEEDANCE_BASE_URL, or the service's."
        ),
        click.option(
            "--journal",
            envvar="SEEDANCE_JOURNAL",
            metavar="FILE",
            help="Keep every task in this file, also if the program dies; else SEEDANCE_JOURNAL.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def check_seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    """Refuse a time that is none, before anything is paid for.

    Raises:
        click.BadParameter: it is negative or not finite.
    """
    if not 0 <= value < float("inf"):
        raise click.BadParameter(f"{value:g} is no number of seconds: give one from 0 on")
    return value


def timeout_option(seconds: float) -> Callable[[F], F]:
    """The option of every verb that waits."""
    return click.option(
        "--timeout",
        type=float,
        default=seconds,
        show_default=True,
        callback=check_seconds,
        metavar="S",
        help="Seconds to wait.",
    )


@contextmanager
def session(as_json: bool, base_url: str | None, journal: str | None) -> Iterator[tuple[Session, Seedance]]:
    """A client, whose troubles become one sentence and an exit code."""
    now = Session(as_json)
    with exits(now), Seedance(base_url=base_url, journal=journal) as client:
        yield now, client


@contextmanager
def exits(now: Session) -> Iterator[None]:
    """Turn a trouble into a sentence on stderr and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        now.say(interrupted(now))
        sys.exit(130)
    except (SeedanceError, ValueError, OSError) as error:
        now.say(f"seedance: {str(error).replace('again=True', '--again')}")
        task_id = getattr(error, "task_id", None) or now.task_id
        if task_id and not isinstance(error, TaskFailed | ResultExpired):
            look = f"Look at task {task_id} with: seedance get {shlex.quote(task_id)}"
            now.say(look if isinstance(error, Refused) else now.advice(task_id))
        code = next(code for kinds, code in EXITS if isinstance(error, kinds))
        paid = now.sending and now.task_id is not None
        sys.exit(UNKNOWN if code == USAGE and paid else code)  # who reads "usage" may well send it again


def interrupted(now: Session) -> str:
    """What became of the task when the user pressed Ctrl-C."""
    if now.task_id:
        return f"Interrupted. {now.advice(now.task_id)}"
    if now.sending:
        return "Interrupted while the request was on its way: a task may have been billed. Look into your account."
    return "Interrupted."


def wait_shown(now: Session, client: Seedance, task: Task | str, timeout: float) -> Any:
    """Wait with a line that shows the state: live on a terminal, else one line for each change.

    Trouble is on stderr already: the client logs it as a warning.
    """
    now.task_id = task.id if isinstance(task, Task) else task
    if not now.console.is_terminal:

        def say(seen: Task) -> None:
            if seen.trouble is None:
                now.say(f"{seen.id}: {seen.status}")

        return client.wait(task, timeout=timeout, on_update=say)
    with now.console.status(Text(f"{now.task_id}: waiting")) as line:

        def show(seen: Task) -> None:
            state = f"{seen.status}, but it can't be asked about" if seen.trouble else seen.status
            line.update(Text(plain(f"{seen.id}: {state}")))

        return client.wait(task, timeout=timeout, on_update=show)


def download_shown(now: Session, client: Seedance, task: Task | str, path: str) -> str:
    """Download with a line that shows the bytes."""
    now.place = path if isinstance(task, Task) else None
    if not now.console.is_terminal:
        return str(client.download(task, path))
    with now.console.status(Text(f"{path}: downloading")) as line:
        return str(client.download(task, path, on_bytes=lambda have: line.update(Text(f"{path}: {have:,} bytes"))))
