"""A fake billing server, and runs that treat it as a remote target."""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field, frozen
from seedance_conformance.cli.main import main
from seedance_conformance.runner import startup
from seedance_conformance.runner.configuration import settings
from seedance_conformance.transport import target
from tests import forks
from tests.answer_shapes import Shape
from tests.runner.toy import plain_environment
from tests.serving import AnyMethod, serving

SIGNED = "https://cdn.example.com/a.mp4?Expires=1&Signature=s3cr3t"
KEY, SECOND = "sk-first-0123456789", "sk-second-0123456789"


def as_elsewhere() -> None:
    """Run the command line; everything is as on a remote target, apart from the pace."""
    target.is_loopback = settings.is_loopback = lambda url: False  # type: ignore[attr-defined]
    startup.REMOTE_PER_SECOND = 10_000.0  # type: ignore[attr-defined]
    main()


Reply = tuple[int, dict[str, str], bytes]
"""Status, further headers and body of an answer."""


def documented(task: str) -> Reply:
    """The answer to an accepted create, as the pages have it."""
    document = {"id": task, "object": "video", "created": int(time.time()), "status": "queued"}
    return 200, {}, json.dumps(document).encode()


def in_shape(shape: Shape) -> Callable[[str], Reply]:
    """Answers in a gateway's shape, each with another id."""

    def answer(task: str) -> Reply:
        return 200, {}, json.dumps(shape.body).replace(shape.task_id or "-", f"{shape.task_id}{task}").encode()

    return answer


@define
class Billing:
    """A server that counts what it bills.

    Attributes:
        base_url: where it listens.
        manner: what becomes of request number n that could start a task: `accept`, `refuse`, `hang`, `drop` or `die`.
        reply: what an accepted one is answered.
        billed: accepted creates, also those whose answer never came.
        asked: requests that could start a task.
        requests: method and path of each request.
        talks: every answer holds the credential that was sent, and a signed address.
    """

    base_url: str = ""
    manner: Callable[[int], str] = lambda number: "accept"
    reply: Callable[[str], Reply] = documented
    billed: int = 0
    asked: int = 0
    requests: list[tuple[str, str]] = field(factory=list)
    talks: bool = False
    lock: threading.Lock = field(factory=threading.Lock)

    def start_task(self) -> tuple[str, str]:
        """The outcome of a request that could start a task, and the id of the task."""
        with self.lock:
            self.asked += 1
            manner = self.manner(self.asked)
            self.billed += manner in ("accept", "hang", "drop")
            return manner, f"video_{self.asked:06}"


@pytest.fixture
def billing() -> Iterator[Billing]:
    """A running target that completes every task."""
    state = Billing()

    class Biller(AnyMethod):
        def answer(self) -> None:
            self.close_connection = True
            state.requests.append((self.command, self.path))
            if "/asset" in self.path or (self.command == "GET" and not self.content):
                task = {"id": self.path.rpartition("/")[2], "object": "video", "status": "completed"}
                self._document(200 if "result" in self.path else 404, task)
                return
            manner, started = state.start_task()
            if manner == "die":
                threading.Thread(target=self.server.shutdown).start()
                self.server.server_close()
            elif manner == "hang":
                time.sleep(1)
            elif manner == "drop":
                return
            elif manner == "refuse":
                self._document(400, {"error": {"message": "no"}})
            else:
                self._answer(*state.reply(started))

        def _document(self, status: int, document: dict[str, Any]) -> None:
            self._answer(status, {}, json.dumps(document).encode())

        def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
            if state.talks:
                said = {"error": self.headers.get("Authorization"), "video_url": SIGNED, "message": SIGNED}
                content = json.dumps(json.loads(content) | said).encode()
            self.say(status, content, {"Content-Type": "application/json", **headers})

    with serving(Biller) as state.base_url:
        yield state


@frozen
class Conformed:
    """A finished `seedance conform`: exit code, what it printed, its folder."""

    code: int
    output: str
    out: Path

    @property
    def events(self) -> list[dict[str, Any]]:
        """The log."""
        return [json.loads(line) for line in (self.out / "run.jsonl").read_text().splitlines()]

    @property
    def notes(self) -> dict[str, str]:
        """Rule -> note."""
        return {row["id"]: row["note"] for row in self.report["rules"]}

    @property
    def report(self) -> dict[str, Any]:
        """The whole report."""
        report: dict[str, Any] = json.loads((self.out / "report.json").read_text())
        return report


def conform_here(base_url: str, out: Path, *options: str) -> Conformed:
    """Run `seedance conform` against a server on this machine."""
    return conform_remote(base_url, out, "--base-url", base_url, *options, loopback=True)


def conform_remote(
    base_url: str, out: Path, *options: str, keys: bool = True, loopback: bool = False, timeout: float = 30.0
) -> Conformed:
    """Run `seedance conform` against a local server as if it were remote; with `loopback` as a local one.

    `timeout` is how many seconds it waits for an answer: more than a busy machine needs, unless the target hangs.
    """
    named = [] if loopback else ["--base-url", base_url, "--timeout", str(timeout)]
    arguments = ["conform", *named, "--poll-seconds", "0.05", "--task-timeout", "2", "--out", str(out), *options]
    done = seedance_with_keys(main if loopback else as_elsewhere, *arguments, keys=keys)
    return Conformed(done.returncode, done.stdout + done.stderr, out)


def seedance_with_keys(
    program: Callable[[], int | None], *arguments: str, keys: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run `main` or `as_elsewhere`, with two keys or without one."""
    environment = plain_environment() | ({"SEEDANCE_API_KEY": KEY, "SEEDANCE_API_KEY_2": SECOND} if keys else {})
    return forks.run(program, *arguments, folder=Path.cwd(), environment=environment)
