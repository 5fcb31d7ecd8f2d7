"""Times `seedance conform` against the mock behind lines that add a delay to each request.

    scripts/bench conform [--profile quick|full] [--delays MS ...] [--concurrency N ...] [--seeds N]

For each delay and each number of tests at a time it prints the seconds, the requests, how many were in flight on
average, and the CPU time and the most memory of the suite's process; then the same of stock Schemathesis. The exit code
is 1 if a run did not conform, or if two runs came to different verdicts; such a run's reports are kept, and named.
"""

import argparse
import shutil
import sys

from bench.measured_run import Measured, stock_schemathesis, suite

_HEAD = "    delay   N  seed  seconds  requests  in flight    CPU  memory"


def main() -> None:
    """Print a line for each run."""
    parser = argparse.ArgumentParser(prog="scripts/bench conform")
    parser.add_argument("--profile", choices=("quick", "full"), default="quick")
    parser.add_argument(
        "--delays", type=float, nargs="+", default=[0, 20, 100, 300], help="milliseconds [0 20 100 300]"
    )
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8, 32], help="tests at a time [1 8 32]")
    parser.add_argument("--seeds", type=int, default=1, help="runs with different seeds [1]")
    parser.add_argument("--no-peer", action="store_true", help="without stock Schemathesis")
    options = parser.parse_args()
    print(f"{options.profile}\n{_HEAD}", flush=True)
    good = True
    first: dict[str, str] = {}
    for delay in options.delays:
        for seed in range(options.seeds):
            for workers in options.concurrency:
                run = suite(options.profile, delay / 1000, workers, seed)
                first = first or run.verdicts
                good &= _told(run, first, f"{delay:>6g} ms {workers:>3} {seed:>5}")
        if not options.no_peer:
            run = stock_schemathesis(50 if options.profile == "full" else 8, delay / 1000, workers=8, seed=0)
            print(f"{delay:>6g} ms   8     0 {_figures(run)}  stock Schemathesis", flush=True)
            shutil.rmtree(run.report)
    print("All runs conform, with the same verdicts." if good else "A run does not conform, or verdicts differ.")
    sys.exit(0 if good else 1)


def _told(run: Measured, first: dict[str, str], label: str) -> bool:
    """Print the line of a run; whether it conforms, with the verdicts of the first run."""
    other = {rule: verdict for rule, verdict in run.verdicts.items() if verdict != first[rule]}
    good = run.process.exit_code == 0 and not other
    print(f"{label} {_figures(run)}", flush=True)
    if good:
        shutil.rmtree(run.report)
    else:
        named = ", ".join(f"{rule} {verdict} (was {first[rule]})" for rule, verdict in other.items())
        print(f"    exit code {run.process.exit_code}; {named or 'the same verdicts'}: {run.report}", flush=True)
    return good


def _figures(run: Measured) -> str:
    cost = run.process
    return f"{cost.seconds:>8.1f} {run.requests:>9} {run.in_flight:>10.1f} {cost.cpu:>4.1f} s {cost.memory:>4.0f} MB"


if __name__ == "__main__":
    main()
