"""The console report: a line for each rule, the counterexample of each failed rule, and the totals."""

from rich.console import Console
from rich.markup import escape

from seedance_conformance.report.events import VERDICTS, Event, Row, counts, footer, header, rows
from seedance_conformance.report.recorded import RECORDED, print_recorded
from seedance_conformance.report.spending import spending
from seedance_conformance.report.text import visible

STYLES = {
    "pass": "green",
    "fail": "bold red",
    "observed": "blue",
    "inconclusive": "yellow",
    "skipped": "dim",
    "error": "bold magenta",
}


def print_report(events: list[Event], console: Console, *, every_row: bool = True) -> None:
    """Print the verdict on each rule, the counterexample of each failed rule, and the totals.

    Args:
        events: the whole log.
        console: to print on.
        every_row: also print rules that passed, were observed or were skipped.
    """
    table = rows(events)
    shown = table if every_row else [row for row in table if row.outcome not in ("pass", "observed", "skipped")]
    for row in shown:
        console.print(_line(row, console), highlight=False, soft_wrap=True)
    for row in table:
        if row.outcome in ("fail", "error", "stale"):
            _print_counterexample(row, console)
    print_recorded(events, console)
    console.print(_totals(events, table), highlight=False, soft_wrap=True)
    spent = spending(events)
    if spent.limit is not None or header(events)["target"]["kind"] == "remote":
        recorded = header(events)["profile"] == RECORDED
        console.print(spent.counts if recorded else str(spent), highlight=False, soft_wrap=True)


def _totals(events: list[Event], table: list[Row]) -> str:
    head, foot, found = header(events), footer(events), counts(table)
    words = ", ".join(f"[{STYLES[verdict]}]{found[verdict]} {verdict}[/]" for verdict in VERDICTS if found[verdict])
    excused = sum(row.outcome == "excused" for row in table)
    baseline = f" ({excused} excused by the baseline)" if excused else ""
    sent = sum(1 for event in events if event["event"] == "exchange")
    return (
        f"{words} of {len(table)} rules{baseline}; {sent} requests, {spending(events).accepted} tasks accepted, "
        f"{foot['seconds']:.1f} s against {escape(head['target']['base_url'])}"
    )


def _line(row: Row, console: Console) -> str:
    verdict = f"{row.verdict} (late)" if row.late else row.verdict
    note = visible(row.summary)
    room = max(console.width - 55, 20)
    if console.is_terminal and len(note) > room:
        note = note[: room - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return (
        f"{row.id:<25} {row.level:<7} [{STYLES[row.verdict]}]{verdict:<13}[/] {row.cases:>4}  {escape(note)}".rstrip()
    )


def _print_counterexample(row: Row, console: Console) -> None:
    console.print(f"\n[{STYLES[row.verdict]}]{row.id}[/] {escape(row.statement)}", highlight=False, soft_wrap=True)
    shown = row.counterexample
    if shown is None or row.outcome == "stale":
        console.print(f"  {escape(visible(row.summary))}", highlight=False, soft_wrap=True)
        return
    for name in ("expected", "observed"):
        console.print(f"  {name}: {escape(visible(shown[name]))}", highlight=False, soft_wrap=True)
    if shown["curl"]:
        console.print(f"  {escape(visible(shown['curl']))}", highlight=False, soft_wrap=True)
