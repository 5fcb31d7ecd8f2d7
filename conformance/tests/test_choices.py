"""Where the documents are silent two correct servers may differ: no rule may turn red on any of them."""

import itertools
import json
import os
import random
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from seedance_conformance.cli.main import main
from seedance_conformance.mock.choices import CHOICES
from tests import forks

KEYS = ("sk-first-0123456789", "sk-second-0123456789")
STYLE, LATE = "error style", "reject late"
DISPUTED = {name: choice.values[-1] for name, choice in CHOICES.items() if choice.disputed}
FACTORS: dict[str, tuple[str, ...]] = {name: one.values for name, one in CHOICES.items() if name not in DISPUTED}
FACTORS |= {STYLE: ("nested", "flat", "in-band"), LATE: ("no", "yes")}

Row = dict[str, str]
Pair = tuple[tuple[str, str], tuple[str, str]]


def pairs_of(row: Mapping[str, str]) -> set[Pair]:
    """Every pair of values that a row tries together."""
    return set(itertools.combinations(sorted(row.items()), 2))


def pairwise(factors: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Rows in which every two values of different factors meet at least once; greedy, and the same in each run."""
    chance = random.Random(0)
    missing: set[Pair] = set()
    for one, other in itertools.combinations(sorted(factors), 2):
        missing |= {((one, a), (other, b)) for a in factors[one] for b in factors[other]}
    rows: list[Row] = []
    while missing:
        best = max(
            (_candidate(factors, missing, chance) for _ in range(8)), key=lambda row: len(pairs_of(row) & missing)
        )
        missing -= pairs_of(best)
        rows.append(best)
    return rows


def _candidate(factors: Mapping[str, tuple[str, ...]], missing: set[Pair], chance: random.Random) -> Row:
    row: Row = dict(chance.choice(sorted(missing)))
    for name in chance.sample(sorted(factors), len(factors)):
        if name not in row:
            gains = {
                value: _gain(row, name, value, missing) for value in chance.sample(factors[name], len(factors[name]))
            }
            row[name] = max(gains, key=gains.__getitem__)
    return row


def _gain(row: Row, name: str, value: str, missing: set[Pair]) -> int:
    added = (tuple(sorted([(name, value), other])) for other in row.items())
    return sum(pair in missing for pair in added)


def options(row: Row) -> list[str]:
    """A row as options of the mock."""
    given = ["--error-style", row[STYLE]] + (["--reject-late"] if row[LATE] == "yes" else [])
    for name in CHOICES.keys() & row.keys():
        given += ["--choice", f"{name}={row[name]}"]
    return given


def red_rules(row: Row, folder: Path, *more: str) -> list[str]:
    """The rules that are red or in error when the quick profile judges a mock of these choices."""
    quick = ["--queue-seconds", "0.15", "--process-seconds", "0.25"]
    keys = {"SEEDANCE_API_KEY": KEYS[0], "SEEDANCE_API_KEY_2": KEYS[1], "SEEDANCE_MOCK_KEYS": ",".join(KEYS)}
    environment = os.environ | keys
    with forks.mock("--port", "0", *quick, *options(row), environment=environment) as base_url:
        arguments = ("conform", "--base-url", base_url, "--profile", "quick", "--out", str(folder), *more)
        done = forks.run(main, *arguments, folder=Path.cwd(), environment=environment, timeout=1200)
    report = json.loads((folder / "report.json").read_text())
    red = [f"{rule['id']}: {rule['note']}" for rule in report["rules"] if rule["verdict"] in ("fail", "error")]
    return red or ([] if done.returncode == 0 else [f"exit {done.returncode}: {done.stderr}"])


def test_every_pair_of_values_meets() -> None:
    """The rows are a pairwise set: nothing that two choices do together is left untried."""
    tried = set().union(*map(pairs_of, pairwise(FACTORS)))
    for one, other in itertools.combinations(sorted(FACTORS), 2):
        assert {((one, a), (other, b)) for a in FACTORS[one] for b in FACTORS[other]} <= tried


def test_no_rule_is_red_whatever_the_mock_chooses(tmp_path: Path) -> None:
    """The quick profile is green over a pairwise set of all choices, error styles and late refusal.

    The rows come with the most pairs first. A run takes the first quarter of them, for time; all with
    SEEDANCE_ALL_CHOICES=1.
    """
    rows = pairwise(FACTORS)
    if not os.environ.get("SEEDANCE_ALL_CHOICES"):
        rows = rows[: len(rows) // 4]
    folders = [tmp_path / str(number) for number in range(len(rows))]
    with ThreadPoolExecutor(2) as pool:
        red = list(pool.map(red_rules, rows, folders))
    assert not {str(row): found for row, found in zip(rows, red, strict=True) if found}


def test_no_rule_is_red_by_a_disputed_choice_if_disputes_are_recorded(tmp_path: Path) -> None:
    """All of them at once, over the rules that any of them concerns, also those of the full profile."""
    row = {STYLE: "nested", LATE: "no", **DISPUTED, "image-edges": "invalid", "prompt-length": "500"}
    rules = {rule for name in DISPUTED for rule in CHOICES[name].disputed} | {"MD-IMG-SIDE-*", "CR-PROMPT-*"}
    given = [word for rule in sorted(rules) for word in ("--rules", rule)]
    record = ["--disputed", "record", "--profile", "full", "--examples", "5"]
    assert red_rules(row, tmp_path, *given, *record) == []
