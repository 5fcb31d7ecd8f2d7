"""What one user does for a video: create, poll to the end, download; each answer is judged."""

import threading
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from attrs import define, field

from seedance_conformance.load.findings import ANSWERED, ECHO, ENDS, FOREIGN, FORWARD, PLAYS, FindingSender
from seedance_conformance.load.mix import PlannedVideo
from seedance_conformance.load.mp4 import read_mp4
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    is_login_failure,
    task_id,
    task_of,
    task_status,
)  # fmt: skip
from seedance_conformance.transport.answers.billing import certainly_refused, named_task
from seedance_conformance.transport.connection.rate_limit import is_limited, requested_pause
from seedance_conformance.transport.errors import BudgetSpent, RateLimited, TransportError, Unreachable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import RESULT_PATH
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.download import Download
from seedance_conformance.transport.tasks.waiting_times import PollIntervals

ORDER: Final = {"queued": 0, "processing": 1, "completed": 2, "failed": 2}
MOST_PAUSES: Final = 5
"""So many rate-limit answers one after another, each after the pause that the last one asked for, are a breach."""
STRANGER: Final = "stranger"
"""The operation of a query with a key that mustn't see the task, in Locust's table."""
LENGTH_TOLERANCE: Final = 1.0
"""Seconds by which a result may differ from the requested duration. The vendor's are one frame longer."""


class Refused(Exception):
    """The target refuses the key."""


@define
class ExchangeJudge:
    """Judges each exchange, whoever sent it: answered at all, and rate limits that keep their word.

    `fire` tells Locust of a request: method, name, seconds, bytes, and what is wrong or None.
    """

    findings: FindingSender
    fire: Callable[[str, str, float, int, str | None], None]
    _pauses: threading.local = field(factory=threading.local)

    def see(self, exchange: Exchange) -> None:
        """Judge an exchange."""
        fault = flaw(exchange)
        self.fire(exchange.method, exchange.operation, exchange.seconds, len(exchange.body), fault or limit(exchange))
        if fault is not None:
            self.findings.failed(ANSWERED, f"{exchange.operation}: {fault}")
            return
        if not is_limited(exchange):
            self._pauses.number = 0
            self.findings.passed(ANSWERED)
            return
        asked = requested_pause(exchange) is not None
        self._pauses.number = getattr(self._pauses, "number", 0) + 1 if asked else 0
        if self._pauses.number == MOST_PAUSES:
            self.findings.failed(
                ANSWERED,
                f"{exchange.operation}: HTTP {exchange.status} {MOST_PAUSES} times in a row, although each request "
                "came after the pause in Retry-After",
            )


def flaw(exchange: Exchange) -> str | None:
    """Why an exchange has no proper answer: none at all, or a server error; None if it has one."""
    if exchange.failure == "timeout":
        return "no answer within the time limit"
    if exchange.failure or exchange.status is None:
        return "the connection was dropped"
    if exchange.status >= 500 and not is_limited(exchange):
        return f"HTTP {exchange.status}"
    return None


def limit(exchange: Exchange) -> str | None:
    """What Locust shows for a rate limit or a refusal; a stranger has to be refused."""
    refused = exchange.status is not None and exchange.status >= 400 and exchange.operation != STRANGER
    return f"HTTP {exchange.status}" if refused or is_limited(exchange) else None


@define
class Journey:
    """Makes videos with one target, whose budget reserves each create.

    A task has to end within `timeout` seconds, and mustn't be visible to `other_key`, of another account.
    """

    target: Target
    findings: FindingSender
    download: Callable[[str], Download]
    intervals: PollIntervals
    timeout: float
    key: str = "first"
    other_key: str | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def make(self, video: PlannedVideo) -> None:
        """Create a task and follow it to its end. Raises Refused for a refused key, BudgetSpent if nothing was sent."""
        try:
            created = self.target.create(video.body, key=self.key)
        except BudgetSpent:
            raise
        except TransportError as error:
            self._unsent("create", error)
            return
        place = named_task(created)
        if place is None or place.id is None:
            self._not_accepted(video, created)
            return
        try:
            self._follow(video, created, place.id)
        finally:
            self.findings.flush()

    def asset(self, url: str) -> str | None:
        """Upload an image and wait until it is active; its id, or None if that fails."""
        try:
            asset = asset_id(self.target.upload({"assetType": "Image", "url": url}, key=self.key))
            end, pause = self.clock() + self.timeout, self.intervals.first(None)
            while asset is not None and self.clock() < end:
                status = task_status(self.target.detail(asset, key=self.key))
                if status == "active":
                    return asset
                if status == "failed":
                    break
                self.sleep(pause)
                pause = self.intervals.after(pause)
        except TransportError as error:
            self._unsent("upload", error)
        return None

    def _unsent(self, operation: str, error: TransportError) -> None:
        if isinstance(error, RateLimited):
            self.findings.unproven(ANSWERED, f"{operation}: still rate-limited")
        elif isinstance(error, Unreachable):
            self.findings.unreachable(f"{operation}: {error}")
        else:
            self.findings.failed(ANSWERED, f"{operation}: {error}")
        self.sleep(1.0)

    def _not_accepted(self, video: PlannedVideo, created: Exchange) -> None:
        if is_login_failure(created):
            raise Refused(f"the target refuses the key (HTTP {created.status})")
        if flaw(created) is None:
            refused = "refused" if certainly_refused(created) else "answered without an id"
            self.findings.unproven(ANSWERED, f"a create ({video.mode}) was {refused}: HTTP {created.status}")
        self.sleep(self.intervals.first(None))

    def _follow(self, video: PlannedVideo, created: Exchange, task: str) -> None:
        end, seen = self.clock() + self.timeout, 0
        pause = self.intervals.first(None)
        while True:
            self.sleep(pause)
            pause = self.intervals.after(pause)
            answer = self._query(task)
            if answer is not None and self._is_of(created, task, answer):
                seen, status = self._ordered(task, answer, seen), task_status(answer)
                if ORDER.get(status) == 2:
                    self._ended(video, task, answer, status)
                    return
            if self.clock() > end:
                self.findings.failed(ENDS, f"task {task} didn't end within {self.timeout:g} s")
                self.findings.ended(task)
                return

    def _query(self, task: str) -> Exchange | None:
        """The answer to a query, or None if it has no task."""
        try:
            answer = self.target.query(task, key=self.key)
        except TransportError as error:
            self._unsent("query", error)
            return None
        if flaw(answer) is not None:
            return None
        if call_outcome(answer) is not Outcome.ACCEPTED:
            self.findings.failed(ANSWERED, f"the query of task {task}, which was accepted: HTTP {answer.status}")
            return None
        return answer

    def _is_of(self, created: Exchange, task: str, answer: Exchange) -> bool:
        """Whether an answer is about this task: its id, and the time at which it was created."""
        told, began = task_of(answer) or {}, (task_of(created) or {}).get("created")
        found = task_id(answer)
        other = ""
        if found is not None and found != task:
            other = f"task {found}"
        elif began is not None and told.get("created") not in (None, began):
            other = "the `created` of another task"
        return self._judge(ECHO, f"the query of task {task} was answered with {other}" if other else None)

    def _ordered(self, task: str, answer: Exchange, seen: int) -> int:
        now = ORDER.get(task_status(answer), seen)
        self._judge(FORWARD, f"task {task} went back to {task_status(answer)}" if now < seen else None)
        return max(now, seen)

    def _ended(self, video: PlannedVideo, task: str, answer: Exchange, status: str) -> None:
        self.findings.passed(ENDS)
        self.findings.ended(task)
        if self.other_key is not None:
            self._foreign(task, self.other_key)
        if status == "completed":
            problem = self._result_problem(video, answer)
            self._judge(PLAYS, None if problem is None else f"task {task}: {problem}")

    def _foreign(self, task: str, key: str) -> None:
        try:
            path = RESULT_PATH + quote(task, safe="")
            seen = call_outcome(self.target.send("GET", path, operation=STRANGER, key=key)) is Outcome.ACCEPTED
        except TransportError:
            return
        self._judge(FOREIGN, f"task {task} is visible to another key" if seen else None)

    def _judge(self, rule: str, problem: str | None) -> bool:
        """Record that a rule is kept, or what is wrong; returns whether it is kept."""
        if problem is None:
            self.findings.passed(rule)
        else:
            self.findings.failed(rule, problem)
        return problem is None

    def _result_problem(self, video: PlannedVideo, answer: Exchange) -> str | None:
        """What is wrong with the result of a completed task."""
        url = (task_of(answer) or {}).get("video_url")
        if not isinstance(url, str) or not url:
            return "it is completed without a video_url"
        result = self.download(url)
        if not result.arrived:
            return f"its result: {result.description}"
        movie = read_mp4(result.content)
        if movie.flaw is not None:
            return f"its result isn't whole: {movie.flaw}"
        if abs(movie.seconds - video.seconds) > LENGTH_TOLERANCE:
            return f"its result is {movie.seconds:.2f} s long, and {video.seconds} s were requested"
        return None
