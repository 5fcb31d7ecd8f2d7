"""A comparison of two runs as one page that needs nothing else."""

from seedance_conformance.report.diff import KINDS, REGRESSED, Difference
from seedance_conformance.report.events import VERDICTS
from seedance_conformance.report.spending import Spending
from seedance_conformance.report.templating import fill


def to_diff_page(difference: Difference) -> str:
    """The page: both runs, then every change by kind."""
    found = {kind: difference.of_kind(kind) for kind in KINDS}
    number = len(found[REGRESSED])
    title = f"{number} {'rule has' if number == 1 else 'rules have'} regressed" if number else "No rule has regressed"
    runs = {"Before": difference.first, "After": difference.second}
    return fill(
        "diff.html",
        title=title,
        regressed=difference.regressed,
        runs=runs,
        spending={name: Spending.from_json(run.get("requests")) for name, run in runs.items()},
        verdicts=VERDICTS,
        kinds=KINDS,
        found={kind: changes for kind, changes in found.items() if changes},
    )
