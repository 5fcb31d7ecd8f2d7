"""The console report: what needs attention, the totals of each family, and the counterexamples; or every rule."""

from collections import Counter
from collections.abc import Collection
from typing import Final

from rich.console import Console
from rich.markup import escape

from seedance_conformance.report.events import (
    VERDICTS,
    Event,
    Row,
    counts,
    footer,
    header,
    is_recorded,
    rows,
    sent_requests,
)
from seedance_conformance.report.facts.causes import Finding, findings, followed
from seedance_conformance.report.facts.headline import last_line
from seedance_conformance.report.facts.recorded import CLIENT_TITLES, period, recorded
from seedance_conformance.report.facts.recorded import STYLES as CLIENT_STYLES
from seedance_conformance.report.facts.spending import spending
from seedance_conformance.report.facts.target_notes import connection_notes
from seedance_conformance.report.views.text import visible

STYLES = {
    "pass": "green",
    "fail": "bold red",
    "observed": "blue",
    "inconclusive": "yellow",
    "skipped": "dim",
    "error": "bold magenta",
}
NOT_SELECTED: Final = "not selected"
_MOST_REASONS: Final = 5
_MOST_DOUBTS: Final = 8
_LONGEST_NOTE: Final = 160


def print_report(
    events: list[Event], console: Console, *, every_row: bool = True, shown: Collection[str] = (), folder: str = ""
) -> None:
    """Print the verdicts, the counterexamples of broken rules, and the totals.

    Args:
        events: the whole log.
        console: to print on.
        every_row: print every rule; otherwise what needs attention, and one line for each family.
        shown: rules whose counterexample has been printed.
        folder: of the reports, for the line before the last.
    """
    table = rows(events)
    found = findings(events, table)
    follows = followed(found)
    if every_row:
        for row in table:
            print_line(console, _line(row, follows.get(row.id), _room(console)))
    else:
        _print_attention(table, found, console)
        _print_families(table, console)
    for row in table:
        if row.outcome in ("error", "stale") or (row.outcome == "fail" and row.id not in {*shown, *follows}):
            _print_proof(row, console)
    for finding in found:
        if finding.followers:
            print_line(console, f"\n{_group(finding)}")
    _print_recorded(events, console)
    print_line(console, _totals(events, table))
    for note in connection_notes(events):
        print_line(console, f"[{STYLES['inconclusive']}]{escape(visible(note))}[/]")
    spent = spending(events)
    is_remote = header(events)["target"]["kind"] == "remote"
    if spent.limit is not None or is_remote or (is_recorded(events) and spent.maybe_billed):
        print_line(console, spent.counts if is_recorded(events) else str(spent))
    if folder:
        print_line(console, f"Reports: {escape(folder)}/index.html")
    if reason := footer(events).get("reason"):
        print_line(console, escape(visible(reason)))
    print_line(console, escape(last_line(events, table)))


def print_red(row: Row, console: Console, *, like: str = "") -> None:
    """Print a rule as soon as it is red: its counterexample; or one line, if it is like another red rule."""
    if like:
        print_line(console, f"[{STYLES['fail']}]{row.id}[/] {escape(visible(row.note))} [dim](as {like})[/]")
    else:
        _print_proof(row, console)


def print_line(console: Console, markup: str) -> None:
    """Print a line with markup as it is, however long."""
    console.print(markup, highlight=False, soft_wrap=True)


def _print_recorded(events: list[Event], console: Console) -> None:
    """Print what a recording lacks, and what the recorded client did; nothing for a run of the suite."""
    part = recorded(events)
    if part is None:
        return
    summary = part.summary
    print_line(console, f"\n{period(summary)}")
    for line in (*(f"left out: {one}" for one in summary["left_out"]), *summary["lacks"]):
        print_line(console, f"  {escape(visible(line))}")
    if number := summary["refused_valid_count"]:
        example = escape(visible(summary["refused_valid"][0]["answer"]))
        print_line(console, f"  valid bodies that were refused: {number:,}, for example: {example}")
    if part.client:
        print_line(console, "Your client (doesn't count for the exit code):")
    for finding in part.client:
        title = CLIENT_TITLES.get(finding["rule"], finding["rule"])
        verdict = f"[{STYLES[CLIENT_STYLES[finding['verdict']]]}]{finding['verdict']:<8}[/]"
        note = escape(visible(finding["note"]))
        print_line(console, f"  {finding['rule']:<17} {title:<24} {verdict} {note}".rstrip())


def _print_attention(table: list[Row], found: list[Finding], console: Console) -> None:
    """Print the rows that need attention: red ones by finding, errors, stale entries, doubt, disputed and late ones."""
    red = [row for finding in found for row in (finding.head, *finding.followers)]
    red += [row for outcome in ("error", "stale") for row in table if row.outcome == outcome]
    doubts = [row for row in table if row.outcome == "inconclusive" and row.level != "OBSERVE"]
    others = [row for row in table if row.outcome in ("pass", "observed") and (row.late or row.recorded == "disputed")]
    follows, room = followed(found), min(_room(console) or _LONGEST_NOTE, _LONGEST_NOTE)
    shown = [*red, *doubts[:_MOST_DOUBTS], *others]
    if shown:
        print_line(console, "")
    for row in shown:
        print_line(console, _line(row, follows.get(row.id), room))
    if len(doubts) > _MOST_DOUBTS:
        more = ", ".join(row.id for row in doubts[_MOST_DOUBTS:])
        print_line(console, f"{len(doubts) - _MOST_DOUBTS} more [{STYLES['inconclusive']}]inconclusive[/]: {more}")


def _room(console: Console) -> int | None:
    """The most characters of a note; None without a limit."""
    return max(console.width - 55, 20) if console.is_terminal else None


def _print_families(table: list[Row], console: Console) -> None:
    families = dict.fromkeys(row.family for row in table if row.verdict != "skipped")
    for name in families:
        members = [row for row in table if row.family == name and row.note != NOT_SELECTED]
        print_line(console, f"{name:<3} {_words(counts(members))}")
    reasons = Counter(row.note for row in table if row.verdict == "skipped" and row.note != NOT_SELECTED)
    said = [f"{count} ({escape(visible(note))})" for note, count in reasons.most_common(_MOST_REASONS)]
    if said:
        more = f"; and {len(reasons) - _MOST_REASONS} more reasons" if len(reasons) > _MOST_REASONS else ""
        print_line(console, f"[dim]skipped: {', '.join(said)}{more}[/]")


def _words(found: dict[str, int]) -> str:
    return ", ".join(f"[{STYLES[verdict]}]{found[verdict]} {verdict}[/]" for verdict in VERDICTS if found[verdict])


def _group(finding: Finding) -> str:
    rules = ", ".join(row.id for row in finding.followers)
    return f"[bold]{escape(visible(finding.cause))}[/]: likely the one cause of {finding.head.id} and of {rules}"


def _totals(events: list[Event], table: list[Row]) -> str:
    head, foot, found = header(events), footer(events), counts(table)
    excused = sum(row.outcome == "excused" for row in table)
    baseline = f" ({excused} excused by the baseline)" if excused else ""
    sent, accepted = sent_requests(events), spending(events).accepted
    return (
        f"{_words(found)} of {len(table)} rules{baseline}; {sent} request{'s' * (sent != 1)}, "
        f"{accepted} task{'s' * (accepted != 1)} accepted, {foot['seconds']:.1f} s "
        f"against {escape(head['target']['base_url'])}"
    )


def _line(row: Row, follows: Finding | None, room: int | None) -> str:
    verdict = f"{row.verdict} (late)" if row.late else row.verdict
    note = visible(row.summary)
    if follows is not None:
        note = f"follows from {follows.head.id}: {note}"
    if room is not None and len(note) > room:
        note = note[: room - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return (
        f"{row.id:<25} {row.level:<7} [{STYLES[row.verdict]}]{verdict:<13}[/] {row.cases:>4}  {escape(note)}".rstrip()
    )


def _print_proof(row: Row, console: Console) -> None:
    print_line(console, f"\n[{STYLES[row.verdict]}]{row.id}[/] {escape(row.statement)}")
    shown = row.counterexample
    if shown is None or row.outcome == "stale":
        print_line(console, f"  {escape(visible(row.summary))}")
        return
    for name in ("expected", "observed"):
        print_line(console, f"  {name}: {escape(visible(shown[name]))}")
    command = shown.get("script") or shown["curl"]
    if command:
        # Not indented: it is there to be pasted.
        print_line(console, escape(visible(command)))
