"""A summary of a run in Markdown, for the page of a CI job."""

import re
from typing import Final

from seedance_conformance.report.events import Event, Row, counts, footer, header, rows
from seedance_conformance.report.facts.causes import findings
from seedance_conformance.report.facts.headline import last_line
from seedance_conformance.report.facts.spending import spending
from seedance_conformance.report.views.text import visible

_MOST_FINDINGS: Final = 30
_LONGEST_NOTE: Final = 200
_LONGEST_COMMAND: Final = 6_000
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|#])")


def to_summary(events: list[Event]) -> str:
    """The outcome, the number of rules with each verdict, and each broken rule with its counterexample."""
    head, foot, table, spent = header(events), footer(events), rows(events), spending(events)
    found = findings(events, table)
    numbers = ", ".join(f"{number} {verdict}" for verdict, number in counts(table).items() if number)
    lines = [
        "## Seedance 2.0 conformance",
        "",
        f"**{_plain(last_line(events, table))}**",
        "",
        *([_plain(foot["reason"]), ""] if foot.get("reason") else []),
        f"Target {_code(head['target']['base_url'])}, profile {head['profile']}, {foot['seconds']:.0f} s: {numbers}; "
        f"{spent.counts if spent.limit is None else spent}.",
        "",
    ]
    for finding in found[:_MOST_FINDINGS]:
        lines += _broken(finding.head, finding.cause, finding.followers)
    if len(found) > _MOST_FINDINGS:
        lines += [f"... and {len(found) - _MOST_FINDINGS} more findings: see report.json.", ""]
    doubt = [row for row in table if row.outcome in ("error", "stale", "inconclusive")]
    if doubt:
        lines += ["| rule | level | verdict | note |", "|---|---|---|---|"]
        lines += [
            f"| {row.id} | {row.level} | {row.outcome} | {_plain(_cut(row.summary, _LONGEST_NOTE))} |" for row in doubt
        ]
        lines.append("")
    return "\n".join(lines) + "\n"


def _disputed(row: Row) -> str:
    return " (disputed)" if row.disputed else " (disputed in some cases)" if row.disputed_cases else ""


def _broken(row: Row, cause: str, followers: tuple[Row, ...]) -> list[str]:
    shown = row.counterexample or {}
    lines = [f"### {row.id}{_disputed(row)}", "", _statement(row.statement), ""]
    lines += [
        f"- {name}: {_plain(_cut(shown[name], _LONGEST_NOTE))}" for name in ("expected", "observed") if name in shown
    ]
    if followers:
        lines.append(f"- {_plain(cause)}: likely also the cause of {', '.join(other.id for other in followers)}")
    command = visible(shown.get("script") or shown.get("curl") or "")
    if command:
        command = _cut(command, _LONGEST_COMMAND)
        fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", command)), default=0))
        lines += ["", f"{fence}sh", command, fence]
    return [*lines, ""]


def _plain(text: str) -> str:
    """A text in which Markdown and HTML see nothing special, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def _statement(text: str) -> str:
    """A statement of the catalogue, with its code as code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts)


def _code(text: str) -> str:
    return f"`{visible(text).replace('`', '')}`"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
