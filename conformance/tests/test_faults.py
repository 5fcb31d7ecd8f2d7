"""The suite proves itself: deliberate faults of the mock turn their rules red, and no others.

A fixed sample runs here; `scripts/mutants` runs all of them, `scripts/mutants --exact` with every rule.
"""

import subprocess
import sys
from pathlib import Path

MUTANTS = Path(__file__).parents[2] / "scripts" / "mutants.py"


def test_a_sample_of_faults_is_found() -> None:
    """Each of these faults turns the rules red that it breaks; with all rules, the last four turn no others red.

    Every MUST rule has a fault.
    """
    command = [sys.executable, str(MUTANTS), "--sample", "12", "--exact", "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "16 of 16 faults" in done.stdout
