"""The catalogue: `openapi/rules.yaml` as frozen `Rule` objects, in the order of the file."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from attrs import frozen

from seedance_conformance.resources import ResourceError, data_path

Level = Literal["MUST", "SHOULD", "OBSERVE"]
How = Literal["schema", "cross", "state", "media", "live"]


class CatalogueError(ResourceError):
    """`rules.yaml` can't be read; the message names the file, the entry and the remedy."""


@frozen
class Source:
    """A public page or repository file that a rule restates, and the ISO date on which it was read."""

    key: str
    address: str
    read: str


@frozen
class Rule:
    """One rule of the catalogue; the comment at the top of `rules.yaml` explains the fields."""

    id: str
    level: Level
    statement: str
    how: How
    sources: tuple[Source, ...]
    valid: str = ""
    invalid: str = ""
    note: str = ""
    disputed: bool = False
    disputed_cases: str = ""
    dominated_by: tuple[str, ...] = ()
    question: int | None = None
    unjudged: str = ""

    @property
    def family(self) -> str:
        """The first part of the id, for example `CR`."""
        return self.id.partition("-")[0]


@frozen
class Catalogue:
    """All rules by id, and the open questions by number."""

    rules: Mapping[str, Rule]
    questions: Mapping[int, str]

    def matching(self, globs: Iterable[str]) -> list[Rule]:
        """The rules whose id matches one of the shell patterns, in catalogue order.

        Raises:
            ValueError: a pattern matches no rule; the message names it.
        """
        wanted: set[str] = set()
        for glob in globs:
            found = [rule_id for rule_id in self.rules if fnmatchcase(rule_id, glob)]
            if not found:
                raise ValueError(f"'{glob}' matches no rule: `seedance rules` lists them all")
            wanted.update(found)
        return [rule for rule_id, rule in self.rules.items() if rule_id in wanted]


@cache
def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read the catalogue, by default the shipped one.

    Raises:
        CatalogueError: the file is missing or isn't valid YAML, or an entry is incomplete, invalid or repeated.
    """
    try:
        path = path or data_path("rules.yaml")
    except ResourceError as error:
        raise CatalogueError(str(error)) from None
    try:
        document = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise CatalogueError(f"{path} can't be read as YAML ({reason}): restore it from the repository") from None
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        raise CatalogueError(f"{path} has no list of rules: restore it from the repository")
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(document["rules"], 1):
        rule = _rule(path, number, entry)
        if rule.id in rules:
            raise CatalogueError(f"{path}: rule {rule.id} is listed twice: delete one")
        rules[rule.id] = rule
    _check_references(path, rules, document.get("questions") or {})
    return Catalogue(rules, document.get("questions") or {})


def _rule(path: Path, number: int, entry: Any) -> Rule:
    name = entry.get("id", f"number {number}") if isinstance(entry, dict) else f"number {number}"
    try:
        sources = tuple(Source(source["key"], source["address"], str(source["read"])) for source in entry["sources"])
        domination = tuple(entry.get("dominated_by", ()))
        rule = Rule(**{**entry, "sources": sources, "dominated_by": domination})
    except (TypeError, KeyError, AttributeError) as error:
        reason = str(error).removeprefix("Rule.__init__() ")
        raise CatalogueError(f"{path}: rule {name} is invalid ({reason}): correct that entry") from None
    for value, allowed in ((rule.level, get_args(Level)), (rule.how, get_args(How))):
        if value not in allowed:
            raise CatalogueError(f"{path}: rule {name} has '{value}', not one of {', '.join(allowed)}")
    if not sources or not rule.statement:
        raise CatalogueError(f"{path}: rule {name} needs a statement and at least one source")
    return rule


def _check_references(path: Path, rules: dict[str, Rule], questions: dict[int, str]) -> None:
    for rule in rules.values():
        for other in rule.dominated_by:
            if other not in rules:
                raise CatalogueError(f"{path}: rule {rule.id} is dominated by '{other}', which isn't a rule")
        if rule.question is not None and rule.question not in questions:
            raise CatalogueError(f"{path}: rule {rule.id} names question {rule.question}, which isn't listed")
