"""A file that records every request before it is sent, so that a crash can't lose a task.

It has one JSON object per line, and each line is synced to the disk before the client continues. Lines are only
appended, under a lock (the file NAME.lock in the same folder); `compact` replaces the whole file under the same lock.

The keys of a line: `at` (Unix seconds), `request_id`, `state`, and `task_id` if it is known. A line with `sending` also
has `body`, `body_hash`, `base_url`, and `label`, `metadata` and `cost` if they were given. The states:

sending     about to be sent; if this is the last line, the process died: outcome unknown
created     accepted
refused     refused, or certainly never sent
unknown     the outcome is unknown
completed   the video is ready
downloaded  the video is on the disk
failed      the task failed
settled     closed by hand
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..checks import check_number, check_path
from ..create.limits import SpendingLimits, day_of
from ..errors import JournalError
from .entry import (
    Entry,
    NewRequest,
    apply_line,
    begin_line,
    refuse_duplicate,
    request_of,
    settling_lines,
    spent_on,
)
from .files import NO_LOCKS, append, can_lock, opened, replace
from .interface import KEEP_SECONDS

log = logging.getLogger("seedance_client")


class Journal:
    """A journal in a file, as `AnyJournal` describes it. Several clients and processes may share it.

    Args:
        path: the file; it is created when needed. Only its owner can read it, because it contains prompts.
        window: seconds for which an identical body to the same base URL is refused. A body whose outcome is unknown is
            refused until it is settled.

    Raises:
        ValueError: the window isn't a number of seconds, or the path is blank.
        ImportError: this system doesn't have file locks, and the package `filelock` isn't installed.
    """

    counts_total = False
    """Limits in all are those of each client; limits for a day are counted for all that share the file."""

    def __init__(self, path: str | os.PathLike[str], window: float = 600.0) -> None:
        self.path = Path(check_path("journal", path))
        self.window = check_number("window", window)
        if not can_lock():
            raise ImportError(f"a journal needs file locks, and {NO_LOCKS}")
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._read_to = 0
        self._lines = 0
        self._inode = -1
        self._last_line = b""

    def __repr__(self) -> str:
        return f"Journal({str(self.path)!r})"

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self.path)

    def begin(self, request: NewRequest, now: float, *, again: bool, limits: SpendingLimits | None = None) -> None:
        """Record that a request is about to be sent. If this fails, the file is unchanged.

        Of the limits, those for a day are checked.

        Raises:
            DuplicateRequest: an identical request was sent within the window and wasn't refused, or its outcome is
                unknown.
            SpendingLimit: all that share the file have used up the limits for a day.
            JournalError: the file can't be used; nothing may be sent.
        """
        day, base_url = day_of(now), request.base_url
        try:
            with self._open(make=True) as file:
                if not again:
                    refuse_duplicate(self._entries.values(), request.body_hash, base_url, now, self.window)
                if limits is not None and limits.has_daily:
                    spent = spent_on(self._entries.values(), day, base_url)
                    limits.check_day(spent, request.cost, "this journal", day)
                self._append(file, begin_line(request, now))
        except JournalError as error:
            error.args = (f"nothing was sent: {error}",)
            raise

    def refuse_duplicate(self, digest: str, now: float, base_url: str) -> None:
        """Check that no identical request was sent, as `begin` does, without writing anything.

        Raises:
            DuplicateRequest: one was.
            JournalError: the file can't be used.
        """
        with self._open():
            refuse_duplicate(self._entries.values(), digest, base_url, now, self.window)

    def note(self, request_id: str, state: str, now: float, task_id: str | None = None) -> None:
        """Record the outcome of a request.

        Raises:
            JournalError: the file can't be used.
        """
        with self._open(make=True) as file:
            self._append(file, {"at": now, "request_id": request_id, "state": state, "task_id": task_id})

    def note_task(self, task_id: str, state: str, now: float) -> None:
        """Record the new state of a task, if the journal has the task and not yet the state.

        Raises:
            JournalError: the file can't be used.
        """
        with self._open() as file:
            for entry in list(self._entries.values()):
                if entry.task_id == task_id and entry.state != state and not entry.is_closed:
                    self._append(file, {"at": now, "request_id": entry.request_id, "state": state})

    def settle(self, name: str, now: float, task_id: str | None = None) -> None:
        """Close a request by hand, given its id or that of its task, or give it the task that it has started.

        Raises:
            ValueError: the journal doesn't have it, or it has started another task.
            JournalError: the file can't be used.
        """
        with self._open() as file:
            found = [entry for entry in self._entries.values() if name in (entry.request_id, entry.task_id)]
            for line in settling_lines(self.name, name, found, task_id, now):
                self._append(file, line)

    def compact(self, now: float, older_than: float = KEEP_SECONDS) -> int:
        """Remove the requests that were closed more than `older_than` seconds ago, and return their number.

        Lines that can't be read stay as they are. The file is replaced atomically, under the lock.

        Raises:
            ValueError: `older_than` isn't a number of seconds.
            JournalError: the file can't be used; it is unchanged.
        """
        age = max(check_number("older_than", older_than), self.window)
        with self._open() as file:
            gone = {
                entry.request_id
                for entry in self._entries.values()
                if entry.is_closed
                and now - max(entry.sent_at, entry.changed_at) > age
                and day_of(entry.sent_at) != day_of(now)  # the limits of the day count it
            }
            if gone and file is not None:
                file.seek(0)
                kept = [line for line in file.readall().splitlines(keepends=True) if request_of(line) not in gone]
                try:
                    replace(self.path, file, b"".join(kept))
                except OSError as error:
                    raise self._failure("compacted", error) from None
                self._inode = -1  # read it again
        return len(gone)

    def open_entries(self, now: float, base_url: str | None = None) -> list[Entry]:
        """Every request that isn't finished, oldest first. Without a task id, its outcome is unknown.

        Raises:
            JournalError: the file can't be used.
        """
        with self._open():
            entries = list(self._entries.values())
        return [entry for entry in entries if entry.is_open(now, base_url)]

    def claim(self, now: float, base_url: str | None = None) -> list[Entry]:
        """The open entries: a file doesn't say who goes on with them."""
        return self.open_entries(now, base_url)

    def close(self) -> None:
        """Nothing: the file is open only while it is used."""

    @contextlib.contextmanager
    def _open(self, *, make: bool = False) -> Iterator[io.FileIO | None]:
        """The file, locked, after reading what others have appended.

        If it doesn't exist, it is created with `make`, and None otherwise.
        """
        with self._lock, contextlib.ExitStack() as stack:
            try:
                file = stack.enter_context(opened(self.path)) if make or self.path.exists() else None
                self._read(file)
            except OSError as error:
                raise self._failure("used", error) from None
            yield file

    def _read(self, file: io.FileIO | None) -> None:
        """Read what was appended since the last time, or everything if the file was replaced."""
        here = os.fstat(file.fileno()) if file else None
        same = here is not None and here.st_ino == self._inode and here.st_size >= self._read_to
        if not (same and file is not None and self._is_continued(file)):
            self._entries, self._read_to, self._lines, self._inode = {}, 0, 0, here.st_ino if here else -1
            self._last_line = b""
        if file:
            self._read_on(file)

    def _is_continued(self, file: io.FileIO) -> bool:
        """Whether the last line that was read is where it was. A compacted file may have the number of an older one."""
        file.seek(self._read_to - len(self._last_line))
        return file.read(len(self._last_line)) == self._last_line

    def _failure(self, what: str, error: OSError) -> JournalError:
        remedy = "choose a writable file on a local disk, or don't use a journal"
        if isinstance(error, TimeoutError):
            remedy = "wait until that process ends, or choose another file"
        failure = JournalError(f"the journal {self.path} can't be {what} ({error.strerror or error}): {remedy}")
        failure.errno = error.errno
        return failure

    def _read_on(self, file: io.FileIO) -> None:
        """Bring the entries up to date with the lines that aren't read yet."""
        file.seek(self._read_to)
        content = file.readall()
        self._read_to += len(content)
        first, lines = self._lines + 1, content.split(b"\n")
        self._last_line = content[content.rstrip(b"\n").rfind(b"\n") + 1 :] or self._last_line
        self._lines += len(lines) - 1
        for number, line in enumerate(lines, first):
            try:
                apply_line(self._entries, json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                if line.strip():
                    said = "%s: line %d can't be read and is ignored; check your account for its request"
                    log.warning(said, self.path, number)

    def _append(self, file: io.FileIO | None, record: dict[str, Any]) -> None:
        assert file is not None  # it exists: it was created, or an entry was read from it
        try:
            append(file, json.dumps(record, separators=(",", ":"), default=str).encode() + b"\n")
            self._read_on(file)
        except OSError as error:
            raise self._failure("written", error) from None
