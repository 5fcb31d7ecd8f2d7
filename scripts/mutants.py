"""Test the suite (mutation testing): with each fault of the mock its rules must fail, and no others.

By default only the rules that a fault breaks run against it. --exact also runs the quick profile of all rules, to see
whether others fail, about 10 s for each fault. --replay also runs the script of each counterexample, to see whether
it shows the fault again. Exit code 1 if a fault was missed, another rule failed, or a script doesn't show the fault.
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
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

# Imported here, so that the forked workers don't import them for each fault.
import hypothesis  # noqa: F401
import schemathesis  # noqa: F401
from attrs import frozen
from replays import Replay, replay
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.cli.conform import run_suite
from seedance_conformance.media import Library, MediaServer
from seedance_conformance.media.server import SERVE_PORT
from seedance_conformance.mock.faults import Fault, all_faults
from seedance_conformance.mock.server import Settings, serve
from seedance_conformance.runner.configuration.options import unset
from seedance_conformance.runner.outcome.exit_codes import ExitCode
from seedance_conformance.runner.session import preload

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
FORK = multiprocessing.get_context("fork")


@frozen
class Trial:
    """The result of one fault; `unseen` are rules whose scripts don't show the fault again, of all that were run."""

    name: str
    failed: tuple[str, ...]
    errors: str
    seconds: float
    unseen: tuple[str, ...] = ()
    replayed: int = 0

    @property
    def fault(self) -> Fault:
        """The fault, which can't be sent from another process."""
        return all_faults()[self.name]

    @property
    def missed(self) -> list[str]:
        """Rules that should fail and don't."""
        return sorted(set(self.fault.rules) - {*self.failed})

    @property
    def unexpected(self) -> list[str]:
        """Rules that fail and shouldn't."""
        known = (*self.fault.rules, *self.fault.also)
        return [rule for rule in self.failed if not any(fnmatch.fnmatchcase(rule, glob) for glob in known)]

    @property
    def good(self) -> bool:
        """Whether exactly the expected rules failed."""
        return not (self.missed or self.unexpected or self.errors or self.unseen)


def try_fault(name: str, exact: bool, with_scripts: bool = False) -> Trial:
    """Run the suite against the mock with one fault, in this (forked) process."""
    begun = time.monotonic()
    os.environ["SEEDANCE_API_KEY"], os.environ["SEEDANCE_API_KEY_2"] = KEYS
    with mock(name) as target, tempfile.TemporaryDirectory() as folder:
        reports = [_report(target, Path(folder, "own"), profile="full", rules=sorted(all_faults()[name].rules))]
        tried = _scripts(reports[0], target) if with_scripts else {}
        if exact:
            reports.append(_report(target, Path(folder, "all"), profile="quick"))
    rows = [row for report in reports for row in report["rules"]]
    failed = tuple(dict.fromkeys(row["id"] for row in rows if row["verdict"] == "fail"))
    troubles = [f"{row['id']}: {row['note']}" for row in rows if row["verdict"] == "error"]
    for report in reports:
        if report["exit_code"] not in (ExitCode.CONFORMS, ExitCode.BREACH):
            troubles.append(f"the run ended with exit code {report['exit_code']}")
    unseen = tuple(rule for rule, shown in tried.items() if not shown.again)
    return Trial(name, failed, "; ".join(troubles), time.monotonic() - begun, unseen, len(tried))


@contextmanager
def mock(*faults: str) -> Iterator[str]:
    """A mock in a process of its own; yields its base URL."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_serve, args=(faults, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.kill()
        process.join()


def _scripts(report: dict[str, Any], target: str) -> dict[str, Replay]:
    """Run the script of each counterexample against the faulty mock and a sound one."""
    found: dict[str, Replay] = {}
    keys = {"SEEDANCE_API_KEY": KEYS[0], "SEEDANCE_API_KEY_2": KEYS[1]}
    with mock() as sound_url, MediaServer(Library()) as media:
        media.library.prepare()
        for row in report["rules"]:
            script = row.get("counterexample", {}).get("script")
            if row["verdict"] == "fail":
                moved = (script or "").replace(f":{SERVE_PORT}/", f":{media.port}/")
                found[row["id"]] = replay(moved, target, sound_url, keys) if script else Replay(False, "", "")
                _keep(row["id"], moved, found[row["id"]])
    return found


def _keep(rule: str, script: str, shown: Replay) -> None:
    """Write what a script printed where SEEDANCE_REPLAYS names a folder, if it didn't show the fault."""
    folder = os.environ.get("SEEDANCE_REPLAYS")
    if folder and not shown.again:
        path = Path(folder) / f"{rule}-{os.getpid()}.txt"
        path.write_text(f"{script}\n==== faulty\n{shown.faulty}\n==== sound\n{shown.sound}\n")


def _serve(faults: tuple[str, ...], ready: Connection) -> None:
    options: dict[str, Any] = {"port": 0, "api_keys": KEYS, "faults": faults, "choices": {"unfetchable": "late"}}
    serve(Settings(**options, queue_seconds=0.1, process_seconds=0.15), ready.send)


def _report(base_url: str, folder: Path, profile: str, rules: Sequence[str] = ()) -> dict[str, Any]:
    given = unset() | {"profile": profile}
    # With the default of a minute, faults that keep tasks from ending would take long; the mock needs a quarter second.
    given |= {"base-url": base_url, "out": str(folder), "rules": tuple(rules), "task-timeout": 6.0, "poll-seconds": 0.1}
    given["strict"] = True  # faults break SHOULD rules too
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        run_suite(given)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def chosen(options: argparse.Namespace) -> list[tuple[str, bool]]:
    """The faults to try, each with whether all rules run against it; samples are the same in each run."""
    names = [name for name, fault in all_faults().items() if fnmatch.fnmatchcase(name, options.only) and fault.rules]
    by_hash = sorted(names, key=lambda name: zlib.crc32(name.encode()))
    exactly = names if options.exact is None else by_hash[: options.exact]
    sample = names if options.sample is None else by_hash[::-1][: options.sample]
    found = [(name, False) for name in sample if name not in exactly]
    return found + [(name, True) for name in by_hash if name in exactly]


def uncovered() -> list[str]:
    """MUST rules that the suite judges and no fault breaks."""
    broken = {rule for fault in all_faults().values() for rule in fault.rules}
    judged = [rule for rule in load_catalogue().rules.values() if rule.level == "MUST" and not rule.unjudged]
    return [rule.id for rule in judged if rule.id not in broken]


def run(jobs: Sequence[tuple[str, bool]], at_once: int, with_scripts: bool = False) -> Iterator[Trial]:
    """Try faults in forks of this process, some at the same time; yield outcomes as they are ready."""
    waiting = list(reversed(jobs))
    running: dict[Connection, tuple[str, Any]] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            name, exact = waiting.pop()
            here, there = FORK.Pipe(duplex=False)
            process = FORK.Process(target=_work, args=(name, exact, with_scripts, there))
            process.start()
            there.close()
            running[here] = (name, process)
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)
            name, process = running.pop(ready)
            try:
                yield ready.recv()
            except EOFError:
                yield Trial(name, (), "the run crashed", 0.0)
            process.join()


def _work(name: str, exact: bool, with_scripts: bool, outcome: Connection) -> None:
    outcome.send(try_fault(name, exact, with_scripts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("--only", default="*", metavar="GLOB", help="only faults whose name matches")
    parser.add_argument("--sample", type=int, metavar="N", help="try only N faults, the same ones each time")
    parser.add_argument(
        "--exact",
        type=int,
        nargs="?",
        const=None,
        default=0,
        metavar="N",
        help="also run all rules against N faults (all)",
    )
    parser.add_argument("--replay", action="store_true", help="also run the script of each counterexample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, metavar="N", help="faults at a time")
    options = parser.parse_args()
    if not chosen(options):
        parser.error(f"'{options.only}' matches no fault: `seedance mock --list-faults` lists them all")
    return options


def main() -> int:
    """Run the faults and print the table."""
    options, begun = _options(), time.monotonic()
    preload()
    outcomes: list[Trial] = []
    for outcome in run(chosen(options), options.jobs, options.replay):
        outcomes.append(outcome)
        _print(outcome)
    _print_families(outcomes)
    replayed = sum(outcome.replayed for outcome in outcomes)
    if replayed:
        again = replayed - sum(len(outcome.unseen) for outcome in outcomes)
        print(f"\n{again} of {replayed} scripts of counterexamples ({again / replayed:.1%}) show the fault again")
    good = sum(outcome.good for outcome in outcomes)
    missing = uncovered()
    score = f"{good} of {len(outcomes)} faults ({good / len(outcomes):.1%}) found, without an unexpected rule"
    print(f"{score}, in {time.monotonic() - begun:.0f} s; MUST rules without a fault: {' '.join(missing) or 'none'}")
    return 0 if good == len(outcomes) and not missing else 1


def _print_families(outcomes: Sequence[Trial]) -> None:
    """Print, by family, how many of the pairs of fault and broken rule were found."""
    pairs = [(rule.partition("-")[0], rule in one.failed) for one in outcomes for rule in one.fault.rules]
    print("\nfamily  pairs  found")
    for family in dict.fromkeys(family for family, _ in pairs):
        found = [hit for name, hit in pairs if name == family]
        print(f"{family:<6} {len(found):6} {sum(found):6}")


def _print(outcome: Trial) -> None:
    words = "found" if outcome.good else "WRONG"
    print(f"{words} {outcome.name:<46} {outcome.seconds:5.1f} s  {' '.join(outcome.failed)}", flush=True)
    for word, rules in (
        ("missed", outcome.missed),
        ("unexpected", outcome.unexpected),
        ("errors", [outcome.errors]),
        ("not shown again", outcome.unseen),
    ):
        if any(rules):
            print(f"      {word}: {' '.join(rules)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
