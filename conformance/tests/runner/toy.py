"""Run toy suites in plain pytest, with the plugin of a run, and read their reports."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from tests import forks
from tests.conftest import Answer

PRELUDE = """
import pytest
from seedance_conformance.cases.case import Case
from seedance_conformance.suite.create.expectations import expect
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
rule = pytest.mark.rule
"""
FINE = '@rule("CR-DUR-MIN")\ndef test_fine(): pass\n'
KEY = "sk-test-0123456789"


def plain_environment() -> dict[str, str]:
    """The environment without variables that affect a run or pytest."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SEEDANCE", "PYTEST"))}


def accept_everything(method: str, path: str, body: bytes) -> Answer:
    """A server that accepts every create and completes every task."""
    if method == "POST":
        return 200, {}, b'{"id": "video_1", "status": "queued"}'
    if "asset" in path:
        return 404, {}, b"{}"
    return 200, {}, b'{"id": "video_1", "status": "completed"}'


def ending(status: str) -> Callable[[str, str, bytes], Answer]:
    """A server that accepts every create, and whose tasks are in this status."""
    body = json.dumps({"id": "video_1", "status": status, "error": "why"}).encode()
    return lambda method, path, _: (200, {}, body) if "/result/" in path else accept_everything(method, path, b"")


def accepted_creates(*rules: str) -> str:
    """A toy suite with a test for each rule, which sends a create."""
    return "\n".join(
        f'@rule("{rule}")\ndef test_{number}(context): expect(context, Case("{rule}", "n", {{}}, "accepted"))'
        for number, rule in enumerate(rules)
    )


@frozen
class Finished:
    """A finished run: exit code, output and report."""

    code: int
    output: str
    report: dict[str, Any]

    def verdicts(self) -> dict[str, str]:
        """Rule -> verdict, for the rules that were not skipped."""
        return {row["id"]: row["verdict"] for row in self.report["rules"] if row["verdict"] != "skipped"}

    def note(self, rule: str) -> str:
        """The note of a rule's row."""
        return next(str(row["note"]) for row in self.report["rules"] if row["id"] == rule)


@frozen
class Toy:
    """Runs toy suites in a folder, against a server; it has one key and no other plugins."""

    folder: Path
    base_url: str

    def __call__(self, tests: str, *options: str) -> Finished:
        """Run a suite in a fork."""
        _, _, _, *arguments = self.command(tests, *options)
        program, here = pytest.console_main, Path.cwd()
        return self._finished(forks.run(program, *arguments, folder=here, environment=self.environment(), timeout=60))

    def separately(self, tests: str, *options: str) -> Finished:
        """Run a suite in a new interpreter, which finds the modules of the folder."""
        command, environment = self.command(tests, *options), self.environment() | {"PYTHONPATH": str(self.folder)}
        return self._finished(
            subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        )

    def command(self, tests: str, *options: str) -> list[str]:
        """The pytest command for a suite."""
        (self.folder / "test_toy.py").write_text(PRELUDE + tests)
        plugin = ["-p", "seedance_conformance.runner.plugin", "-p", "no:cacheprovider", "-c", os.devnull]
        plugin += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # a fork has imported the plugin already
        # Without `--confcutdir` pytest would look at each file in the parent folders of this one.
        where = [f"--rootdir={self.folder}", f"--confcutdir={self.folder}"]
        where += [f"--seedance-base-url={self.base_url}", f"--seedance-out={self.folder / 'out'}"]
        return [sys.executable, "-m", "pytest", *plugin, *where, *options, str(self.folder / "test_toy.py")]

    def environment(self) -> dict[str, str]:
        """The environment of a run."""
        return plain_environment() | {"SEEDANCE_API_KEY": KEY, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def _finished(self, done: "subprocess.CompletedProcess[str]") -> Finished:
        report = self.folder / "out" / "report.json"
        found = json.loads(report.read_text()) if report.exists() else {}
        return Finished(done.returncode, done.stdout + done.stderr, found)
