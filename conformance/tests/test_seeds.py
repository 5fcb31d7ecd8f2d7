"""A run depends on its seed alone, and no verdict depends on the seed; `scripts/seeds` tries twenty with all rules."""

import subprocess
import sys
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "scripts" / "seeds.py"
RULES = ["--rules", "CR-DUR-TYPE", "--rules", "RB-PARALLEL"]  # cheap ones: random bodies, and bodies in parallel


def test_a_few_seeds_change_no_verdict_and_one_repeats_what_it_sends() -> None:
    """Two seeds, one of them twice: no failed rule, the same verdicts, and with one seed the same requests."""
    command = [sys.executable, str(SEEDS), "--count", "2", "--examples", "5", *RULES]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 seeds without a failed rule" in done.stdout
