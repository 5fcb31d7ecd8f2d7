"""Merge the shards of a run into one log, and judge the rules about the whole log again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seedance_conformance.catalogue import Catalogue, load_catalogue
from seedance_conformance.media import RemoteMedia
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.runner.execution.connecting import past_outages
from seedance_conformance.runner.execution.parallel_tests import ParallelTests
from seedance_conformance.runner.outcome.exit_codes import ExitCode
from seedance_conformance.runner.outcome.verdicts import Reds, VerdictRecorder
from seedance_conformance.runner.plugin import MARKERS
from seedance_conformance.runner.resuming.previous_run import exchanges, reopen_cases
from seedance_conformance.runner.run import Run
from seedance_conformance.runner.session import run_session
from seedance_conformance.runner.shards.shard_logs import (
    MergeError,
    ShardLog,
    cut_off,
    joined,
    read_shard_logs,
    whole_budget,
)
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller


def merge(directories: Sequence[Path], out: Path) -> "Merge":
    """Merge the shards in the given directories; write the log and the reports, and return the run, with its exit code.

    Raises:
        MergeError: they aren't all shards of one run, or `out` is one of them.
        CatalogueError: the catalogue is unusable.
        OSError: the reports can't be written.
    """
    if out.resolve() in {directory.resolve() for directory in directories}:
        raise MergeError(f"--out {out} is one of the shards and would overwrite its log: choose another directory")
    logs, catalogue = read_shard_logs(directories), load_catalogue()
    out.mkdir(parents=True, exist_ok=True)
    (out / "run.jsonl").touch()
    merged = Merge(logs, catalogue, out)
    run_session(["-p", "seedance_conformance.runner.fixtures", "-m", "log"], [merged])
    return merged


class Merge(Run):
    """A run that sends nothing: the tests marked `log` judge the joined log of the shards."""

    def __init__(self, logs: Sequence[ShardLog], catalogue: Catalogue, out: Path) -> None:
        super().__init__(_settings(logs[0], out), catalogue)
        self._logs = logs
        self.ending.interrupted = any(log.footer["stopped"] == "interrupted" for log in logs)
        self.ending.budget_spent = any(log.footer["stopped"] == "budget" for log in logs)
        self.ending.wrong_key = any(log.footer["exit_code"] == ExitCode.USAGE for log in logs)
        self.ending.troubles += [
            f"shard {log.shard} had an error of the suite: see {log.directory / 'index.html'}"
            for log in logs
            if log.footer["exit_code"] == ExitCode.TROUBLE
        ]
        self.drained = True
        self.exit_code = ExitCode.TROUBLE

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the markers, as the plugin of a run does."""
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Open the joined log, and restore the exchanges and tasks of the shards."""
        header, settings = self._logs[0].header, self.settings
        self.log = EventLog(settings.out / "run.jsonl", seconds=sum(log.footer["seconds"] for log in self._logs))
        started = min(log.header["started"] for log in self._logs)
        merged = {"shard": None, "merged": len(self._logs), "share": whole_budget(self._logs), "started": started}
        self.log.write({**header, **merged})
        self.reds = Reds(settings, lambda **_: None)
        self.target = _SilentTarget(settings.base_url, "no key")
        events = joined(self._logs, ())
        self.target.log = exchanges(events)
        self.target.outages.found += past_outages(events)
        self.verdicts = VerdictRecorder(self.log, self.catalogue, settings, self.target.log)
        self.poller = TaskPoller(self.target, interval=1.0, timeout=1.0, workers=0)
        self.poller.restore(self.target.log, poll=False)
        self.media = RemoteMedia("http://127.0.0.1:9")
        self.context = self.make_context(task_timeout=header.get("options", {}).get("task-timeout", 60.0))
        self.parallel = ParallelTests(self.context, 1, self.plan.cost)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Write the joined log, without the verdicts of the tests that now judge it."""
        super().pytest_collection_modifyitems(config, items)
        events = joined(self._logs, (item.name for item in items))
        for event in events:
            self.log.write(event)
            if event["event"] == "case":
                self.verdicts.touched.add(event["rule"])
        reopen_cases(events, self.context, cut=cut_off(self._logs))

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Skip the checks that a run makes before its first test."""

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the reports."""
        super().pytest_sessionfinish(session, exitstatus)
        self.exit_code = ExitCode(session.exitstatus)


class _SilentTarget(Target):
    """A target that sends nothing."""

    def send(self, *_: Any, **__: Any) -> Exchange:
        """Raise: a test asked for something that no shard has in its log.

        Raises:
            Inconclusive: always.
        """
        raise Inconclusive("the shards' logs don't have the answer that this test needs")


def _settings(log: ShardLog, out: Path) -> Settings:
    header = log.header
    return Settings(
        **{name: header[name] for name in ("profile", "examples", "seed", "strict")},
        base_url=header["target"]["base_url"],
        kind=header["target"]["kind"],
        rules=frozenset(header["selected"]),
        fail_on=header.get("fail_on"),
        out=out,
        disputed=header.get("options", {}).get("disputed"),
    )
