"""Proves the suite: each deliberate fault of the mock has to turn its rules red, and no others.

By default a fault is judged by the rules that it breaks (is it found?). --exact then runs the quick profile of all
rules against it, too (does it turn anything else red?), some 10 s a fault. Exit code 1 if a fault was missed or turned
a stranger red.
"""

import argparse
import fnmatch
import json
import multiprocessing
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

# Imported here so that the workers, which are forks of this process, need not import them once more for each fault.
import hypothesis  # noqa: F401
import schemathesis  # noqa: F401
from attrs import frozen
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.cli.conform import run_suite
from seedance_conformance.mock.faults import Fault, all_faults
from seedance_conformance.mock.server import Settings, serve
from seedance_conformance.runner.exit_codes import ExitCode
from seedance_conformance.runner.settings import OPTIONS

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
FORK = multiprocessing.get_context("fork")


@frozen
class Outcome:
    """What the suite said of one fault: the red rules, trouble of its own, and how long it took in seconds."""

    fault: str
    expected: tuple[str, ...]
    red: tuple[str, ...]
    trouble: str
    seconds: float
    exact: bool

    @property
    def missed(self) -> list[str]:
        """Rules that should be red and are not."""
        return [rule for rule in self.expected if rule not in self.red]

    @property
    def strangers(self) -> list[str]:
        """Rules that are red and should not be."""
        also = all_faults()[self.fault].also
        known = [rule for rule in self.red if any(fnmatch.fnmatchcase(rule, glob) for glob in also)]
        return [rule for rule in self.red if rule not in self.expected and rule not in known]

    @property
    def good(self) -> bool:
        """Whether the suite proved itself on this fault."""
        return not (self.missed or self.strangers or self.trouble)


def expected_rules(fault: Fault) -> tuple[str, ...]:
    """The rules that have to turn red."""
    return tuple(sorted(fault.rules))


def judge(name: str, exact: bool) -> Outcome:
    """Run the suite against the mock with one fault, in this (forked) process."""
    begun = time.monotonic()
    fault = all_faults()[name]
    os.environ["SEEDANCE_API_KEY"], os.environ["SEEDANCE_API_KEY_2"] = KEYS
    here, there = FORK.Pipe(duplex=False)
    mock = FORK.Process(target=_serve, args=(name, there), daemon=True)
    mock.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = here.recv()
            reports = [_report(target, Path(folder, "own"), profile="full", rules=expected_rules(fault))]
            if exact:
                reports.append(_report(target, Path(folder, "all"), profile="quick"))
    finally:
        mock.kill()
        mock.join()
    rows = [row for report in reports for row in report["rules"]]
    red = tuple(dict.fromkeys(row["id"] for row in rows if row["verdict"] == "fail"))
    troubles = [f"{row['id']}: {row['note']}" for row in rows if row["verdict"] == "error"]
    for report in reports:
        if report["exit_code"] not in (ExitCode.CONFORMS, ExitCode.BREACH):
            troubles.append(f"the run ended with exit code {report['exit_code']}")
    trouble = "; ".join(troubles)
    return Outcome(name, expected_rules(fault), red, trouble, time.monotonic() - begun, exact)


def _serve(fault: str, ready: Connection) -> None:
    options: dict[str, Any] = {"port": 0, "api_keys": KEYS, "faults": (fault,), "choices": {"unfetchable": "late"}}
    serve(Settings(**options, queue_seconds=0.1, process_seconds=0.15), ready.send)


def _report(base_url: str, folder: Path, profile: str, rules: Sequence[str] = ()) -> dict[str, Any]:
    given = {name: option.get("default") for name, option in OPTIONS} | {"profile": profile}
    # Faults that never let a task end would cost a minute each; six seconds are long for a mock that needs a quarter.
    given |= {"base-url": base_url, "out": str(folder), "rules": tuple(rules), "task-timeout": 6.0, "poll-seconds": 0.1}
    given["strict"] = True  # faults break SHOULD rules too
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        run_suite(given)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def chosen(options: argparse.Namespace) -> list[tuple[str, bool]]:
    """The faults to try, each with whether it is tried exactly; a sample is the same one in each run."""
    names = [name for name in all_faults() if fnmatch.fnmatchcase(name, options.only)]
    names = [name for name in names if expected_rules(all_faults()[name])]
    by_hash = sorted(names, key=lambda name: zlib.crc32(name.encode()))
    exactly = set(names if options.exact is None else by_hash[: options.exact])
    names = names if options.sample is None else by_hash[::-1][: options.sample]
    found = [(name, False) for name in names if name not in exactly]
    return found + [(name, True) for name in by_hash if name in exactly]


def uncovered() -> list[str]:
    """MUST rules that the suite judges and no fault breaks."""
    broken = {rule for fault in all_faults().values() for rule in fault.rules}
    judged = [rule for rule in load_catalogue().rules.values() if rule.level == "MUST" and not rule.unjudged]
    return [rule.id for rule in judged if rule.id not in broken]


def run(jobs: Sequence[tuple[str, bool]], at_once: int) -> Iterator[Outcome]:
    """Judge faults in forks of this process, so many at once; outcomes come as they are ready."""
    waiting = list(reversed(jobs))
    running: dict[Connection, tuple[str, bool, Any]] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            name, exact = waiting.pop()
            here, there = FORK.Pipe(duplex=False)
            process = FORK.Process(target=_work, args=(name, exact, there))
            process.start()
            there.close()
            running[here] = (name, exact, process)
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)
            name, exact, process = running.pop(ready)
            try:
                yield ready.recv()
            except EOFError:
                yield Outcome(name, expected_rules(all_faults()[name]), (), "the run crashed", 0.0, exact)
            process.join()


def _work(name: str, exact: bool, outcome: Connection) -> None:
    outcome.send(judge(name, exact))


def main() -> int:
    """Run the faults and print the table."""
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("--only", default="*", metavar="GLOB", help="only faults with such a name")
    parser.add_argument("--sample", type=int, metavar="N", help="look for only N faults, the same ones each time")
    parser.add_argument(
        "--exact", type=int, nargs="?", const=None, default=0, metavar="N", help="try all rules, too, on N faults (all)"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, metavar="N", help="at a time")
    jobs = chosen(options := parser.parse_args())
    if not jobs:
        parser.error(f"no fault is called '{options.only}': `seedance mock --list-faults` shows them all")
    begun = time.monotonic()
    outcomes: list[Outcome] = []
    for outcome in run(jobs, options.jobs):
        outcomes.append(outcome)
        _print(outcome)
    _print_families(outcomes)
    good = sum(outcome.good for outcome in outcomes)
    missing = uncovered()
    score = f"{good} of {len(outcomes)} faults ({good / len(outcomes):.1%}) found without a stranger"
    print(f"{score}, in {time.monotonic() - begun:.0f} s; MUST rules without a fault: {' '.join(missing) or 'none'}")
    return 0 if good == len(outcomes) and not missing else 1


def _print_families(outcomes: Sequence[Outcome]) -> None:
    """How many of the pairs of a fault and a rule that it breaks were found, by family of rules."""
    pairs = [(rule.partition("-")[0], rule in one.red) for one in outcomes for rule in one.expected]
    print("\nfamily  pairs  found")
    for family in dict.fromkeys(family for family, _ in pairs):
        found = [hit for name, hit in pairs if name == family]
        print(f"{family:<6} {len(found):6} {sum(found):6}")


def _print(outcome: Outcome) -> None:
    words = "found" if outcome.good else "WRONG"
    print(f"{words} {outcome.fault:<46} {outcome.seconds:5.1f} s  {' '.join(outcome.red)}", flush=True)
    for word, rules in (("missed", outcome.missed), ("strangers", outcome.strangers), ("trouble", [outcome.trouble])):
        if any(rules):
            print(f"      {word}: {' '.join(rules)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
