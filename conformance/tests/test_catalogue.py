"""The shipped catalogue is complete, and errors in one are explained."""

from pathlib import Path

import pytest
from seedance_conformance.catalogue import CatalogueError, load_catalogue

GOOD = """
questions: {1: "What?"}
rules:
  - {id: CR-A, level: MUST, statement: s, how: schema, sources: [{key: K, address: a, read: 2026-01-01}]}
"""


def write(folder: Path, text: str) -> Path:
    """A catalogue file with this text."""
    path = folder / "rules.yaml"
    path.write_text(text)
    return path


def test_the_shipped_catalogue_has_every_documented_rule() -> None:
    """It has all 194 documented rules and our own."""
    rules = load_catalogue().rules.values()
    documented = [rule for rule in rules if rule.family != "RB"]
    assert len(documented) == 194
    assert sum(rule.level == "OBSERVE" for rule in documented) == 83
    own = [rule for rule in rules if rule.family == "RB"]
    assert all(rule.level == "MUST" for rule in own)
    # A result that nobody can watch is wrong everywhere.
    assert [rule.id for rule in own if not rule.disputed] == ["RB-RESULT-PLAYS"]


def test_every_rule_says_where_it_comes_from() -> None:
    """Each source has an address and a date."""
    for rule in load_catalogue().rules.values():
        assert rule.sources, rule.id
        assert all(source.address and source.read.startswith("2026-") for source in rule.sources), rule.id


def test_a_pattern_selects_in_catalogue_order() -> None:
    """The order of the patterns doesn't matter."""
    found = load_catalogue().matching(["CR-DUR-MAX", "CR-DUR-M*"])
    assert [rule.id for rule in found] == ["CR-DUR-MIN", "CR-DUR-MAX"]


def test_a_pattern_without_a_match_is_named() -> None:
    """A mistyped id is an error, not an empty run."""
    with pytest.raises(ValueError, match="'CR-DURATION' matches no rule"):
        load_catalogue().matching(["CR-DURATION"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules: [", "can't be read as YAML"),
        ("- 1", "has no list of rules"),
        (GOOD.replace("level: MUST", "level: MAY"), "rule CR-A has 'MAY'"),
        (GOOD.replace("how: schema, ", ""), "rule CR-A is invalid"),
        (GOOD.replace("how: schema", "how: schema, colour: red"), "colour"),
        (GOOD + GOOD.splitlines()[-1], "rule CR-A is listed twice"),
        (GOOD.replace("how: schema", "how: schema, dominated_by: [CR-B]"), "dominated by 'CR-B'"),
        (GOOD.replace("how: schema", "how: schema, question: 7"), "names question 7"),
        ("rules: [1]", "rule number 1 is invalid"),
    ],
)
def test_a_broken_catalogue_is_explained(tmp_path: Path, text: str, message: str) -> None:
    """One sentence names the file, the entry and the error."""
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(write(tmp_path, text))


def test_a_good_catalogue_is_read(tmp_path: Path) -> None:
    """The text from which the broken ones are made is valid."""
    assert list(load_catalogue(write(tmp_path, GOOD)).rules) == ["CR-A"]
