"""`seedance rules`: the catalogue in the terminal."""

import sys

import click
from rich.console import Console
from rich.markup import escape

from seedance_conformance.catalogue import Catalogue, CatalogueError, Rule, load_catalogue


@click.command("rules", epilog="Examples: seedance rules; seedance rules 'CR-DUR-*'; seedance rules CR-DUR-MAX")
@click.argument("pattern", metavar="[ID]", default="*")
def command(pattern: str) -> None:
    """List all rules or those that match a pattern. A single rule is explained, with its sources."""
    try:
        catalogue = load_catalogue()
        rules = catalogue.matching([pattern.upper()])
    except CatalogueError as error:
        click.echo(f"seedance: {error}", err=True)
        sys.exit(3)
    except ValueError as error:
        click.echo(f"seedance: {error}", err=True)
        sys.exit(2)
    console = Console(soft_wrap=True)
    if len(rules) == 1:
        _explain(rules[0], catalogue, console)
        return
    for rule in rules:
        console.print(f"{rule.id:<25} {rule.level:<7} {escape(rule.statement)}", highlight=False)


def _explain(rule: Rule, catalogue: Catalogue, console: Console) -> None:
    disputed = (
        ", disputed: judged on loopback, recorded on a remote target or with --disputed record" if rule.disputed else ""
    )
    lines = [f"[bold]{rule.id}[/] ({rule.level}{disputed})", escape(rule.statement)]
    lines += [f"  valid:    {escape(rule.valid)}"] if rule.valid else []
    lines += [f"  invalid:  {escape(rule.invalid)}"] if rule.invalid else []
    lines += [f"  note:     {escape(rule.note)}"] if rule.note else []
    lines += (
        [f"  part of:  {', '.join(rule.dominated_by)} (breaking this breaks those too)"] if rule.dominated_by else []
    )
    lines += [f"  unjudged: {escape(rule.unjudged)}"] if rule.unjudged else []
    if rule.question is not None:
        lines.append(f"  question {rule.question}: {escape(catalogue.questions[rule.question])}")
    lines += [f"  source:   {source.key} {source.address} (read {source.read})" for source in rule.sources]
    for line in lines:
        console.print(line, highlight=False)
