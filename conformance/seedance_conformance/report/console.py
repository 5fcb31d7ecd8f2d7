"""The run in the terminal: a table of what needs a look, a line for each family, and the conclusion."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from seedance_conformance.report.events import VERDICTS, Event, Row, counts, footer, header, rows

STYLES = {
    "pass": "green",
    "fail": "bold red",
    "observed": "blue",
    "inconclusive": "yellow",
    "skipped": "dim",
    "error": "bold magenta",
}


def print_report(events: list[Event], console: Console, *, every_row: bool = True) -> None:
    """Print the verdict on each rule, the counterexample of each red one, and the totals.

    Args:
        events: the whole log.
        console: to print on.
        every_row: also the rules that passed, were observed or were skipped.
    """
    head, foot, table = header(events), footer(events), rows(events)
    shown = table if every_row else [row for row in table if row.verdict in ("fail", "error", "inconclusive")]
    if shown:
        console.print(_table(shown))
    for row in table:
        if row.verdict in ("fail", "error"):
            _print_red(row, console)
    found = counts(table)
    words = ", ".join(f"[{STYLES[verdict]}]{found[verdict]} {verdict}[/]" for verdict in VERDICTS if found[verdict])
    sent = sum(1 for event in events if event["event"] == "exchange")
    console.print(
        f"{words} of {len(table)} rules; {sent} requests, {foot['creates_accepted']} tasks accepted, "
        f"{foot['seconds']:.1f} s against {escape(head['target']['base_url'])}",
        highlight=False,
        soft_wrap=True,
    )


def _table(table: list[Row]) -> Table:
    view = Table(box=None, pad_edge=False)
    for name, justify in (("rule", "left"), ("level", "left"), ("verdict", "left"), ("cases", "right")):
        view.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    view.add_column("note", overflow="ellipsis", no_wrap=True)
    for row in table:
        verdict = f"[{STYLES[row.verdict]}]{row.verdict}{' (late)' if row.late else ''}[/]"
        view.add_row(row.id, row.level, verdict, str(row.cases), escape(_plain(row.note)))
    return view


def _print_red(row: Row, console: Console) -> None:
    console.print(f"\n[{STYLES[row.verdict]}]{row.id}[/] {escape(row.statement)}", highlight=False, soft_wrap=True)
    shown = row.counterexample
    if shown is None:
        console.print(f"  {escape(_plain(row.note))}", highlight=False, soft_wrap=True)
        return
    for name in ("expected", "observed"):
        console.print(f"  {name}: {escape(_plain(shown[name]))}", highlight=False, soft_wrap=True)
    if shown["curl"]:
        console.print(f"  {escape(_plain(shown['curl']))}", highlight=False, soft_wrap=True)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
