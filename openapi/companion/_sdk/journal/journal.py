"""A file that records every request before it is sent, so that a crash can't lose a task.

It has one JSON object per line, and each line is synced to the disk before the client continues. Lines are only
appended, under a lock (the file NAME.lock in the same folder).

The keys of a line: `at` (Unix seconds), `request_id`, `state`, and `task_id` if it is known. A line with `sending` also
has `body`, `body_hash`, `base_url`, and `label` if it was given. The states:

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
import hashlib
import io
import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from ..checks import check_number, check_path
from ..errors import DuplicateRequest, JournalError
from .files import NO_LOCKS, append, can_lock, opened

__all__ = ["Entry", "Journal", "body_hash"]

log = logging.getLogger("seedance_client")

CLOSED = ("refused", "downloaded", "failed", "settled")
UNKNOWN = ("sending", "unknown")
"""The request may have started a task."""
RESULT_SECONDS = 24 * 3600.0
"""How long the URL of a video works (rule LC-URL-TTL)."""


CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)


def body_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 of a body's canonical JSON, hexadecimal."""
    return hashlib.sha256(CANONICAL.encode(body).encode()).hexdigest()


@frozen
class Entry:
    """What the journal has about one request.

    Attributes:
        request_id: the id that the client gave the request.
        state: the last state: sending, created, refused, unknown, completed, downloaded, failed or settled.
        body_hash: SHA-256 of the body's canonical JSON.
        sent_at: when it was about to be sent, in Unix seconds.
        changed_at: when the last state was written, in Unix seconds.
        task_id: the task's id, if it is known.
        body: the request's body.
        base_url: the base URL that it was sent to; empty in journals of older versions.
        label: the label that was given to `create`, or None.
    """

    request_id: str
    state: str
    body_hash: str
    sent_at: float
    changed_at: float
    task_id: str | None = None
    body: Mapping[str, Any] = field(factory=dict, repr=False)
    base_url: str = ""
    label: str | None = None


class Journal:
    """A journal file. Several clients and processes may share it.

    Args:
        path: the file; it is created when needed. Only its owner can read it, because it contains prompts.
        window: seconds for which an identical body to the same base URL is refused. A body whose outcome is unknown is
            refused until it is settled.

    Raises:
        ValueError: the window isn't a number of seconds, or the path is blank.
        ImportError: this system doesn't have file locks, and the package `filelock` isn't installed.
    """

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

    def __repr__(self) -> str:
        return f"Journal({str(self.path)!r})"

    def begin(
        self,
        request_id: str,
        body: Mapping[str, Any],
        now: float,
        *,
        again: bool,
        base_url: str = "",
        label: str | None = None,
    ) -> None:
        """Record that a request is about to be sent. If this fails, the file is unchanged.

        Raises:
            DuplicateRequest: an identical request was sent within the window and wasn't refused, or its outcome is
                unknown.
            JournalError: the file can't be used; nothing may be sent.
        """
        digest = body_hash(body)
        record = {"at": now, "request_id": request_id, "state": "sending", "body_hash": digest, "body": dict(body)}
        if label is not None:
            record["label"] = label
        try:
            with self._open(make=True) as file:
                if not again:
                    self._refuse_duplicate(digest, base_url, now)
                self._append(file, {**record, "base_url": base_url})
        except JournalError as error:
            error.args = (f"nothing was sent: {error}",)
            raise

    def note(self, request_id: str, state: str, now: float, task_id: str | None = None) -> None:
        """Record the new state of a request.

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
                if entry.task_id == task_id and entry.state not in (state, *CLOSED):
                    self._append(file, {"at": now, "request_id": entry.request_id, "state": state})

    def settle(self, name: str, now: float) -> None:
        """Close a request by hand.

        Args:
            name: the request's id, or the id of its task.
            now: the time in Unix seconds.

        Raises:
            ValueError: the journal doesn't have it.
            JournalError: the file can't be used.
        """
        with self._open() as file:
            found = [entry for entry in self._entries.values() if name in (entry.request_id, entry.task_id)]
            if not found:
                raise ValueError(
                    f"{self.path} doesn't have a request or task {name!r}: call resume() to get the open ones"
                )
            for entry in found:
                self._append(file, {"at": now, "request_id": entry.request_id, "state": "settled"})

    def open_entries(self, now: float, base_url: str | None = None) -> list[Entry]:
        """Every request that isn't finished, oldest first. Without a task id, its outcome is unknown.

        Args:
            now: the time in Unix seconds; a completed task older than 24 hours is left out.
            base_url: only requests to this base URL; None means all.

        Raises:
            JournalError: the file can't be used.
        """
        with self._open():
            entries = list(self._entries.values())
        return [
            entry
            for entry in entries
            if entry.state not in CLOSED
            and not (entry.state == "completed" and now - entry.changed_at > RESULT_SECONDS)
            and (base_url is None or entry.base_url in ("", base_url))
        ]

    def _refuse_duplicate(self, digest: str, base_url: str, now: float) -> None:
        for entry in reversed(self._entries.values()):
            age = now - entry.sent_at
            same = entry.body_hash == digest and entry.base_url in ("", base_url)
            # A request without a task is settled by a user who has checked that it didn't start one.
            is_free = entry.state == "refused" or (entry.state == "settled" and not entry.task_id)
            if same and not is_free and (age < self.window or entry.state in UNKNOWN):
                raise DuplicateRequest(
                    f"an identical request was sent {age:.0f} s ago {advice(entry)}",
                    task_id=entry.task_id,
                    request_id=entry.request_id,
                )

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
        if here is None or here.st_ino != self._inode or here.st_size < self._read_to:
            self._entries, self._read_to, self._lines, self._inode = {}, 0, 0, here.st_ino if here else -1
        if file:
            file.seek(self._read_to)
            self._parse(file.readall())

    def _failure(self, what: str, error: OSError) -> JournalError:
        remedy = "choose a writable file on a local disk, or don't use a journal"
        if isinstance(error, TimeoutError):
            remedy = "wait until that process ends, or choose another file"
        failure = JournalError(f"the journal {self.path} can't be {what} ({error.strerror or error}): {remedy}")
        failure.errno = error.errno
        return failure

    def _parse(self, content: bytes) -> None:
        self._read_to += len(content)
        first, lines = self._lines + 1, content.split(b"\n")
        self._lines += len(lines) - 1
        for number, line in enumerate(lines, first):
            try:
                record = json.loads(line)
                self._apply(record)
            except (ValueError, KeyError, TypeError, AttributeError):
                if line.strip():
                    log.warning(
                        "%s: line %d can't be read and is ignored; check your account for its request",
                        self.path,
                        number,
                    )

    def _apply(self, record: dict[str, Any]) -> None:
        name, state, at = str(record["request_id"]), str(record["state"]), float(record["at"])
        task_id = record.get("task_id")
        known = self._entries.get(name)
        if known is None:
            body, digest = record.get("body") or {}, str(record.get("body_hash", ""))
            base_url, label = str(record.get("base_url", "")), record.get("label")
            self._entries[name] = Entry(name, state, digest, at, at, task_id, body, base_url, label)
        else:
            self._entries[name] = evolve(known, state=state, changed_at=at, task_id=task_id or known.task_id)

    def _append(self, file: io.FileIO | None, record: dict[str, Any]) -> None:
        assert file is not None  # it exists: it was created, or an entry was read from it
        line = json.dumps(record, separators=(",", ":"), default=str).encode() + b"\n"
        end = self._read_to + len(line)
        try:
            append(file, line)
        except OSError as error:
            raise self._failure("written", error) from None
        self._read_to = file.tell()
        self._lines += 1 + self._read_to - end  # two if a crash had cut off the last line
        self._apply(record)


def advice(entry: Entry) -> str:
    """The state of an earlier request, and what to do instead of sending it again."""
    if entry.task_id:
        wait = "" if entry.state in CLOSED else "wait for that task, or "
        return f"(task {entry.task_id}, state {entry.state}), and this one would be billed too: {wait}pass again=True"
    if entry.state in UNKNOWN:
        return (
            f"(state {entry.state}), and may have been billed: check your account, then settle request "
            f"{entry.request_id}, or pass again=True"
        )
    return f"(state {entry.state}), and this one would be billed too: pass again=True"
