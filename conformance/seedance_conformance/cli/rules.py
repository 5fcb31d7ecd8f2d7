"""`seedance rules`: the catalogue in the terminal."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from seedance_conformance.catalogue import Catalogue, Rule
from seedance_conformance.cli.output import read_catalogue, say, stop
from seedance_conformance.cli.rule_places import places
from seedance_conformance.recording.judging.client_rules import CLIENT_RULES
from seedance_conformance.recording.open_questions.evidence_file import EvidenceError, Sighting, read_evidence

_EPILOG = """\b
Examples:
  seedance rules; seedance rules 'CR-DUR-*'; seedance rules CR-DUR-MAX
  seedance rules --stale                            the rules whose sources were read longest ago
  seedance rules CR-EXTRA-PROPS --evidence evidence/"""

_RECORDED = "judged on loopback, recorded on a remote target or with --disputed record"


@click.command("rules", epilog=_EPILOG)
@click.argument("pattern", metavar="[ID]", default="*")
@click.option("--stale", is_flag=True, help="List rules by the age of their newest source, the oldest first.")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    envvar="SEEDANCE_EVIDENCE",
    metavar="DIR",
    help="With a single rule: also what the evidence files in DIR saw (default: $SEEDANCE_EVIDENCE).",
)
def command(pattern: str, stale: bool, evidence: Path | None) -> None:
    """List all rules or those that match a pattern. A single rule is explained, with sources and places in the code."""
    catalogue = read_catalogue()
    try:
        rules = catalogue.matching([pattern.upper()])
        seen, notes = read_evidence(evidence) if evidence is not None and len(rules) == 1 else ([], [])
    except (ValueError, EvidenceError) as error:
        stop(error)
    for note in notes:
        say(note)
    console = Console(soft_wrap=True)
    if stale:
        _list_by_age(rules, console)
    elif len(rules) == 1:
        _explain(rules[0], catalogue, [one for one in seen if one.rule == rules[0].id], console)
    else:
        for rule in rules:
            console.print(f"{rule.id:<25} {rule.level:<7} {escape(rule.statement)}", highlight=False)


def _list_by_age(rules: Sequence[Rule], console: Console) -> None:
    """A rule is as fresh as the newest reading of one of its sources."""
    today = date.today()
    for rule in sorted(rules, key=_newest):
        age = (today - _newest(rule)).days
        keys = ", ".join(source.key for source in rule.sources)
        days = "1 day" if age == 1 else f"{age} days"
        console.print(f"{_newest(rule)} {days:>9}  {rule.id:<25} {rule.level:<7} {escape(keys)}", highlight=False)


def _newest(rule: Rule) -> date:
    return max(date.fromisoformat(source.read) for source in rule.sources)


def _explain(rule: Rule, catalogue: Catalogue, seen: Sequence[Sighting], console: Console) -> None:
    disputed = f", disputed: {_RECORDED}" if rule.disputed else ""
    lines = [f"[bold]{rule.id}[/] ({rule.level}{disputed})", escape(rule.statement)]
    facts = {
        "valid": rule.valid,
        "invalid": rule.invalid,
        "note": rule.note,
        "disputed": f"{rule.disputed_cases}; {_RECORDED}" if rule.disputed_cases else "",
        "part of": f"{', '.join(rule.dominated_by)} (breaking this breaks those too)" if rule.dominated_by else "",
        "unjudged": rule.unjudged,
        "client": "`seedance judge` judges your own client by it, in recorded traffic" * (rule.id in CLIENT_RULES),
    }
    lines += [f"  {name + ':':<9} {escape(text)}" for name, text in facts.items() if text]
    if rule.question is not None:
        lines.append(f"  question {rule.question}: {escape(catalogue.questions[rule.question])}")
    lines += [f"  source:   {source.key} {source.address} (read {source.read})" for source in rule.sources]
    lines += [f"  seen:     {escape(str(one))}" for one in seen]
    lines.append("  named in:")
    lines += [f"    {reading:<10} {escape(place)}" for reading, place in places(rule.id)]
    for line in lines:
        console.print(line, highlight=False)
