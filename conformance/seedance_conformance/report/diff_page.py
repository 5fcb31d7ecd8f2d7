"""A comparison of two runs as one page that needs nothing else."""

from seedance_conformance.report.diff import KINDS, REGRESSED, Difference
from seedance_conformance.report.events import VERDICTS
from seedance_conformance.report.spending import billed
from seedance_conformance.report.templating import fill


def to_diff_page(difference: Difference) -> str:
    """The page: both runs, then every change by kind."""
    found = {kind: difference.of_kind(kind) for kind in KINDS}
    number = len(found[REGRESSED])
    title = f"{number} {'rule has' if number == 1 else 'rules have'} regressed" if number else "No rule has regressed"
    return fill(
        "diff.html",
        title=title,
        regressed=difference.regressed,
        runs={"Before": difference.first, "After": difference.second},
        billed=billed,
        verdicts=VERDICTS,
        kinds=KINDS,
        found={kind: changes for kind, changes in found.items() if changes},
    )
