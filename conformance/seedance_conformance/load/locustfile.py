"""The users for Locust. `seedance load` starts Locust with this file; its own options work as usual.

The processes of a run exchange these messages:

| message             | from   | to      | says                                                          |
|---------------------|--------|---------|---------------------------------------------------------------|
| `seedance_reserve`  | worker | master  | a user wants to create a task: number, case, mark             |
| `seedance_reserved` | master | worker  | its reservation in the ledger, or that the budget is used up  |
| `seedance_found`    | worker | master  | entries of `load/findings.py`                                 |
| `seedance_refused`  | worker | master  | the target refuses the key, or this worker lacks something    |
| `seedance_finish`   | master | workers | start no more videos, and finish the others                   |
| `seedance_finished` | worker | master  | nothing is running any more                                   |

Without workers the only process is both.
"""

import argparse
import logging
import os
import socket
import time
from pathlib import Path
from typing import Any

import gevent
from locust import User, constant, events, task
from locust.env import Environment
from locust.exception import StopUser
from locust.runners import MasterRunner, Runner, WorkerRunner

from seedance_conformance.load.journey import Journey, Refused
from seedance_conformance.load.master import FINISH_SECONDS, Master
from seedance_conformance.load.mix import VideoChooser
from seedance_conformance.load.plan import LoadPlan
from seedance_conformance.load.worker import Worker
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.transport.errors import BudgetSpent

LOGGER = logging.getLogger("seedance load")
LOCAL = "local"  # what Locust calls the only process


class SeedanceUser(User):
    """Makes one video after another."""

    wait_time = constant(0)
    worker: Worker | None = None
    making = leaving = False

    def on_start(self) -> None:
        """Get connections, unless this process can't take part."""
        self.worker = self.environment.seedance_worker
        if self.worker is not None:
            self.journey: Journey = self.worker.journey()
        self.asset: str | None = None

    def stop(self, force: bool = False) -> bool:
        """Leave, because fewer users are wanted: after the video that is being made, which may have been paid for."""
        if force and self.making and self.worker is not None and not self.worker.stopping:
            self.leaving = True
            self._group.discard(self._greenlet)  # Locust counts it no longer, and doesn't kill it
            return True
        return bool(super().stop(force))

    @task
    def make_video(self) -> None:
        """Make one video, unless the run is stopping."""
        worker = self.worker
        if worker is None or self.leaving:
            raise StopUser
        if worker.stopping:
            time.sleep(0.5)
            return
        worker.busy += 1
        self.making = True
        try:
            self._make_video(worker.chooser)
        except BudgetSpent:
            raise StopUser from None
        except Refused as error:
            worker.send("seedance_refused", str(error))
            raise StopUser from None
        finally:
            worker.busy -= 1
            self.making = False

    def _make_video(self, chooser: VideoChooser) -> None:
        mode = chooser.mode()
        if mode == "asset" and self.asset is None:
            self.asset = self.journey.asset(chooser.image())
            if self.asset is None:
                return
        self.journey.make(chooser.video(mode, self.asset))


class Messages:
    """Connects the worker and the master with Locust's messages."""

    def __init__(self, environment: Environment, runner: Runner, plan: LoadPlan | None) -> None:
        self.environment = environment
        self.runner = runner
        self.plan = plan
        self.worker: Worker | None = None
        self.master: Master | None = None
        if plan is not None:
            settings = plan.settings(os.environ)
            log = EventLog(Path(plan.out) / "run.jsonl", durable=settings.remote)
            self.master = master = Master.of(plan, settings, log)
            runner.register_message("seedance_reserve", self.on_reserve)
            runner.register_message("seedance_found", lambda msg, **_: master.judge.take(msg.data))
            runner.register_message("seedance_refused", self.on_refused)
            runner.register_message("seedance_finished", lambda msg, **_: master.finished.add(msg.node_id))
        if not isinstance(runner, MasterRunner):
            runner.register_message("seedance_reserved", self.on_reserved)
            runner.register_message("seedance_finish", self.on_finish, concurrent=True)

    def on_test_start(self, **_: Any) -> None:
        """Begin: a worker has got its plan from the master."""
        if self.master is not None:
            self.master.drained = False
        if isinstance(self.runner, MasterRunner):
            return
        options = self.environment.parsed_options
        plan = self.plan or LoadPlan.from_json(options.seedance_plan if options else "{}")
        try:
            worker = Worker(plan.settings(os.environ), plan.media, self.runner.send_message, self.fire)
        except SettingsError as error:
            worker = None
            LOGGER.error("%s", error)
            self.runner.send_message(
                "seedance_refused", f"the worker on {socket.gethostname()} can't take part: {error}"
            )
        self.worker = self.environment.seedance_worker = worker  # type: ignore[attr-defined]
        if worker is not None:
            gevent.spawn(self._flush_often, worker)

    def _flush_often(self, worker: Worker) -> None:
        while not worker.stopping:
            time.sleep(1.0)
            worker.findings.flush()

    def fire(self, method: str, name: str, seconds: float, size: int, wrong: str | None) -> None:
        """Tell Locust of a request."""
        self.environment.events.request.fire(
            request_type=method,
            name=name,
            response_time=seconds * 1000,
            response_length=size,
            exception=None if wrong is None else RuntimeError(wrong),
            context={},
        )

    def on_reserve(self, msg: Any, **_: Any) -> None:
        """A user wants to create a task."""
        assert self.master is not None
        send = self.master.reserve(msg.data["case"], msg.data["mark"])
        answer = {"number": msg.data["number"], "send": send}
        self.runner.send_message("seedance_reserved", answer, client_id=msg.node_id)
        if send is None and not self.master.drained:
            self.master.drained = True
            gevent.spawn(self._stop, "the budget is used up")

    def on_reserved(self, msg: Any, **_: Any) -> None:
        """The master's answer."""
        assert self.worker is not None
        self.worker.allowance.reserved(msg.data["number"], msg.data["send"])

    def on_refused(self, msg: Any, **_: Any) -> None:
        """The target refuses the key, or a worker can't take part: the run ends."""
        assert self.master is not None
        if self.master.refused is None:
            self.master.refused = str(msg.data)
            gevent.spawn(self._stop, str(msg.data))

    def on_finish(self, **_: Any) -> None:
        """The master wants this process to finish."""
        if self.worker is None:
            self.runner.send_message("seedance_finished", None)
            return
        self.worker.finish(time.monotonic() + self.worker.settings.task_timeout + FINISH_SECONDS)

    def _stop(self, reason: str) -> None:
        LOGGER.info("%s, stopping", reason)
        options = self.environment.parsed_options
        if options is not None and options.headless:
            self.runner.quit()
        else:
            self.runner.stop()

    def on_test_stopping(self, **_: Any) -> None:
        """Let all users finish their videos before Locust stops them."""
        if self.master is not None:
            self.master.finish(lambda: self.runner.send_message("seedance_finish", None), self._processes)

    def _processes(self) -> set[str]:
        if isinstance(self.runner, MasterRunner):
            return {client.id for client in self.runner.clients.all if client not in self.runner.clients.missing}
        return {LOCAL}

    def on_quitting(self, **_: Any) -> None:
        """Write the end of the log, and choose the exit code."""
        if self.master is not None and self.environment.process_exit_code is None:
            self.environment.process_exit_code = int(self.master.close(_operations(self.environment)))


def _operations(environment: Environment) -> list[dict[str, Any]]:
    """Locust's numbers for each operation; times in milliseconds."""
    return [
        {
            "name": entry.name,
            "method": entry.method,
            "requests": entry.num_requests,
            "failures": entry.num_failures,
            "per_second": round(entry.total_rps, 2),
            "median_ms": entry.median_response_time,
            "p95_ms": entry.get_response_time_percentile(0.95),
            "p99_ms": entry.get_response_time_percentile(0.99),
            "longest_ms": round(entry.max_response_time, 1),
        }
        for entry in environment.stats.entries.values()
    ]


@events.init_command_line_parser.add_listener
def _add_options(parser: Any) -> None:
    parser.add_argument("--seedance-plan", default="", help=argparse.SUPPRESS, include_in_web_ui=False)


@events.init.add_listener
def _begin(environment: Environment, runner: Runner, **_: Any) -> None:
    options = environment.parsed_options
    text = options.seedance_plan if options else ""
    messages = Messages(environment, runner, None if isinstance(runner, WorkerRunner) else LoadPlan.from_json(text))
    # Locust would show its log, and so the addresses of results, which may be signed.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    environment.events.test_start.add_listener(messages.on_test_start)
    environment.events.test_stopping.add_listener(messages.on_test_stopping)
    environment.events.quitting.add_listener(messages.on_quitting)
    gevent.get_hub().loop.update_now()  # else the run time would count from before our imports
