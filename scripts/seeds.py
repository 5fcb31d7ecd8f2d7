"""Judges the embedded mock with one seed after another: no rule may be red, and none may change its verdict.

The first seed runs twice, and both runs must send the same creates and uploads, test by test, and report the same of
every rule. Options that are not listed here go to `seedance conform`. Exit code 1 if something was red or differed.
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

_PASSING = re.compile(r"video_[0-9a-f-]{36,}|asset-\d{14}-\w+|(?<=:)\d{4,5}(?=/)")
# Task ids and asset ids are the mock's affair, and the ports are whichever are free.
_TIMES = ("LC-TIME", "LC-RATE-LIMIT")
# What these observe is time itself.


@frozen
class Told:
    """What one run said.

    Attributes:
        seed: of the run.
        rows: of the report, by rule; without the notes that tell times.
        bodies: the creates and uploads of each test in their order, ids and ports left out. Where some of a test went
            out at the same time, which have no order, they are sorted.
        seconds: that it took.
    """

    seed: int
    rows: dict[str, dict[str, object]]
    bodies: dict[str, list[str]]
    seconds: float

    @property
    def bad(self) -> list[str]:
        """Rules that no run against a sound mock may show so."""
        return [rule for rule, row in self.rows.items() if row["verdict"] in ("fail", "error")]


def run(seed: int, options: Sequence[str]) -> Told:
    """Judge a fresh mock with a seed."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", *options]
        done = subprocess.run(
            [*command, "--seed", str(seed), "--out", folder],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        report, log = Path(folder) / "report.json", Path(folder) / "run.jsonl"
        if not report.exists():
            sys.exit(f"seed {seed}: {done.stderr.strip()}")
        rows = json.loads(report.read_text(encoding="utf-8"))["rules"]
        bodies = said(log.read_text(encoding="utf-8"))
    for row in rows:
        row["note"] = "" if row["id"] in _TIMES else _PASSING.sub("*", row["note"])
    return Told(seed, {row["id"]: row for row in rows}, bodies, time.monotonic() - begun)


def said(log: str) -> dict[str, list[str]]:
    """The creates and uploads in a log, by test."""
    found: dict[str, list[str]] = defaultdict(list)
    ends: dict[str, float] = defaultdict(float)
    parallel = set()
    for line in log.removesuffix("\n").split("\n"):
        event = json.loads(line)
        if event["event"] == "exchange" and event["operation"] in ("create", "upload"):
            test, sent = event["case"], event["sent"]
            body = json.dumps([event["operation"], event["key"], _text(event["request_body"])])
            found[test].append(_PASSING.sub("*", body))
            if sent < ends[test]:
                parallel.add(test)
            ends[test] = max(ends[test], sent + event["seconds"])
    return {test: sorted(bodies) if test in parallel else bodies for test, bodies in found.items()}


def _text(body: object) -> object:
    if isinstance(body, dict) and "base64" in body:
        body = base64.b64decode(body["base64"]).decode("latin-1")
    # Without the zeros of UTF-16, in which no port would be recognised.
    return body.replace("\0", "") if isinstance(body, str) else body


def differences(one: Told, other: Told) -> list[str]:
    """Rules that two runs judge differently, and tests that sent something else with the same seed."""
    same = one.seed == other.seed
    found = [
        f"{rule} has {name} {value!r} with seed {one.seed} and {other.rows[rule][name]!r} with seed {other.seed}"
        for rule, row in one.rows.items()
        for name, value in row.items()
        if (same or name == "verdict") and other.rows[rule][name] != value
    ]
    if same:
        tests = sorted(one.bodies.keys() | other.bodies.keys())
        found += [f"{test} sent something else" for test in tests if one.bodies.get(test) != other.bodies.get(test)]
    return found


def main() -> int:
    """Run the seeds and print a line for each."""
    parser = argparse.ArgumentParser(prog="scripts/seeds", description=__doc__)
    parser.add_argument("--count", type=int, default=20, metavar="N", help="how many seeds (20)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the first seed (0)")
    options, others = parser.parse_known_args()
    first = run(options.first, others)
    bad = 0
    for seed in range(options.first, options.first + options.count):
        told = run(seed, others)
        wrong = [f"{rule} is {told.rows[rule]['verdict']}" for rule in told.bad] + differences(first, told)
        bad += bool(wrong)
        words = ", ".join(
            f"{count} {verdict}" for verdict, count in Counter(row["verdict"] for row in told.rows.values()).items()
        )
        print(f"seed {seed}: {words}, {told.seconds:.1f} s", *wrong, sep="\n      ", flush=True)
    print(f"{options.count - bad} of {options.count} seeds without a red rule or a change of verdict")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
