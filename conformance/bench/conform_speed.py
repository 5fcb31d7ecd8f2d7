"""Times `seedance conform` against the mock behind lines that add a delay to each request.

    scripts/bench conform [--profile quick|full] [--delays MS ...] [--concurrency N ...]

For each delay and each number of tests at a time it prints the seconds, the requests, how many were in flight on
average, and the suite's own CPU time. The exit code is 1 if a run did not conform, or if two runs with the same delay
came to different verdicts.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from attrs import frozen

from bench.slow_line import slow_line

_KEYS = ("sk-first-0123456789", "sk-second-0123456789")
_MOCK = ["--queue-seconds", "0.1", "--process-seconds", "0.15", "--choice", "unfetchable=late"]
# How often a status is skipped between two polls is chance.
_BY_CHANCE = {"QR-SKIP-STATES"}


@frozen
class Timing:
    """One run: times in seconds, and the verdict of each rule."""

    seconds: float
    cpu: float
    requests: int
    in_flight: float
    exit_code: int
    verdicts: dict[str, str]


def main() -> None:
    """Print a line for each run."""
    parser = argparse.ArgumentParser(prog="scripts/bench conform")
    parser.add_argument("--profile", choices=("quick", "full"), default="quick")
    parser.add_argument(
        "--delays", type=float, nargs="+", default=[0, 20, 100, 300], help="milliseconds [0 20 100 300]"
    )
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8, 32], help="tests at a time [1 8 32]")
    options = parser.parse_args()
    print(f"{options.profile}: delay  N  seconds  requests  in flight  CPU of the suite", flush=True)
    good = True
    for delay in options.delays:
        runs = [_timed(options.profile, delay / 1000, workers) for workers in options.concurrency]
        for workers, run in zip(options.concurrency, runs, strict=True):
            print(
                f"{delay:>10g} ms {workers:>2} {run.seconds:>8.1f} {run.requests:>9} {run.in_flight:>10.1f} "
                f"{run.cpu:>8.1f} s" + ("" if run.exit_code == 0 else f"  exit code {run.exit_code}"),
                flush=True,
            )
        good &= all(run.exit_code == 0 and run.verdicts == runs[0].verdicts for run in runs)
    print("All runs conform, with the same verdicts." if good else "A run does not conform, or verdicts differ.")
    sys.exit(0 if good else 1)


def _timed(profile: str, delay: float, workers: int) -> Timing:
    environment = {**os.environ, "SEEDANCE_MOCK_KEYS": ",".join(_KEYS)}
    environment |= {"SEEDANCE_API_KEY": _KEYS[0], "SEEDANCE_API_KEY_2": _KEYS[1]}
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0", *_MOCK]
    with (
        tempfile.TemporaryDirectory(prefix="bench-conform-") as folder,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as mock,
    ):
        try:
            assert mock.stdout is not None
            base_url = mock.stdout.readline().strip()
            port = int(base_url.rsplit(":", 1)[1].partition("/")[0])
            with slow_line(port, delay) as there:
                target = base_url.replace(f":{port}/", f":{there}/")
                return _run(["--base-url", target, "--profile", profile], workers, Path(folder), environment)
        finally:
            mock.kill()


def _run(options: list[str], workers: int, folder: Path, environment: dict[str, str]) -> Timing:
    command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", *options]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [*command, "--concurrency", str(workers), "--out", str(folder)],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads((folder / "report.json").read_text())
    with (folder / "run.jsonl").open(
        encoding="utf-8"
    ) as log:  # not splitlines: texts of the tests have other line ends
        events = [json.loads(line) for line in log]
    waited = sum(event["seconds"] for event in events if event["event"] == "exchange")
    return Timing(
        seconds=seconds,
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        requests=report["requests"]["sent"],
        in_flight=waited / seconds,
        exit_code=done.returncode,
        verdicts={row["id"]: row["verdict"] for row in report["rules"] if row["id"] not in _BY_CHANCE},
    )


if __name__ == "__main__":
    main()
