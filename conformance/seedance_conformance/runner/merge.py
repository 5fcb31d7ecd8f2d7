"""Joins the shards of a run: one log, and a new verdict on what rests on the whole of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seedance_conformance.catalogue import Catalogue, load_catalogue
from seedance_conformance.media import RemoteMedia
from seedance_conformance.runner.exit_codes import ExitCode
from seedance_conformance.runner.journal import Journal
from seedance_conformance.runner.plugin import MARKERS
from seedance_conformance.runner.restore import exchanges, reopen_cases
from seedance_conformance.runner.run import Run
from seedance_conformance.runner.session import run_session
from seedance_conformance.runner.settings import Settings
from seedance_conformance.runner.shard_logs import MergeError, Part, joined, read_parts
from seedance_conformance.runner.verdicts import Recorder
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.polling import Follower
from seedance_conformance.transport.target import Target


def merge(directories: Sequence[Path], out: Path) -> "Merge":
    """Join the shards in the given directories and write the log and the reports of the whole run.

    Returns:
        The merged run; its `exit_code` is that of one run over everything.

    Raises:
        MergeError: they are not all shards of one run, or `out` is one of them.
        CatalogueError: the catalogue can't be used.
        OSError: the reports can't be written.
    """
    if out.resolve() in {directory.resolve() for directory in directories}:
        raise MergeError(f"--out {out} is one of the shards, and its log would be lost: choose another directory")
    parts, catalogue = read_parts(directories), load_catalogue()
    out.mkdir(parents=True, exist_ok=True)
    (out / "run.jsonl").touch()
    merged = Merge(parts, catalogue, out)
    run_session(["-p", "seedance_conformance.runner.fixtures", "-m", "log"], [merged])
    return merged


class Merge(Run):
    """A run that sends nothing: the tests marked `log` judge what the shards have seen.

    Args:
        parts: all shards, in order.
        catalogue: of all rules.
        out: where the log and the reports go.
    """

    def __init__(self, parts: Sequence[Part], catalogue: Catalogue, out: Path) -> None:
        super().__init__(_settings(parts[0], out), catalogue)
        self._parts = parts
        self.interrupted = any(part.foot["stopped"] == "interrupted" for part in parts)
        self.budget_spent = any(part.foot["stopped"] == "budget" for part in parts)
        self.wrong_key = any(part.foot["exit_code"] == ExitCode.USAGE for part in parts)
        if any(part.foot["exit_code"] == ExitCode.TROUBLE for part in parts):
            self.troubles.append("a shard met trouble")
        self.drained = True
        self.exit_code = ExitCode.TROUBLE

    def pytest_configure(self, config: pytest.Config) -> None:
        """Take the place of a run."""
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Open the joined log, and put what the shards did in the place of what this run would do."""
        head, settings = self._parts[0].head, self.settings
        self.journal = Journal(settings.out / "run.jsonl", seconds=sum(part.foot["seconds"] for part in self._parts))
        self.journal.write({**head, "shard": None, "started": min(part.head["started"] for part in self._parts)})
        self.recorder = Recorder(self.journal, self.catalogue, settings)
        self.target = _Silent(settings.base_url, "no key")
        self.target.log = exchanges(joined(self._parts, ()))
        self.follower = Follower(self.target, interval=1.0, timeout=1.0, workers=0)
        self.follower.recall(self.target.log, poll=False)
        self.media = RemoteMedia("http://127.0.0.1:9")
        self.context = Context(
            target=self.target,
            follower=self.follower,
            media=self.media,
            profile=settings.profile,
            examples=settings.examples,
            seed=settings.seed,
            strict=settings.strict,
        )

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Write the joined log, without the verdicts that come anew."""
        super().pytest_collection_modifyitems(config, items)
        events = joined(self._parts, (item.name for item in items))
        for event in events:
            self.journal.write(event)
            if event["event"] == "case":
                self.recorder.touched.add(event["rule"])
        reopen_cases(events, self.context)

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Ask nothing of the target."""

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the reports."""
        super().pytest_sessionfinish(session, exitstatus)
        self.exit_code = ExitCode(session.exitstatus)


class _Silent(Target):
    """A target that is no longer asked."""

    def send(self, *_: Any, **__: Any) -> Exchange:
        """Nothing can be sent.

        Raises:
            Inconclusive: always; what would be asked now was not seen by any shard.
        """
        raise Inconclusive("no shard saw an answer that shows it")


def _settings(part: Part, out: Path) -> Settings:
    head = part.head
    return Settings(
        base_url=head["target"]["base_url"],
        key="",
        second_key=None,
        kind=head["target"]["kind"],
        profile=head["profile"],
        rules=frozenset(head["selected"]),
        examples=head["examples"],
        seed=head["seed"],
        budget=None,
        media_url=None,
        poll_seconds=1.0,
        task_timeout=1.0,
        strict=head["strict"],
        out=out,
    )
