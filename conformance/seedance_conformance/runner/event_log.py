"""Write the event log of a run, `run.jsonl`: one JSON object a line; all reports are derived from it.

`report/events.py` lists the kinds of events and their fields.
"""

import json
import os
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any, Final

from attrs import asdict

from seedance_conformance import __version__
from seedance_conformance.cases.case import Case
from seedance_conformance.catalogue import Catalogue, Rule
from seedance_conformance.report.events import LOG_FORMAT
from seedance_conformance.report.facts.spending import Spending, spending
from seedance_conformance.runner.configuration.connection import KEPT
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.transport.current_case import CURRENT_CASE
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_event

_MOST_WAITING: Final = 64 << 20  # bytes that wait for space; later lines are lost


class LineFile:
    """A new file to which whole lines are appended at once, also when the disk is full. Who moves it sets `path`.

    Raises:
        OSError: it can't be created.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw: FileIO = path.open("wb", buffering=0)
        self.lost = 0  # lines that were dropped, since too many waited for space
        self._size = 0
        self._waiting = b""

    @property
    def is_whole(self) -> bool:
        """Whether no line is lost or waits for space."""
        return not (self.lost or self._waiting)

    def append(self, line: bytes) -> None:
        """Write a line after those that wait.

        Raises:
            OSError: nothing of it was written; it waits for the next call.
        """
        if len(self._waiting) + len(line) > _MOST_WAITING:
            self.lost += 1
        else:
            self._waiting += line
        rest = memoryview(self._waiting)
        try:
            while rest:
                rest = rest[self.raw.write(rest) :]
        except OSError as error:
            error.filename = error.filename or str(self.path)
            self.raw.truncate(self._size)
            self.raw.seek(self._size)
            raise
        self._size += len(self._waiting)
        self._waiting = b""

    def sync(self) -> None:
        """Return when the lines are on the disk.

        Raises:
            OSError: they can't be written.
        """
        os.fsync(self.raw.fileno())


try:
    import fcntl
except ImportError:  # Windows has no file locks here: only one run at a time may use a folder
    fcntl = None  # type: ignore[assignment]

# Events whose text may quote answers; exchanges are redacted when they are created.
_WORDED = ("case", "open", "result", "trouble", "media_file")


class EventLog:
    """Writes events to `run.jsonl` as they happen and keeps them for the reports. Thread-safe.

    Args:
        path: of the file; replaced if it exists.
        kept: events of the previous run that stay in the file.
        seconds: duration of the previous run.
        durable: sync ledger entries to the disk before their call returns.
        published: the file is in its place at once; else after `publish`, and an earlier file stays until then.

    Raises:
        OSError: the file can't be written.
        LogInUse: another run is writing it.
    """

    def __init__(
        self,
        path: Path,
        *,
        kept: Sequence[dict[str, Any]] = (),
        seconds: float = 0.0,
        durable: bool = False,
        published: bool = True,
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.events: list[dict[str, Any]] = list(kept)
        # Locked to the end: two runs that resume one log would send everything twice.
        self._before = path.open("ab", buffering=0)
        _lock(self._before, path)
        self.path, self._draft = path, path.with_name(path.name + ".part")
        self.file = LineFile(self._draft)
        _lock(self.file.raw, path)
        for event in kept:
            self.file.append(_line(event))
        self.file.sync()
        if published:
            self.publish()
        self._durable = durable
        self._lock = threading.Lock()
        self._begun = time.monotonic() - seconds

    def header(self, settings: Settings, catalogue: Catalogue, **changes: Any) -> None:
        """Write the settings of the run and the rules that get a row; `changes` differ, for logs of other kinds."""
        self.write(
            {
                "event": "header",
                "format": LOG_FORMAT,
                "version": __version__,
                "target": {"base_url": settings.base_url, "kind": settings.kind, **settings.facts},
                "started": datetime.now(UTC).isoformat(timespec="seconds"),
                "seed": settings.seed,
                "profile": settings.profile,
                "examples": settings.examples,
                "strict": settings.strict,
                "fail_on": settings.fail_on,
                "shard": str(settings.shard) if settings.shard else None,
                "share": settings.own_budget,
                "selected": sorted(settings.rules),
                "baseline": [asdict(entry) for entry in settings.baseline],
                "options": settings.options(),
                "connection": {name: settings.connection.given.get(name) for name in KEPT},
                "rules": [_rule(rule) for rule in catalogue.rules.values()],
            }
            | changes
        )

    def exchange(self, exchange: Exchange) -> None:
        """Write a request and its answer."""
        self.write({"event": "exchange", **exchange.to_json()})

    def open_case(self, case: Case, exchange: Exchange) -> None:
        """Write that a case was accepted; its verdict comes when its task has ended."""
        described = {name: getattr(case, name) for name in ("rule", "name", "expect", "disputed")}
        self.write({"event": "open", "case": CURRENT_CASE.get(), **described, "exchange": exchange.number})

    def ledger(self, entry: dict[str, Any]) -> None:
        """Write an entry of the budget's ledger. With `durable`, all but releases are on disk when this returns."""
        self.write(entry)
        if self._durable and entry["event"] != "released":
            self.file.sync()

    def footer(self, exit_code: int, stopped: str | None, reason: str = "") -> None:
        """Write how the run ended, what stopped it and why, and what was billed; close the file."""
        self.write(
            {
                "event": "footer",
                "seconds": round(time.monotonic() - self._begun, 3),
                "exit_code": exit_code,
                "stopped": stopped,
                **({"reason": reason} if reason else {}),
                **Spending(0, 0, 0).to_json(),
                **spending(self.events).to_json(),
            }
        )
        self.close()

    def close(self) -> None:
        """Close and unlock the file."""
        self.file.raw.close()
        self._before.close()

    def publish(self) -> None:
        """Put the file in its place."""
        self._draft.replace(self.path)
        self.file.path = self.path

    def discard(self) -> None:
        """Close the file, and leave no trace of it if it wasn't published; an earlier file stays."""
        self.close()
        self._draft.unlink(missing_ok=True)
        if self.path.exists() and not self.path.stat().st_size:
            self.path.unlink()  # made for the lock

    def write(self, event: dict[str, Any]) -> None:
        """Append an event, so that a killed run leaves a usable log.

        Raises:
            OSError: it can't be written, for example because the disk is full. The file still has only whole lines,
                and the event is written before the next one.
        """
        if event["event"] in _WORDED:
            event = redact_event(event)
        line = _line(event)
        with self._lock:
            self.events.append(event)
            if not self.file.raw.closed:
                self.file.append(line)


class LogInUse(Exception):
    """Another run is writing this log."""


def _lock(file: FileIO, path: Path) -> None:
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # released when the file is closed
    except BlockingIOError:
        file.close()
        raise LogInUse(f"{path} is locked by another run: wait for it to end, or choose another --out") from None


def _line(event: dict[str, Any]) -> bytes:
    return (json.dumps(event, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _rule(rule: Rule) -> dict[str, Any]:
    names = ("id", "level", "statement", "disputed", "disputed_cases")
    return {name: getattr(rule, name) for name in names} | {"sources": [source.address for source in rule.sources]}
