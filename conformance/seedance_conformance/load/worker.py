"""The worker's side of a load run: all users of one process, their connections, and the allowance for each create."""

import itertools
import random
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from attrs import define, field

from seedance_conformance.load.findings import FindingSender
from seedance_conformance.load.journey import ExchangeJudge, Journey
from seedance_conformance.load.mix import VideoChooser
from seedance_conformance.media.addresses import RemoteMedia
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.transport.errors import BudgetSpent
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.spending.budget import Budget, Why
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.download import Download
from seedance_conformance.transport.tasks.waiting_times import PollIntervals

ANSWER_SECONDS: Final = 30.0
_USERS_A_TARGET: Final = 32
"""A target has a pool of 64 connections; a user that waits for one would look like a slow server."""

Send = Callable[[str, Any], None]
"""Sends a message to the master: its name and its data."""
Fire = Callable[[str, str, float, int, str | None], None]


class Allowance(Budget):
    """Asks the master for each create, and tells it how the create went; the master keeps the ledger."""

    def __init__(self, send: Send, findings: FindingSender) -> None:
        super().__init__()
        self._send = send
        self._findings = findings
        self._asked = itertools.count(1)
        self._waiting: dict[int, tuple[threading.Event, list[int | None]]] = {}

    def reserve(self, case: str, mark: str = "") -> int:
        """Reserve a unit with the master; return the number of the reservation.

        Raises:
            BudgetSpent: no unit is left, or the master doesn't answer; nothing was sent.
        """
        number, arrived, answer = next(self._asked), threading.Event(), list[int | None]()
        self._waiting[number] = arrived, answer
        self._send("seedance_reserve", {"number": number, "case": case, "mark": mark})
        came = arrived.wait(ANSWER_SECONDS)
        del self._waiting[number]
        if not came:
            raise BudgetSpent("the master doesn't answer, so nothing more is created")
        if answer[0] is None:
            raise BudgetSpent("the budget is used up")
        return answer[0]

    def reserved(self, number: int, send: int | None) -> None:
        """The master's answer: the number of the reservation, None if the budget is used up."""
        if number in self._waiting:
            arrived, answer = self._waiting[number]
            answer.append(send)
            arrived.set()

    def release(self, send: int, why: Why) -> None:
        """Tell the master that a create certainly wasn't billed."""
        self._findings.released(send, why)

    def name(self, send: int, task: str, key: str, *, accepted: bool, moment: float | None = None) -> None:
        """Tell the master the id of a task."""
        self._findings.named(send, task, key, accepted)


@define
class Worker:
    """All users of one process, and how many videos they are making now; `stopping`: no more are started."""

    settings: Settings
    media: str | None
    send: Send
    fire: Fire
    busy: int = 0
    stopping: bool = False
    findings: FindingSender = field(init=False)
    allowance: Allowance = field(init=False)
    chooser: VideoChooser = field(init=False)
    _judge: ExchangeJudge = field(init=False)
    _targets: list[Target] = field(factory=list, init=False)
    _users: "itertools.count[int]" = field(factory=itertools.count, init=False)

    def __attrs_post_init__(self) -> None:
        """Make what all users share."""
        self.findings = FindingSender(partial(self.send, "seedance_found"))
        self.allowance = Allowance(self.send, self.findings)
        self.chooser = VideoChooser(None if self.media is None else RemoteMedia(self.media), random.Random())
        self._judge = ExchangeJudge(self.findings, self.fire)

    def journey(self) -> Journey:
        """The journey of a new user; with two keys, users take turns with them."""
        user, settings = next(self._users), self.settings
        if user % _USERS_A_TARGET == 0:
            self._targets.append(self._target())
        target = self._targets[-1]
        keys = ["first", "second"] if target.has_second_key else ["first", None]
        key, other = keys if user % 2 == 0 or keys[1] is None else reversed(keys)
        return Journey(
            target,
            self.findings,
            lambda url: self._download(target, url),
            PollIntervals(settings.poll_seconds, settings.remote),
            settings.task_timeout,
            key=str(key),
            other_key=other,
        )

    def _target(self) -> Target:
        settings, connection = self.settings, self.settings.connection
        target = Target(
            settings.base_url,
            settings.key,
            settings.second_key,
            remote=settings.remote,
            headers=connection.headers,
            route=connection.route,
            budget=self.allowance,
            timeout=connection.timeout,
            reconnect_seconds=connection.reconnect_seconds,
            retry_seconds=settings.task_timeout,
        )

        def see(exchange: Exchange) -> None:
            self._judge.see(exchange)
            target.log.clear()  # thousands of users would fill the memory

        target.on_exchange = see
        return target

    def _download(self, target: Target, url: str) -> Download:
        begun = time.perf_counter()
        result = target.download(url)
        wrong = None if result.arrived else result.description
        self.fire("GET", "result", time.perf_counter() - begun, result.size, wrong)
        return result

    def finish(self, until: float) -> None:
        """Start no more videos, and wait for those that are being made, until a time on the monotonic clock."""
        self.stopping = True
        while self.busy and time.monotonic() < until:
            time.sleep(0.05)
        self.findings.flush()
        self.send("seedance_finished", None)
