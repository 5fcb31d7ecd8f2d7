"""`scripts/bench resumes`: kill -9 a run at a random moment, resume it, and look for what was sent twice or lost.

Usage: python -m bench.resumes [ROUNDS] [SEED]

The target is a server of this script's own, which keeps each request that it could bill, with the case that sends it. A
run that nobody kills shows how often each is sent; killed and resumed ones may send none more often, and have to follow
each id to its end.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from attrs import frozen

from bench.counting import KEYS, Counting, counting

# As on a remote target, apart from the pace, which would make a run last for minutes.
_REMOTE = """
from seedance_conformance.runner import startup
from seedance_conformance.runner.configuration import settings
from seedance_conformance.transport import target
target.is_loopback = settings.is_loopback = lambda url: False
startup.REMOTE_PER_SECOND = 10_000.0
"""
# Two cases may send the same body, so a header names the case. A test stops at its first breach; if a kill takes the
# answer that shows it, the test goes on with its next cases, which may send bodies that others have sent before.
_RUN = """
import sys
from urllib.parse import quote
from seedance_conformance.cli.main import main
from seedance_conformance.transport.connection.connections import Connections
from seedance_conformance.transport.current_case import CURRENT_CASE
build = Connections.build
def build_with_case(self, method, url, headers, content):
    headers["X-Case"] = quote(CURRENT_CASE.get())
    return build(self, method, url, headers, content)
Connections.build = build_with_case
sys.argv = ["seedance", "conform", *sys.argv[1:]]
main()
"""
_LOOPBACK = ["--profile", "quick", "--rules", "CR-[AD]*", "--rules", "CS-*"]
_FAR = ["--budget", "2000", "--media-url", "https://media.invalid/files", "--rules", "CR-[ADIV]*", "--rules", "CS-*"]
_FAR += ["--timeout", "2"]


@frozen
class Comparison:
    """What a killed and resumed run did, compared with a run that nobody killed.

    Attributes:
        twice: requests that were sent more often than in the other run.
        lost: ids in the log whose tasks weren't polled to their end.
        forgotten: how many ids the target gave that the log neither has nor may have lost with an open reservation.
        changed: rules with another verdict, apart from those that were under way at a kill.
    """

    kills: int
    twice: list[str]
    lost: list[str]
    forgotten: int
    changed: list[str]

    @property
    def good(self) -> bool:
        """Whether nothing was paid twice and nothing that was paid for is lost."""
        return not (self.twice or self.lost or self.forgotten or self.changed)


def start(*options: str, remote: bool) -> subprocess.Popen[bytes]:
    """Start or resume a run in a process."""
    command = [sys.executable, "-c", _REMOTE + _RUN if remote else _RUN, *options]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEEDANCE", "PYTEST"))}
    environment = {**kept, "SEEDANCE_API_KEY": KEYS[0], "SEEDANCE_API_KEY_2": KEYS[1]}
    return subprocess.Popen(command, env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)


def begin(target: Counting, out: Path, *, remote: bool) -> subprocess.Popen[bytes]:
    """Start a run."""
    chosen = [*(_FAR if remote else _LOOPBACK), "--poll-seconds", "0.05", "--task-timeout", "5"]
    return start("--base-url", target.base_url, "--out", str(out), *chosen, remote=remote)


def whole_run(target: Counting, out: Path, *, remote: bool) -> tuple[Counter[str], dict[str, str]]:
    """What a run sends that nobody kills, and its verdicts."""
    target.forget()
    code = begin(target, out, remote=remote).wait(300)
    if code not in (0, 1):
        raise RuntimeError(f"the run that nobody kills ended with {code}")
    return Counter(target.asked), verdicts(out)


def one_round(
    target: Counting, out: Path, whole: Counter[str], usual: dict[str, str], *, remote: bool, dice: random.Random
) -> Comparison:
    """Kill a run twice at random moments, or once if it has ended before, and let it end."""
    target.forget()
    process = begin(target, out, remote=remote)
    kills, total = 0, sum(whole.values())
    while kills < 2 and len(target.asked) < total - 1:
        number = dice.randint(len(target.asked) + 1, total)
        if not _killed(process, target, number, dice.uniform(0, 0.03)):
            break
        kills += 1
        process = start("--resume", str(out), remote=remote)
    code = process.wait(300)
    if code not in (0, 1):
        raise RuntimeError(f"the resumed run in {out} ended with {code}")
    lines = (out / "run.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    twice = [asked for asked, count in Counter(target.asked).items() if count > max(1, whole[asked])]
    changed = [rule for rule, verdict in verdicts(out).items() if usual[rule] != verdict]
    return Comparison(kills, twice, *_ids(target, [json.loads(line) for line in lines]), changed)


def _killed(process: subprocess.Popen[bytes], target: Counting, number: int, delay: float) -> bool:
    """Kill a run `delay` seconds after the request with that number; False if it ended before."""
    while len(target.asked) < number:
        if process.poll() is not None:
            return False
        time.sleep(0.002)
    time.sleep(delay)
    process.kill()
    return process.wait() != 0


def _ids(target: Counting, events: list[dict[str, Any]]) -> tuple[list[str], int]:
    """Ids in the log whose tasks weren't polled to their end, and the number of forgotten ones."""
    known = {event["task"] for event in events if event["event"] == "accepted"}
    closed = {event["send"] for event in events if event["event"] in ("released", "accepted")}
    still_open = sum(event["event"] == "reserved" and event["send"] not in closed for event in events)
    return sorted(known - target.ended), max(0, len(target.answered - known) - still_open)


def verdicts(out: Path) -> dict[str, str]:
    """Rule -> verdict, for the rules that were not under way at a kill."""
    rows = json.loads((out / "report.json").read_text())["rules"]
    return {row["id"]: row["verdict"] for row in rows if "was under way" not in row["note"]}


def main() -> None:
    """Kill, resume, compare; exit 1 when something was sent twice or lost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else None)
    bad = kills = 0
    with tempfile.TemporaryDirectory() as folder, counting() as target:
        usual: dict[bool, tuple[Counter[str], dict[str, str]]] = {}
        for number in range(1, rounds + 1):
            remote = number % 2 == 1
            if remote not in usual:
                usual[remote] = whole_run(target, Path(folder) / f"whole-{remote}", remote=remote)
            outcome = one_round(target, Path(folder) / str(number), *usual[remote], remote=remote, dice=dice)
            bad += not outcome.good
            kills += outcome.kills
            print(f"round {number}, {'remote' if remote else 'loopback'}: {outcome}", flush=True)
    print(f"{rounds} rounds, {kills} kills, {bad} with something sent twice, lost or judged otherwise")
    sys.exit(1 if bad or not kills else 0)


if __name__ == "__main__":
    main()
