"""Judge the embedded mock with several seeds: no rule may fail, and no verdict may change.

The first seed runs twice: both runs must send the same creates and uploads in each test, with the same report. Options
that aren't listed here go to `seedance conform`. Exit code 1 if a rule failed or something differed.
"""

import argparse
import base64
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

# Task ids, asset ids and ports, which the seed doesn't determine.
_RANDOM = re.compile(r"video_[0-9a-f-]{36,}|asset-\d{14}-\w+|(?<=:)\d{4,5}(?=/)")
# Rules that observe times.
_TIMES = ("LC-TIME", "LC-RATE-LIMIT")


@frozen
class SeedRun:
    """The result of one run: its rows without notes about times, and the creates and uploads of each test.

    Bodies are in order, or sorted if some were sent in parallel, without ids and ports.
    """

    seed: int
    rows: dict[str, dict[str, object]]
    bodies: dict[str, list[str]]
    seconds: float

    @property
    def bad(self) -> list[str]:
        """Rules that failed or had an error; a correct mock has none."""
        return [rule for rule, row in self.rows.items() if row["verdict"] in ("fail", "error")]


def run(seed: int, options: Sequence[str]) -> SeedRun:
    """Judge a fresh mock with a seed."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", *options]
        command += ["--seed", str(seed), "--out", folder]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        report, log = Path(folder) / "report.json", Path(folder) / "run.jsonl"
        if not report.exists():
            sys.exit(f"seed {seed}: {done.stderr.strip()}")
        rows = json.loads(report.read_text(encoding="utf-8"))["rules"]
        bodies = sent_bodies(log.read_text(encoding="utf-8"))
    for row in rows:
        row["note"] = "" if row["id"] in _TIMES else _RANDOM.sub("*", row["note"])
    return SeedRun(seed, {row["id"]: row for row in rows}, bodies, time.monotonic() - begun)


def sent_bodies(log: str) -> dict[str, list[str]]:
    """The creates and uploads in a log, by test."""
    found: dict[str, list[str]] = defaultdict(list)
    ends: dict[str, float] = defaultdict(float)
    parallel = set()
    for line in log.removesuffix("\n").split("\n"):
        event = json.loads(line)
        if event["event"] == "exchange" and event["operation"] in ("create", "upload"):
            test, sent = event["case"], event["sent"]
            body = json.dumps([event["operation"], event["key"], _text(event["request_body"])])
            found[test].append(_RANDOM.sub("*", body))
            if sent < ends[test]:
                parallel.add(test)
            ends[test] = max(ends[test], sent + event["seconds"])
    return {test: sorted(bodies) if test in parallel else bodies for test, bodies in found.items()}


def _text(body: object) -> object:
    if isinstance(body, dict) and "base64" in body:
        body = base64.b64decode(body["base64"]).decode("latin-1")
    # Without the zeros of UTF-16, which would hide ports.
    return body.replace("\0", "") if isinstance(body, str) else body


def differences(one: SeedRun, other: SeedRun) -> list[str]:
    """Rules whose verdict differs between two runs, and tests that sent other bodies with the same seed."""
    same = one.seed == other.seed
    found = [
        f"{rule} has {name} {value!r} with seed {one.seed} and {other.rows[rule][name]!r} with seed {other.seed}"
        for rule, row in one.rows.items()
        for name, value in row.items()
        if (same or name == "verdict") and other.rows[rule][name] != value
    ]
    if same:
        tests = sorted(one.bodies.keys() | other.bodies.keys())
        found += [f"{test} sent other bodies" for test in tests if one.bodies.get(test) != other.bodies.get(test)]
    return found


def main() -> int:
    """Run the seeds and print a line for each."""
    parser = argparse.ArgumentParser(prog="scripts/seeds", description=__doc__)
    parser.add_argument("--count", type=int, default=20, metavar="N", help="number of seeds (20)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the first seed (0)")
    options, others = parser.parse_known_args()
    first = run(options.first, others)
    bad = 0
    for seed in range(options.first, options.first + options.count):
        result = run(seed, others)
        wrong = [f"{rule} is {result.rows[rule]['verdict']}" for rule in result.bad] + differences(first, result)
        bad += bool(wrong)
        counted = Counter(row["verdict"] for row in result.rows.values())
        words = ", ".join(f"{count} {verdict}" for verdict, count in counted.items())
        print(f"seed {seed}: {words}, {result.seconds:.1f} s", *wrong, sep="\n      ", flush=True)
    print(f"{options.count - bad} of {options.count} seeds without a failed rule or a changed verdict")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
