"""The comparison of two runs, in the terminal and as one HTML page without external files."""

from itertools import groupby
from typing import Any, Final

from rich.console import Console
from rich.markup import escape

from seedance_conformance.report.events import VERDICTS
from seedance_conformance.report.facts.diff import KINDS, REGRESSED, Change, Difference
from seedance_conformance.report.facts.spending import billed
from seedance_conformance.report.views.console import print_line
from seedance_conformance.report.views.templating import fill
from seedance_conformance.report.views.text import visible

_STYLES: Final = {REGRESSED: "bold red", "fixed": "green", "evidence lost": "yellow", "changed breach": "red"}


def print_difference(difference: Difference, console: Console) -> None:
    """Print every change by kind, and the number of each kind."""
    for name, report in (("before", difference.first), ("after", difference.second)):
        print_line(console, f"{name + ':':<8}{escape(_run(report))}")
    for kind, changes in groupby(difference.changes, key=lambda change: change.kind):
        style = _STYLES.get(kind, "bold")
        print_line(console, f"\n[{style}]{kind}[/] ({KINDS[kind]})")
        for change in changes:
            print_line(console, _line(change))
    found = {kind: len(difference.of_kind(kind)) for kind in KINDS}
    words = ", ".join(f"{number} {kind}" for kind, number in found.items() if number)
    print_line(console, f"\n{words or 'nothing changed'}")


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


def _run(report: dict[str, Any]) -> str:
    counts = ", ".join(f"{number} {verdict}" for verdict, number in report["counts"].items() if number)
    run = f"{report['target'].get('base_url')}, {report.get('started')}, {report.get('profile')}"
    return f"{run}: {'; '.join(filter(None, (counts, billed(report))))}"


def _line(change: Change) -> str:
    verdicts = f"{change.before or 'no row'} -> {change.after or 'no row'}"
    notes = [change.new] if change.before != change.after else [f"before: {change.old}", f"after:  {change.new}"]
    plain = [visible(note) for note in notes]
    if len(plain) == 1:
        return f"  {change.rule:<25} {verdicts:<24} {escape(plain[0])}".rstrip()
    return "\n".join([f"  {change.rule:<25} {change.after}", *(f"    {escape(note)}" for note in plain)])
