"""Runs the suite, and stock Schemathesis, as processes against the mock behind a slow line, and measures them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from attrs import frozen

from bench.slow_line import slow_line

_KEYS = ("sk-first-0123456789", "sk-second-0123456789")
_MOCK = ["--queue-seconds", "0.1", "--process-seconds", "0.15", "--choice", "unfetchable=late"]
_ROOT = Path(__file__).parents[2]
# How often a status is skipped between two polls is chance.
_BY_CHANCE = {"QR-SKIP-STATES"}


@frozen
class Process:
    """A process that ended: times in seconds, the most memory in MB."""

    seconds: float
    cpu: float
    memory: float
    exit_code: int


@frozen
class Measured:
    """A run of the suite or of its peer, which has no verdicts; `in_flight` is an average."""

    process: Process
    requests: int
    in_flight: float
    verdicts: dict[str, str]
    report: Path


@contextmanager
def mock_behind(delay: float) -> Iterator[str]:
    """A new mock behind a line that delays what clients send, in seconds; gives the base URL of the line.

    Without a delay there is no line, which would need a part of the two cores.
    """
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0", *_MOCK]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, text=True) as mock:
        try:
            assert mock.stdout is not None
            base_url = mock.stdout.readline().strip()
            port = int(base_url.rsplit(":", 1)[1].partition("/")[0])
            with slow_line(port, delay) if delay else nullcontext(port) as there:
                yield base_url.replace(f":{port}/", f":{there}/")
        finally:
            mock.kill()


def suite(profile: str, delay: float, workers: int, seed: int) -> Measured:
    """One run of `seedance conform`; its reports stay where `Measured.report` says."""
    folder = Path(tempfile.mkdtemp(prefix="bench-conform-"))
    command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--profile", profile]
    command += ["--concurrency", str(workers), "--seed", str(seed), "--out", str(folder)]
    with mock_behind(delay) as target:
        process = _run([*command, "--base-url", target], folder)
    report = json.loads((folder / "report.json").read_text())
    with (folder / "run.jsonl").open(encoding="utf-8") as log:  # not splitlines: some texts have other line ends
        events = [json.loads(line) for line in log]
    waited = sum(event["seconds"] for event in events if event["event"] == "exchange")
    verdicts = {row["id"]: row["verdict"] for row in report["rules"] if row["id"] not in _BY_CHANCE}
    return Measured(process, report["requests"]["sent"], waited / process.seconds, verdicts, folder)


def stock_schemathesis(examples: int, delay: float, workers: int, seed: int) -> Measured:
    """One run of stock Schemathesis with our contract and configuration, without our hooks."""
    folder = Path(tempfile.mkdtemp(prefix="bench-schemathesis-"))
    contract = _ROOT / "openapi"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(contract / "schemathesis.toml"), "run"]
    command += [str(contract / "seedance.yaml"), "--header", f"Authorization: Bearer {_KEYS[0]}"]
    command += ["--workers", str(workers), "--max-examples", str(examples), "--seed", str(seed)]
    command += ["--report-har-path", str(folder / "requests.har")]
    with mock_behind(delay) as target:
        process = _run([*command, "--url", target], folder)
    entries = json.loads((folder / "requests.har").read_text(encoding="utf-8"))["log"]["entries"]
    waited = sum(entry["time"] for entry in entries) / 1000
    return Measured(process, len(entries), waited / process.seconds, {}, folder)


def _environment() -> dict[str, str]:
    keys = {"SEEDANCE_API_KEY": _KEYS[0], "SEEDANCE_API_KEY_2": _KEYS[1], "SEEDANCE_MOCK_KEYS": ",".join(_KEYS)}
    return {**os.environ, **keys}


def _run(command: list[str], folder: Path) -> Process:
    begun = time.monotonic()
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(command, env=_environment(), stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return Process(time.monotonic() - begun, cpu, memory, process.returncode)
