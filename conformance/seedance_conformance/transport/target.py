"""The server under test: sends requests to it, and logs each exchange."""

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import EllipsisType
from urllib.parse import quote

import httpx

from seedance_conformance.transport.answers.billing import Charge, certainly_refused, charge, named_task, settled
from seedance_conformance.transport.connection.connections import Connections
from seedance_conformance.transport.connection.headers import DOCUMENTED, RequestHeaders
from seedance_conformance.transport.connection.loopback import is_loopback
from seedance_conformance.transport.connection.outages import Outages, answers
from seedance_conformance.transport.connection.rate_limit import RateLimiter, is_limited, requested_pause
from seedance_conformance.transport.connection.route import PLAIN, Route
from seedance_conformance.transport.current_case import CURRENT_CASE, case_of
from seedance_conformance.transport.errors import RateLimited, Stopped, Unreachable, Unsendable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH, UPLOAD_PATH, may_bill
from seedance_conformance.transport.redaction import redact_headers
from seedance_conformance.transport.reproduction.curl import key_header
from seedance_conformance.transport.spending.budget import Budget
from seedance_conformance.transport.spending.previous_answers import PreviousAnswers, fingerprint
from seedance_conformance.transport.tasks.download import Download, download

Headers = Mapping[str, str] | None


class Target:
    """Sends requests to one base URL and logs each exchange. Thread-safe.

    A rate-limited request (429, or 503 with Retry-After) is sent again within `retry_seconds`, unless it could be
    billed and the answer may hold an id. Nothing else is sent twice, except a GET whose connection was dropped.

    Args:
        base_url: with the prefix, for example `http://127.0.0.1:8765/kyyReactApiServer`.
        key: the API key.
        second_key: of another account, for rules about other accounts.
        remote: it may bill; by default if it isn't on this machine.
        headers: what all requests have, and the header of the key.
        route: the way to it.
        budget: reserves a unit before each request that could start a task, and records its id.
        timeout: seconds to wait for an answer; `reconnect_seconds`: for a target that restarts.
        retry_seconds: time for retries after rate-limit answers, for each request; once it runs out, later requests of
            that operation aren't retried until one succeeds.
        rate_limiter: the client-side rate limit, if there is one.
        on_exchange: called with each complete exchange, from the thread that sent it.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        second_key: str | None = None,
        *,
        remote: bool | None = None,
        headers: RequestHeaders = DOCUMENTED,
        route: Route = PLAIN,
        budget: Budget | None = None,
        timeout: float = 10.0,
        reconnect_seconds: float = 0.0,
        retry_seconds: float = 30.0,
        rate_limiter: RateLimiter | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.remote = not is_loopback(base_url) if remote is None else remote
        self.budget = budget or Budget()
        self.log: list[Exchange] = []
        self.resumed: PreviousAnswers | None = None  # the answers of the run that this one resumes
        self.on_exchange = on_exchange
        self.on_accepted: Callable[[Exchange], None] | None = None  # gets each create that started a task, or may have
        self.before_billed: Callable[[], None] = lambda: None  # may raise
        self._keys = {"first": key} | ({"second": second_key} if second_key else {})
        self._retry_seconds = retry_seconds
        self._exhausted: set[str] = set()
        self._early: dict[tuple[str, bytes], Exchange] = {}
        self._rate_limiter = rate_limiter
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self.headers = headers
        self.route = route
        away = self.remote or not is_loopback(base_url)
        self.connections = Connections(timeout, remote=away, url=base_url, route=route)
        self.outages = Outages(
            reconnect_seconds, partial(answers, self.connections, base_url), stopped=self._stopped.is_set
        )

    def __repr__(self) -> str:
        return f"Target({self.base_url!r})"

    @property
    def has_second_key(self) -> bool:
        """Whether rules about other accounts can be judged."""
        return "second" in self._keys

    def credential(self, key: str = "first") -> str:
        """The raw key of a role, for building wrong Authorization values; never log it."""
        return self._keys[key]

    def create(
        self, body: object, *, key: str = "first", headers: Headers = None, content: bytes | None = None
    ) -> Exchange:
        """Create a task; billed if it is accepted. Raises what `send` raises."""
        content = json.dumps(body).encode() if content is None else content
        return self.send("POST", CREATE_PATH, operation="create", key=key, headers=headers, content=content)

    def create_early(self, case: str, body: object) -> Exchange:
        """Send the create of a case before its turn; the case gets the answer when it sends the same body."""
        with case_of(case):
            answer = self.create(body)
        self._early[case, answer.request_body] = answer
        return answer

    def query(self, task_id: str, *, key: str = "first") -> Exchange:
        """Query a task."""
        return self.send("GET", RESULT_PATH + quote(task_id, safe=""), operation="query", subject=task_id, key=key)

    def upload(
        self, body: object, *, key: str = "first", headers: Headers = None, content: bytes | None = None
    ) -> Exchange:
        """Upload a file to the asset library."""
        content = json.dumps(body).encode() if content is None else content
        return self.send("POST", UPLOAD_PATH, operation="upload", key=key, headers=headers, content=content)

    def detail(self, asset_id: str, *, key: str = "first") -> Exchange:
        """Query an asset."""
        return self.send("GET", ASSET_PATH + quote(asset_id, safe=""), operation="detail", subject=asset_id, key=key)

    def delete(self, asset_id: str, *, key: str = "first") -> Exchange:
        """Delete an asset."""
        return self.send("DELETE", ASSET_PATH + quote(asset_id, safe=""), operation="delete", subject=asset_id, key=key)

    def send(
        self,
        method: str,
        path: str,
        *,
        operation: str = "other",
        subject: str | None = None,
        key: str = "first",
        authorization: str | EllipsisType | None = ...,
        headers: Headers = None,
        content: bytes | None = None,
    ) -> Exchange:
        """Send any request below the base URL and log it.

        Args:
            method: any token.
            path: below the base URL, beginning with a slash.
            operation: as in `Exchange.operation`.
            subject: the task or asset id in the path.
            key: role of the key, `first` or `second`.
            authorization: a raw header value instead of that key's, or None for no header.
            headers: further headers; with content the default Content-Type is `application/json`.
            content: the body.

        Raises:
            TransportError: one of `transport.errors`; those about the budget, only for what could start a task.
        """
        if isinstance(authorization, EllipsisType):
            role, authorization = key, f"Bearer {self._keys[key]}"
        else:
            role = "none" if authorization is None else "other"
        sent = self.headers.build(authorization, headers, content=content)
        request = self.connections.build(method, self.base_url + path, sent, content)
        billed = may_bill(method, path, operation, content)
        known = self.resumed.take(CURRENT_CASE.get(), method, path, role, content) if billed and self.resumed else None
        if known is None and operation == "create":
            known = self._early.pop((CURRENT_CASE.get(), content or b""), None)
        if known is not None:
            return settled(known)
        mark = fingerprint(method, path, role, content) if billed else None
        if billed:
            self.before_billed()
        exchange = self._until_answered(partial(self._once, request, operation, role, subject, mark), billed=billed)
        self._exhausted.discard(operation)
        if operation == "create" and self.on_accepted and named_task(exchange) is not None:
            self.on_accepted(exchange)
        return settled(exchange) if billed else exchange

    def _until_answered(self, send: Callable[[], Exchange], *, billed: bool) -> Exchange:
        """Send again while the target can't be reached, or limits the rate without having billed the request."""
        deadline, pause = time.monotonic() + self._retry_seconds, 0.5
        while True:
            if self._stopped.is_set():
                raise Stopped
            if self._rate_limiter:
                self._rate_limiter.acquire(deadline - time.monotonic())
            try:
                exchange = send()
            except Unreachable as error:
                self.outages.sit_out(error)  # nothing was sent
                continue
            self.outages.check(exchange)
            if not is_limited(exchange):
                return exchange
            pause = requested_pause(exchange) or min(2 * pause, 30.0)
            if self._rate_limiter:
                self._rate_limiter.pause(pause)
            if billed and not certainly_refused(exchange):
                return exchange
            self._wait(pause, deadline, exchange)

    def _once(
        self, request: httpx.Request, operation: str, role: str, subject: str | None, mark: str | None
    ) -> Exchange:
        """Send a request. If it may be billed, the ledger gets its mark before, and an id as soon as it arrives.

        The release after a certain refusal comes last. So a unit that was released without a logged answer belongs to a
        request that was never sent, and a resumed run may send it.
        """
        send = None if mark is None else self.budget.reserve(CURRENT_CASE.get(), mark)
        try:
            exchange = self._exchange(request, operation, role, subject, send)
        except (Unreachable, Unsendable):
            if send is not None:
                self.budget.release(send, "not sent")
            raise
        place = None if send is None else named_task(exchange)
        if send is not None and place is not None and place.id is not None:
            self.budget.name(send, place.id, exchange.key, accepted=charge(exchange) is Charge.ACCEPTED)
        if self.on_exchange:
            self.on_exchange(exchange)
        if send is not None and certainly_refused(exchange):
            self.budget.release(send, "rate-limited" if is_limited(exchange) else "refused")
        return exchange

    def _wait(self, pause: float, deadline: float, exchange: Exchange) -> None:
        if exchange.operation in self._exhausted or time.monotonic() + pause > deadline:
            self._exhausted.add(exchange.operation)
            raise RateLimited(
                f"the target answered {exchange.status} to {exchange.operation} for {self._retry_seconds:g} s, "
                "so the suite stopped retrying: run again later"
            )
        if not self._rate_limiter:
            self._stopped.wait(pause)

    def stop(self) -> None:
        """Send nothing more; requests that were sent still get their answers."""
        self._stopped.set()

    def download(self, url: str, *, key: str | None = None) -> Download:
        """Download a result, with our headers and the key of a role if one is named; others don't get them."""
        private = self.headers.build(f"Bearer {self.credential(key)}") if key else None
        return download(url, route=self.route.for_result(url, self.base_url), private=private)

    def close(self) -> None:
        """Close the connections."""
        self.connections.close()

    def _exchange(
        self, request: httpx.Request, operation: str, role: str, subject: str | None, send: int | None = None
    ) -> Exchange:
        sent, begun = time.time(), time.perf_counter()
        received = self.connections.send(request, once=send is not None)
        seconds = time.perf_counter() - begun
        name = self.headers.key.name
        wrong = key_header(request.headers.get(name) or "", self._keys, name) if role == "other" else None
        with self._lock:
            exchange = Exchange(
                number=len(self.log) + 1,
                case=CURRENT_CASE.get(),
                operation=operation,
                key=role,
                subject=subject,
                method=request.method,
                url=sys.intern(str(request.url)),
                sent=sent,
                seconds=seconds,
                status=received.status,
                failure=received.failure,
                send=send,
                authorization=wrong,
                request_headers=self.headers.shown(request.headers, role),
                request_body=request.content,
                headers=redact_headers(received.headers),
                body=received.body,
            ).without_keys(self.headers.secrets_in(request, tuple(self._keys.values())))
            self.log.append(exchange)
        return exchange
