"""Write the reference pages of the documentation from what the code declares.

    python scripts/reference.py     writes docs/_generated

The rules come from openapi/rules.yaml, the commands from their own `--help`, the pytest options from the plugin, and
the API from what `seedance_client` exports. So no page repeats by hand what the code says. `scripts/docs` runs this.
"""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import seedance_client
import yaml
from seedance_conformance.catalogue import Catalogue, Rule, load_catalogue
from seedance_conformance.recording.judging.client_rules import CLIENT_RULES
from seedance_conformance.report.views.html import FAMILIES
from seedance_conformance.runner.configuration.options import OPTIONS

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "_generated"
PLUGIN = "seedance_conformance.runner.plugin"
"""The pytest plugin, as the documentation of plain pytest names it."""

LOOKS = {
    "schema": "one body or answer alone",
    "cross": "two fields or headers together",
    "state": "two calls",
    "media": "the media files",
    "live": "the real service, or its result file",
}
"""`how` of a rule -> what shows a breach."""


def code_safe(text: str) -> str:
    """A text of the catalogue as Markdown, with HTML characters escaped."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;").replace("*", r"\*") for part in parts)


def rule_entry(rule: Rule) -> Iterator[str]:
    """A rule as Markdown lines, under a heading with its id."""
    disputed = " · disputed" if rule.disputed else " · disputed in some cases" if rule.disputed_cases else ""
    yield f"## {rule.id}\n"
    yield f"{code_safe(rule.statement)}{'' if rule.statement.endswith('?') else '.'}\n"
    yield f"- Level: **{rule.level}**{disputed}"
    for label, text in (
        ("Valid", code_safe(rule.valid)),
        ("Invalid", code_safe(rule.invalid)),
        ("Visible in", LOOKS[rule.how]),
        ("Note", code_safe(rule.note)),
        ("Disputed", code_safe(rule.disputed_cases)),
        ("A body that breaks it also breaks", ", ".join(map(rule_link, rule.dominated_by))),
        ("Not judged", code_safe(rule.unjudged)),
    ):
        if text:
            yield f"- {label}: {text}"
    if rule.id in CLIENT_RULES:
        yield "- [`seedance judge`](../recordings.md#your-own-client) judges your own client by it"
    if rule.question is not None:
        yield f"- Open question: [{rule.question}](questions.md#question-{rule.question})"
    yield f"- Sources: {', '.join(source_link(source.key) for source in rule.sources)}\n"


def rule_link(rule_id: str) -> str:
    """A link to a rule from another page of the rules."""
    return f"[{rule_id}](rules-{rule_id.partition('-')[0].lower()}.md#{rule_id.lower()})"


def source_link(key: str) -> str:
    """A link to a source from a page of the rules."""
    return f"[{key}](sources.md#{key.lower()})"


def family_page(family: str, rules: Sequence[Rule]) -> str:
    """The page of a family of rules."""
    head = f"---\ntocdepth: 2\n---\n\n# {family}: {FAMILIES[family]}\n\n{len(rules)} rules.\n"
    return "\n".join([head, *(line for rule in rules for line in rule_entry(rule))])


def sources_page(sources: Mapping[str, Mapping[str, Any]], citing: Mapping[str, Sequence[str]]) -> str:
    """The page of the sources: each key with its address, the part that was read, and the rules that cite it."""
    lines = ["# Sources\n", "Each rule cites its pages by these keys.\n"]
    for key, source in sources.items():
        address = str(source["address"])
        rules = citing.get(key, ())
        lines += [
            f"## {key}\n",
            f"{f'<{address}>' if address.startswith('https://') else code_safe(address)}\n",
            f"- Read on {source['read']}: {code_safe(str(source.get('extent', 'in full')))}",
            *([f"- Note: {code_safe(str(source['note']))}"] if "note" in source else []),
            f"- Rules: {', '.join(map(rule_link, rules)) if rules else 'none; background only'}\n",
        ]
    return "\n".join(["---\ntocdepth: 2\n---\n", *lines])


def questions_page(catalogue: Catalogue) -> str:
    """The page of the open questions, each with the rules that observe it."""
    lines = ["# Open questions\n", "The public pages leave these open, so two correct servers may differ.\n"]
    for number, text in catalogue.questions.items():
        rules = [rule.id for rule in catalogue.rules.values() if rule.question == number]
        lines += [f"## Question {number}\n", f"{code_safe(text)}\n"]
        lines += [f"Rules: {', '.join(map(rule_link, rules))}\n"] if rules else []
    return "\n".join(["---\ntocdepth: 2\n---\n", *lines])


def rule_pages(catalogue: Catalogue, sources: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """All pages made from the catalogue, by file name."""
    pages = {}
    for family in FAMILIES:
        rules = [rule for rule in catalogue.rules.values() if rule.family == family]
        pages[f"rules-{family.lower()}.md"] = family_page(family, rules)
    citing: dict[str, list[str]] = {}
    for rule in catalogue.rules.values():
        for source in rule.sources:
            citing.setdefault(source.key, []).append(rule.id)
    return pages | {"sources.md": sources_page(sources, citing), "questions.md": questions_page(catalogue)}


def help_of(words: Sequence[str]) -> str:
    """The output of a command with `--help`, 100 columns wide; CalledProcessError without such a command."""
    command = [str(Path(sys.executable).with_name("seedance")), *words, "--help"]
    environment = os.environ | {"COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def subcommands(help_text: str) -> list[str]:
    """The names in the section "Commands:" of a help text."""
    _, _, listed = help_text.partition("\nCommands:\n")
    return re.findall(r"^  (\w[\w-]*)", listed.partition("\n\n")[0], re.MULTILINE)


def commands(words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words and the help of a command and all below it, in the order of the help."""
    text = help_of(words)
    yield words, text
    for name in subcommands(text):
        yield from commands((*words, name))


def commands_page(found: Iterable[tuple[tuple[str, ...], str]]) -> str:
    """The page of the command line: each command with its own help."""
    lines = ["# Command line\n", "The help of each command.\n"]
    for words, text in found:
        lines += [f"## {' '.join(('seedance', *words))}\n", f"```text\n{text}\n```\n"]
    return "\n".join(lines)


def options_page() -> str:
    """The page of the pytest options."""
    lines = [
        "# pytest options\n",
        f"Plain pytest runs the suite with `-p {PLUGIN}`. The options are those of `seedance conform`.\n",
        "| option | means |",
        "|---|---|",
    ]
    for name, option in OPTIONS.items():
        value = "\\|".join(option.choices) or option.metavar
        shown = f"`--seedance-{name}={value}`" if value else f"`--seedance-{name}`"
        lines.append(f"| {shown} | {option.full_help.replace('|', chr(92) + '|')} |")
    return "\n".join([*lines, ""])


def exported() -> dict[str, Any]:
    """The exports of the client, by import path."""
    return {f"seedance_client.{name}": getattr(seedance_client, name) for name in seedance_client.__all__}


def section_of(path: str, value: Any) -> str:
    """The section of the API page that an exported thing belongs to."""
    if path.endswith(("Seedance", "Assets")):
        return "Clients"
    if isinstance(value, type) and issubclass(value, Exception):
        return "Errors"
    if "Client" in path.rpartition(".")[2]:
        return "Generated layer"
    return "Values"


def api_entry(path: str, value: Any) -> str:
    """The directive that documents an exported thing from its docstring."""
    directive, options = "function" if inspect.isfunction(value) else "data", ""
    if isinstance(value, type):
        error = issubclass(value, Exception)
        directive, shown = ("exception", "show-inheritance") if error else ("class", "inherited-members")
        options = f"\n   :members:\n   :{shown}:"
    return f"```{{eval-rst}}\n.. auto{directive}:: {path}{options}\n```\n"


def api_page(things: Mapping[str, Any]) -> str:
    """The page of the Python API."""
    about = "Everything here is imported from `seedance_client`. See also [the client](../client.md).\n"
    lines = ["# Python API\n", about]
    # Synchronous names come before asynchronous ones.
    ordered = sorted(things.items(), key=lambda thing: thing[0].rpartition(".")[2].startswith("Async"))
    for section in ("Clients", "Values", "Errors", "Generated layer"):
        lines.append(f"## {section}\n")
        lines += [api_entry(path, value) for path, value in ordered if section_of(path, value) == section]
    return "\n".join(lines)


def main() -> int:
    """Write all pages. An unchanged page keeps its modification time, so Sphinx doesn't read it again."""
    sources = yaml.safe_load((ROOT / "openapi" / "rules.yaml").read_bytes())["sources"]
    pages = rule_pages(load_catalogue(), sources) | {
        "commands.md": commands_page(commands()),
        "pytest-options.md": options_page(),
        "api.md": api_page(exported()),
    }
    TARGET.mkdir(exist_ok=True)
    for path in TARGET.iterdir():
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        path = TARGET / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
