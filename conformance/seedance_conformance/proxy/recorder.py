"""Writes the exchanges of the proxy to a recording, without keys, before the end of an answer is passed on."""

import hashlib
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from attrs import define, field

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.proxy.messages import HttpAnswer, HttpRequest
from seedance_conformance.proxy.traffic_printer import Say
from seedance_conformance.proxy.upstream import Upstream
from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.recording.reading.roles import role_of
from seedance_conformance.recording.reading.service_call import ServiceCall, kept_headers, service_call
from seedance_conformance.recording.writing import write_entry
from seedance_conformance.report.events import RECORDED
from seedance_conformance.report.write import unwritten
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import CREATE_PATH, may_bill
from seedance_conformance.transport.redaction import redact_headers, redact_word, secrets_in, secrets_in_body
from seedance_conformance.transport.spending.budget import Budget

_MOST_SECRETS: Final = 1000


class RecordingLog(EventLog):
    """An event log that keeps no events in memory, since a proxy runs for days."""

    trouble: OSError | None = None
    say: Say = staticmethod(lambda line: None)

    def write(self, event: dict[str, Any]) -> None:
        """Append an event, so that a kill loses nothing that was written.

        A full disk must not stop the traffic: the user is told, and the event waits in memory for space.
        """
        try:
            super().write(event)
        except OSError as error:
            if self.trouble is None:
                self.say(f"NOT RECORDED: {unwritten(error, self.path)}; what passes now waits in memory for space")
            self.trouble = error
        else:
            if self.trouble is not None:
                self.trouble = None
                self.say("recording again: there is space, and what waited was written")
        self.events.clear()

    def finish(self) -> str:
        """Write what waits for space, and close the file; what is missing in it, or an empty text."""
        with suppress(OSError):
            self.file.append(b"")
        self.close()
        return "" if self.file.is_whole else "the recording isn't complete: the last events couldn't be written"


@define
class Pending:
    """A request that is being forwarded: `begun` is by the steady clock, `send` its reservation in the ledger."""

    number: int
    request: HttpRequest
    call: ServiceCall
    sent: float = field(factory=time.time)
    begun: float = field(factory=time.perf_counter)
    send: int | None = None


class Recorder:
    """Numbers requests, and writes each exchange when its answer is complete.

    Args:
        folder: for the recording; its name has the time, so that no recording replaces another.
        max_tasks: the most tasks that may be billed, or None for no limit.
        say: prints a line when the recording can't be written, and when it can again.

    Raises:
        OSError: the folder can't be written.
    """

    def __init__(
        self,
        folder: Path,
        upstream: Upstream,
        catalogue: Catalogue,
        max_tasks: int | None = None,
        say: Say = lambda line: None,
    ) -> None:
        started = datetime.now(UTC)
        self.path = _free(folder, started)
        self.log = RecordingLog(self.path)
        self._base_url = redact_word(upstream.base_url)
        settings = Settings(self._base_url, upstream.kind, folder)
        self.log.header(settings, catalogue, profile=RECORDED)
        if self.log.trouble is not None:
            self.log.close()
            self.path.unlink(missing_ok=True)
            raise self.log.trouble
        self.log.say = say
        self.budget = Budget(max_tasks, self.log.ledger)
        self.count = 0
        self._upstream = upstream
        self._roles: dict[str, str] = {}
        self._secrets: tuple[str, ...] = ()

    def begin(self, request: HttpRequest) -> Pending:
        """Note that a request begins."""
        self.count += 1
        # The answer to another request may repeat the keys of this one. They are only held in memory.
        self._keep(secrets_in(request.headers.items(), request.target))
        found = service_call(request.method, self._upstream.origin + request.target)
        if found is None or found.base_url.lower() != self._upstream.base_url.lower():
            found = ServiceCall(self._upstream.base_url, "other")
        return Pending(self.count, request, found)

    def is_create(self, pending: Pending) -> bool:
        """Whether a request is a create, also if its path has other slashes, case or escapes, as servers tolerate."""
        path = re.sub("/+", "/", unquote(pending.request.target.partition("?")[0])).rstrip("/").lower()
        is_similar = path == (self._upstream.prefix + CREATE_PATH).lower() and pending.request.method != "GET"
        return pending.call.operation == "create" or (is_similar and self.may_bill(pending))

    def may_bill(self, pending: Pending) -> bool:
        """Whether a careless server could start a task for a request: each create, and what may be a misspelt one."""
        headers = pending.request.headers
        has_body = "transfer-encoding" in headers or headers.get("content-length", "0").strip("0") != ""
        path = pending.request.target.partition("?")[0].removeprefix(self._upstream.prefix)
        return may_bill(pending.request.method, path, pending.call.operation, b"" if has_body else None)

    def path_of(self, request: HttpRequest) -> str:
        """The path of a request to show: without a key in it."""
        return redact_word(request.target.partition("?")[0], self._secrets)

    def end(self, pending: Pending, answer: HttpAnswer, failure: str | None) -> Entry:
        """Write the exchange, and for a create what became of its task; returns the exchange.

        `failure` is `dropped` if the service broke off, `aborted` if the client did, else None.
        """
        entry = self._entry(pending, answer, failure)
        write_entry(entry, self.log.write, self.budget)
        return entry

    def _entry(self, pending: Pending, answer: HttpAnswer, failure: str | None) -> Entry:
        request = pending.request
        authorization = request.headers.get("authorization")
        asked = request.body.decoded(request.headers.get("content-encoding", ""))
        self._keep(secrets_in_body(request.body.content if asked is None else asked))
        body = answer.body.decoded(answer.headers.get("content-encoding", ""))
        lacks = frozenset(lack for lack, read in ((Lack.REQUEST, asked), (Lack.ANSWER, body)) if read is None)
        exchange = Exchange(
            number=pending.number,
            case=self.path.name,
            operation=pending.call.operation,
            key=self._role(authorization),
            subject=pending.call.subject,
            method=request.method,
            url=self._upstream.origin + request.target,
            request_headers=kept_headers(request.headers),
            request_body=request.body.content if asked is None else asked,
            sent=pending.sent,
            seconds=time.perf_counter() - pending.begun,
            status=None if failure else answer.status,
            headers={} if failure else redact_headers(answer.headers),
            body=answer.body.content if body is None else body,
            failure=failure,
            send=pending.send,
        ).without_keys(self._secrets)
        return Entry(exchange, self._base_url, lacks)

    def _keep(self, secrets: Iterable[str]) -> None:
        words = set(secrets) - set(self._secrets)
        if words and len(self._secrets) < _MOST_SECRETS:
            self._secrets = tuple(sorted({*self._secrets, *words}, key=len, reverse=True))

    def _role(self, authorization: str | None) -> str:
        if not authorization:
            return "none"
        mark = hashlib.sha256(authorization.encode("latin-1", "replace")).hexdigest()
        return self._roles.setdefault(mark, role_of(min(len(self._roles) + 1, 1000)))


def _free(folder: Path, started: datetime) -> Path:
    """The name of a recording that doesn't exist."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"recording-{started:%Y%m%dT%H%M%SZ}"
    names = (f"{stem}.jsonl", *(f"{stem}-{turn}.jsonl" for turn in range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())
