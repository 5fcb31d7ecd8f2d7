"""Writes the exchanges of the proxy to a recording, without keys, before the end of an answer is passed on."""

import hashlib
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from attrs import define, field

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.proxy.messages import Answer, Request
from seedance_conformance.proxy.upstream import Upstream
from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.recording.reading.request_headers import kept_headers
from seedance_conformance.recording.reading.service_call import ServiceCall, service_call
from seedance_conformance.report.facts.recorded import RECORDED
from seedance_conformance.runner.configuration.recorded import recorded_settings
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.transport.answers.billing import Charge, certainly_refused, charge, named_task
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import CREATE_PATH, may_bill
from seedance_conformance.transport.redaction import redact_headers, redact_keys, secrets_of
from seedance_conformance.transport.spending.budget import Budget


class RecordingLog(EventLog):
    """An event log that keeps no events in memory, since a proxy runs for days."""

    trouble: OSError | None = None

    def write(self, event: dict[str, Any]) -> None:
        """Append an event and flush it, so that a kill loses nothing that was written.

        A full disk must not stop the traffic: the error is kept in `trouble`.
        """
        try:
            super().write(event)
        except OSError as error:
            self.trouble = error
        self.events.clear()


@define
class Pending:
    """A request that is being forwarded.

    Attributes:
        number: of the exchange, from 1.
        request: as it is read.
        call: that it makes.
        sent: when it began, in Unix seconds.
        begun: the same by the steady clock.
        send: number of its reservation in the ledger, for a create.
    """

    number: int
    request: Request
    call: ServiceCall
    sent: float = field(factory=time.time)
    begun: float = field(factory=time.perf_counter)
    send: int | None = None


class Recorder:
    """Numbers requests, and writes each exchange when its answer is complete.

    Args:
        folder: for the recording; its name has the time, so that no recording replaces another.
        upstream: the service.
        catalogue: for the header.
        max_tasks: the most tasks that may be billed, or None for no limit.

    Raises:
        OSError: the folder can't be written.
    """

    def __init__(self, folder: Path, upstream: Upstream, catalogue: Catalogue, max_tasks: int | None = None) -> None:
        started = datetime.now(UTC)
        self.path = _free(folder, started)
        self.log = RecordingLog(self.path)
        settings = recorded_settings(upstream.base_url, "remote" if upstream.remote else "loopback", folder)
        self.log.header(settings, catalogue, profile=RECORDED)
        self.budget = Budget(max_tasks, self.log.ledger)
        self.count = 0
        self._upstream = upstream
        self._roles: dict[str, str] = {}
        self._secrets: set[str] = set()

    def begin(self, request: Request) -> Pending:
        """Note that a request begins."""
        self.count += 1
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

    def end(self, pending: Pending, answer: Answer, failure: str | None) -> Entry:
        """Write the exchange, and for a create what became of its task; returns the exchange.

        Args:
            pending: the request.
            answer: what arrived of the answer.
            failure: `dropped` if the service broke off, `aborted` if the client did, else None.
        """
        entry = self._entry(pending, answer, failure)
        exchange = entry.exchange
        place = None if pending.send is None else named_task(exchange)
        if pending.send is not None and place is not None and place.id is not None:
            accepted = charge(exchange) is Charge.ACCEPTED
            self.budget.name(pending.send, place.id, exchange.key, accepted=accepted)
        self.log.write({"event": "exchange", **exchange.to_json(), "lacks": sorted(entry.lacks)})
        if pending.send is not None and certainly_refused(exchange) and Lack.ANSWER not in entry.lacks:
            self.budget.release(pending.send, "refused")
        return entry

    def _entry(self, pending: Pending, answer: Answer, failure: str | None) -> Entry:
        request = pending.request
        authorization = request.headers.get("authorization")
        secrets = self._known_secrets(authorization)
        asked = request.body.decoded(request.headers.get("content-encoding", ""))
        body = answer.body.decoded(answer.headers.get("content-encoding", ""))
        lacks = {Lack.REQUEST} if asked is None else set()
        lacks |= {Lack.ANSWER} if body is None else set()
        exchange = Exchange(
            number=pending.number,
            case=self.path.name,
            operation=pending.call.operation,
            key=self._role(authorization),
            subject=pending.call.subject,
            method=request.method,
            url=self._upstream.origin + request.target,
            request_headers=kept_headers(request.headers),
            request_body=redact_keys(request.body.content if asked is None else asked, secrets),
            sent=pending.sent,
            seconds=time.perf_counter() - pending.begun,
            status=None if failure else answer.status,
            headers={} if failure else redact_headers(answer.headers, secrets),
            body=redact_keys(answer.body.content if body is None else body, secrets),
            failure=failure,
            send=pending.send,
        )
        return Entry(exchange, self._upstream.base_url, frozenset(lacks))

    def _known_secrets(self, authorization: str | None) -> tuple[str, ...]:
        """All keys so far: an answer may repeat the key of another request. They are only held in memory."""
        if len(self._secrets) < 1000:
            self._secrets |= set(secrets_of(authorization, ()))
        return tuple(sorted(self._secrets, key=len, reverse=True))

    def _role(self, authorization: str | None) -> str:
        if not authorization:
            return "none"
        mark = hashlib.sha256(authorization.encode("latin-1", "replace")).hexdigest()
        names = ("first", "second")
        number = len(self._roles)
        return self._roles.setdefault(mark, names[number] if number < 2 else f"key {min(number + 1, 1000)}")


def _free(folder: Path, started: datetime) -> Path:
    """The name of a recording that doesn't exist."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"recording-{started:%Y%m%dT%H%M%SZ}"
    names = (f"{stem}.jsonl", *(f"{stem}-{turn}.jsonl" for turn in range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())
