"""Runs the rules that need media with cold caches and under load, and counts the rows that end in `error`.

    scripts/bench media-cold [ROUNDS] [--load PROCESSES]

Each round begins with an empty media cache and removes it at the end, so it writes all files. The exit code is 1 if a
round had a row with the verdict `error`, or a run ended with an exit code other than 0 and 1.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_RULES = "MD-*"
_LIMIT_SECONDS = 600


def main() -> None:
    """Print a line for each round, and the sum."""
    parser = argparse.ArgumentParser(prog="scripts/bench media-cold")
    parser.add_argument("rounds", type=int, nargs="?", default=10, help="how many runs [10]")
    parser.add_argument("--load", type=int, default=os.cpu_count(), help="busy processes beside them [one a CPU]")
    options = parser.parse_args()
    with _load(options.load):
        failed = sum(not _round(number) for number in range(1, options.rounds + 1))
    print(f"{options.rounds} cold runs of {_RULES} beside {options.load} busy processes: {failed} with errors")
    sys.exit(1 if failed else 0)


def _round(number: int) -> bool:
    """One run with a new cache; whether it was without errors."""
    with tempfile.TemporaryDirectory(prefix="media-cold-") as folder:
        begun = time.monotonic()
        command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--rules", _RULES]
        command += ["--out", f"{folder}/out"]
        environment = {**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"}
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_LIMIT_SECONDS, check=False)
        seconds = time.monotonic() - begun
        rows = json.loads((Path(folder) / "out" / "report.json").read_text())["rules"]
    found = Counter(row["verdict"] for row in rows)
    print(f"round {number}: exit {done.returncode}, {found['error']} error, {seconds:.1f} s", flush=True)
    for row in rows:
        if row["verdict"] == "error":
            print(f"  {row['id']}: {row['note']}\n{row.get('traceback', '')}")
    return done.returncode in (0, 1) and not found["error"]


@contextmanager
def _load(count: int) -> Iterator[None]:
    """Processes that keep the machine busy while the context is open."""
    with ExitStack() as stack:
        for _ in range(count):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(busy.wait)
            stack.callback(busy.kill)
        yield


if __name__ == "__main__":
    main()
