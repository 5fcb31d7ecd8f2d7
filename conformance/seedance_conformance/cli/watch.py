"""`seedance conform --watch PATH`: judge again whenever a file changes.

Each run is a separate process, so it leaves nothing behind in this one. First the red rules of the last report are
judged; when they are green, all rules are. A change during a run ends it, and the next one begins.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from attrs import define, field

from seedance_conformance.cli.output import say
from seedance_conformance.report.events import LogError, read_log, rows
from seedance_conformance.runner.earlier_reports.last_failed import AGAIN
from seedance_conformance.runner.outcome.exit_codes import ExitCode

_LOOK_SECONDS: Final = 0.3
_QUIET_SECONDS: Final = 1.0  # without further changes; a server that restarts by itself begins meanwhile
_REACHABLE_SECONDS: Final = 30.0
_IGNORED: Final = {"__pycache__", "node_modules"}

Snapshot = dict[str, tuple[int, int]]


def watch(paths: Sequence[Path], options: Sequence[str], base_url: str | None, out: Path) -> int:
    """Judge now and after each change until Ctrl-C; return the exit code of the last run, or 130 if one was under way.

    The code of a run that a change ended doesn't count. The folder `out` of the reports isn't watched.
    """
    changes, code = Changes(paths, out), int(ExitCode.INTERRUPTED)
    try:
        while True:
            _await_target(base_url)
            last, code = code, int(ExitCode.INTERRUPTED)
            code = _judge(options, out, changes, last)
            say("waiting for changes; Ctrl-C ends it")
            changes.wait()
            say("files changed")
    except KeyboardInterrupt:
        say("ended")
    return code


def _judge(options: Sequence[str], out: Path, changes: "Changes", code: int) -> int:
    """Judge the red rules, and when they are green, all; return the exit code, or `code` if a change ended the run."""
    if _has_red(out):
        red = _run([*options, "--last-failed"], changes)
        if red is None:
            return code
        if red == ExitCode.BREACH:
            say("rules still fail; the others are judged when these pass")
            return red
    whole = _run(options, changes)
    return code if whole is None else whole


def _run(options: Sequence[str], changes: "Changes") -> int | None:
    """Run the suite; None if a change of a file ended it."""
    command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", *options]
    # In its own session it gets one signal, from here, and writes its reports.
    child = subprocess.Popen(command, start_new_session=True)
    try:
        while True:
            try:
                return child.wait(_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                if changes.seen():
                    say("files changed during the run: it is ended")
                    return None
    finally:
        if child.poll() is None:
            _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End a run, which writes its reports; another Ctrl-C doesn't wait for them."""
    child.terminate()  # a run ends by SIGTERM as by Ctrl-C, which a background process may ignore
    try:
        child.wait()
    except KeyboardInterrupt:
        child.kill()
        child.wait()
        raise


def _has_red(out: Path) -> bool:
    with suppress(LogError):
        return any(row.verdict in AGAIN for row in rows(read_log(out / "run.jsonl")))
    return False


def _await_target(base_url: str | None) -> None:
    """Wait some time for a target that restarts; the run itself says if it can't be reached."""
    parts = urlsplit(base_url or "")
    if not parts.hostname:
        return
    port = parts.port or (443 if parts.scheme == "https" else 80)
    deadline = time.monotonic() + _REACHABLE_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection((parts.hostname, port), 1.0).close()
            return
        except ConnectionRefusedError:
            time.sleep(_LOOK_SECONDS)
        except OSError:  # for example behind a proxy, or with --connect-to
            return


@define
class Changes:
    """Notices changes of files by their time and size.

    Hidden files and folders, `__pycache__`, `node_modules` and the folder `out` don't count.
    """

    paths: Sequence[Path]
    out: Path
    sleep: Callable[[float], None] = time.sleep
    _known: Snapshot = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._known = self._look()

    def seen(self) -> bool:
        """Whether something changed since the last `wait`, or since the beginning."""
        return self._look() != self._known

    def wait(self) -> None:
        """Wait for a change, and until nothing more changes."""
        while not self.seen():
            self.sleep(_LOOK_SECONDS)
        while self.seen():
            self._known = self._look()
            self.sleep(_QUIET_SECONDS)

    def _look(self) -> Snapshot:
        found: Snapshot = {}
        for path in _files(self.paths, self.out.resolve()):
            with suppress(OSError):  # deleted meanwhile
                facts = path.stat()
                found[str(path)] = facts.st_mtime_ns, facts.st_size
        return found


def _files(paths: Iterable[Path], out: Path) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        for folder, inner, names in os.walk(path):
            seen = [name for name in inner if not name.startswith(".") and name not in _IGNORED]
            inner[:] = [name for name in seen if Path(folder, name).resolve() != out]
            yield from (Path(folder, name) for name in names if not name.startswith("."))
