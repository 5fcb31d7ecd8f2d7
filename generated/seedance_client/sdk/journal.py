"""A file that knows of every task before the service does, so that a crash loses none.

One JSON object a line, only ever appended, each flushed to the disk before the client goes on. A line names a request
(`request_id`) and what became of it:

sending    about to be sent, with the body and its hash; if nothing follows, the process died and the outcome is unknown
created    accepted, with the task's id
refused    refused, or provably never sent
unknown    no sound answer came; with the task's id if it could be salvaged
completed  the video is there, `downloaded` it is on the disk, `failed` there will be none, `settled` closed by hand
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from attrs import evolve, field, frozen

from .errors import DuplicateRequest
from .files import lock, sync_directory

__all__ = ["Entry", "Journal", "body_hash"]

log = logging.getLogger("seedance_client")

CLOSED = ("refused", "downloaded", "failed", "settled")
RESULT_SECONDS = 24 * 3600.0
"""How long the address of a result works (rule LC-URL-TTL)."""


def body_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 of a body's canonical JSON, hexadecimal."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


@frozen
class Entry:
    """What the journal knows of one request.

    Attributes:
        request_id: the id that the client gave it.
        state: the last word, see above.
        body_hash: SHA-256 of the body's canonical JSON.
        sent_at: when it was about to be sent, in Unix seconds.
        changed_at: when the last word was written.
        task_id: the task's id, where it is known.
        body: the request's body.
    """

    request_id: str
    state: str
    body_hash: str
    sent_at: float
    changed_at: float
    task_id: str | None = None
    body: Mapping[str, Any] = field(factory=dict, repr=False)


class Journal:
    """The journal in a file; several clients and processes may share it.

    Args:
        path: the file, made when needed, readable by its owner alone: it holds prompts.
        window: seconds in which an identical body is refused.
    """

    def __init__(self, path: str | os.PathLike[str], window: float = 600.0) -> None:
        self.path = Path(path)
        self.window = window
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._read_to = 0
        self._inode = -1

    def __repr__(self) -> str:
        return f"Journal({str(self.path)!r})"

    def begin(self, request_id: str, body: Mapping[str, Any], now: float, *, again: bool) -> None:
        """Write down that a request is about to be sent.

        Raises:
            DuplicateRequest: an identical one was sent within the window, and not refused.
            OSError: the file can't be written; then nothing may be sent.
        """
        digest = body_hash(body)
        with self._open() as file:
            if not again:
                self._refuse_duplicate(digest, now)
            record = {"at": now, "request_id": request_id, "state": "sending", "body_hash": digest, "body": dict(body)}
            self._append(file, record)

    def note(self, request_id: str, state: str, now: float, task_id: str | None = None) -> None:
        """Write down what became of a request.

        Raises:
            OSError: the file can't be written.
        """
        with self._open() as file:
            self._append(file, {"at": now, "request_id": request_id, "state": state, "task_id": task_id})

    def note_task(self, task_id: str, state: str, now: float) -> None:
        """Write down what became of a task, if the journal knows it and didn't know that yet.

        Raises:
            OSError: the file can't be written.
        """
        with self._open() as file:
            for entry in list(self._entries.values()):
                if entry.task_id == task_id and entry.state not in (state, *CLOSED):
                    self._append(file, {"at": now, "request_id": entry.request_id, "state": state})

    def settle(self, name: str, now: float) -> None:
        """Close a request by hand.

        Args:
            name: its id, or that of its task.
            now: the time.

        Raises:
            ValueError: the journal doesn't know it.
            OSError: the file can't be written.
        """
        with self._open() as file:
            found = [entry for entry in self._entries.values() if name in (entry.request_id, entry.task_id)]
            if not found:
                raise ValueError(f"{self.path} has no request and no task {name!r}: see what resume() gives")
            for entry in found:
                self._append(file, {"at": now, "request_id": entry.request_id, "state": "settled"})

    def open_entries(self, now: float) -> list[Entry]:
        """Every request whose story has no end, oldest first: without a task id its outcome is unknown."""
        with self._open():
            entries = list(self._entries.values())
        return [
            entry
            for entry in entries
            if entry.state not in CLOSED
            and not (entry.state == "completed" and now - entry.changed_at > RESULT_SECONDS)
        ]

    def _refuse_duplicate(self, digest: str, now: float) -> None:
        for entry in reversed(self._entries.values()):
            age = now - entry.sent_at
            if entry.body_hash == digest and entry.state != "refused" and age < self.window:
                known = f"task {entry.task_id}, {entry.state}" if entry.task_id else entry.state
                look = "wait for that task" if entry.task_id else "look into your account"
                first = "" if entry.state in CLOSED else f"{look} first, or "
                raise DuplicateRequest(
                    f"an identical request was sent {age:.0f} s ago ({known}), and would be billed again: "
                    f"{first}send it with again=True",
                    task_id=entry.task_id,
                    request_id=entry.request_id,
                )

    @contextlib.contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        """The file, locked, with everything read that others have appended."""
        with self._lock, self._handle() as file:
            lock(file, wait=True)
            here = os.fstat(file.fileno())
            if here.st_ino != self._inode or here.st_size < self._read_to:  # another file stands there now
                self._entries, self._read_to, self._inode = {}, 0, here.st_ino
            file.seek(self._read_to)
            self._take(file.read())
            yield file

    def _handle(self) -> IO[bytes]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            if not stat.S_ISREG(os.fstat(handle).st_mode):  # a device may have no end
                os.close(handle)
                raise OSError(errno.EINVAL, "it is no regular file")
            return os.fdopen(handle, "r+b")
        except OSError as error:
            raise OSError(error.errno, f"the journal can't be used ({error.strerror})", str(self.path)) from None

    def _take(self, content: bytes) -> None:
        self._read_to += len(content)
        for line in content.splitlines():
            try:
                record = json.loads(line)
                self._apply(record)
            except (ValueError, KeyError, TypeError, AttributeError):
                if line.strip():
                    log.warning("%s: a line of the journal can't be read, and is passed over", self.path)

    def _apply(self, record: dict[str, Any]) -> None:
        name, state, at = str(record["request_id"]), str(record["state"]), float(record["at"])
        task_id = record.get("task_id")
        known = self._entries.get(name)
        if known is None:
            body, digest = record.get("body") or {}, str(record.get("body_hash", ""))
            self._entries[name] = Entry(name, state, digest, at, at, task_id, body)
        else:
            self._entries[name] = evolve(known, state=state, changed_at=at, task_id=task_id or known.task_id)

    def _append(self, file: IO[bytes], record: dict[str, Any]) -> None:
        line = json.dumps(record, separators=(",", ":"), default=str).encode() + b"\n"
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line  # a crash tore the last line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
        if self._read_to == 0:
            sync_directory(self.path.parent)  # its name is new
        self._read_to = file.tell()
        self._apply(record)
