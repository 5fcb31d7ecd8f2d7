"""`--dry-run` prints the plan, and a run doesn't exceed it."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from tests.runner.conftest import StartMock
from tests.runner.money.billing import Billing, Conformed, conform_remote

MEDIA = ("--media-url", "https://media.example.com")


@frozen
class Planned:
    """A printed plan: tasks by case, at worst and if the target keeps the rules, both totals, and the whole text."""

    worst: dict[str, int]
    conforming: dict[str, int]
    totals: tuple[int, int]
    text: str


def plan(base_url: str, out: Path, *options: str, keys: bool = True) -> Planned:
    """Run with --dry-run and read the output."""
    done = conform_remote(base_url, out, "--dry-run", *options, keys=keys)
    assert done.code == 0, done.output
    assert not out.exists()
    found = re.findall(r"^ +\d+ +(\d+) +(\d+)  (?:several rules|[A-Z0-9-]+) +(.+)$", done.output, re.MULTILINE)
    [totals] = re.findall(
        r"accepts everything: (\d+) tasks?.*keeps the rules: (?:at most )?(\d+) tasks?", done.output, re.DOTALL
    )
    worst = {name: int(most) for most, _, name in found}
    conforming = {name: int(cost) for _, cost, name in found}
    return Planned(worst, conforming, (int(totals[0]), int(totals[1])), done.output)


def billed(done: Conformed) -> Counter[str]:
    """Case -> number of tasks that may have been billed."""
    entries: dict[int, str] = {}
    for event in done.events:
        if event["event"] == "reserved":
            entries[event["send"]] = event["case"]
        elif event["event"] == "released":
            del entries[event["send"]]
    return Counter(entries.values())


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """The plan of a run with media, without a key, a budget or a target."""
    return plan("http://127.0.0.1:9/x", tmp_path_factory.mktemp("plan") / "out", *MEDIA, keys=False)


def test_a_plan_needs_no_key_no_budget_and_no_target(planned: Planned) -> None:
    """Nothing is sent and nothing is written."""
    assert planned.text.rstrip().endswith("Nothing was sent.")
    assert "needs a second account: export SEEDANCE_API_KEY_2 (1): QR-FOREIGN-ID" in planned.text
    assert "8 bodies cover every rule about what must be accepted (minimum: 8)." in planned.text
    assert (
        "37 bodies cover every pair of values of model, mode, ratio, duration and audio (minimum: 37)." in planned.text
    )
    assert planned.totals[1] == 39
    [line] = [line for line in planned.text.splitlines() if line.startswith("Worst case, if all answers are unclear: ")]
    assert int(line.split()[7]) > planned.totals[0]


def test_free_cases_come_first(planned: Planned) -> None:
    """All violations come before the first billed task; tests that borrow a task come after it."""
    names = list(planned.conforming)
    first = list(planned.conforming.values()).index(1)
    assert not [name for name in names[first:] if "refused" in name and "authorization" not in name]
    assert sum(planned.conforming[name] for name in names[first : first + 8]) == 8


def test_a_plan_names_the_rules_that_need_media(billing: Billing, tmp_path: Path) -> None:
    """Without --media-url they are listed as left out."""
    planned = plan(billing.base_url, tmp_path / "out")
    [line] = [line for line in planned.text.splitlines() if line.startswith("  no published media: give --media-url (")]
    assert "CR-IMG-COUNT-MAX" in line
    assert billing.requests == []


def test_a_plan_for_this_machine_costs_nothing(tmp_path: Path) -> None:
    """Without a target the plan is that of the mock, which isn't started."""
    done = conform_remote("", tmp_path / "out", "--dry-run", keys=False, loopback=True)
    assert done.code == 0, done.output
    assert "Nothing is billed" in done.output
    assert "EP-RESP-JSON" in done.output
    assert "SEEDANCE_API_KEY_2" not in done.output


@pytest.mark.parametrize("manner", ["accept", "drop", "mixed"])
def test_no_target_can_bill_more_than_the_plan_says(
    billing: Billing, planned: Planned, tmp_path: Path, manner: str
) -> None:
    """Each case stays within its plan on targets that accept everything, answer nothing or answer randomly."""
    kinds = ("accept", "refuse", "drop", "refuse", "accept", "refuse", "refuse")
    billing.manner = lambda number: kinds[number * number % 11 % 7] if manner == "mixed" else manner
    done = conform_remote(billing.base_url, tmp_path / "out", *MEDIA, "--budget", "2000")
    assert "stopped" not in done.report or done.report["stopped"] is None, done.output
    over = {name: count for name, count in billed(done).items() if count > planned.worst.get(name, 0)}
    # What several cases share bears a name of its own; it is part of the total.
    assert not [name for name in over if not name.startswith("shared: ")]
    assert billing.billed <= planned.totals[0] == sum(planned.worst.values())


@pytest.mark.parametrize("options", [(), ("--error-style", "in-band", "--choice", "wrong-method=501")])
def test_a_conforming_target_bills_what_the_plan_says(
    start_mock: StartMock, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """The number of tasks is exact for each style of refusal, and each positive rule without media passes."""
    base_url = start_mock(*options)
    planned = plan(base_url, tmp_path / "plan")
    done = conform_remote(base_url, tmp_path / "out", "--budget", str(planned.totals[1]))
    assert done.code == 0, done.output
    counts = billed(done)
    assert {name: count for name, count in planned.conforming.items() if count} == counts
    assert sum(counts.values()) == planned.totals[1] == done.report["requests"]["creates_accepted"] == 15
    verdicts: dict[str, Any] = {row["id"]: row["verdict"] for row in done.report["rules"]}
    assert verdicts["CR-RATIO-ENUM"] == verdicts["CR-PRO-TEXT-ONLY"] == verdicts["EP-QUERY-PATH"] == "pass"
    assert done.report["requests"]["creates_maybe_billed"] == 0
    assert verdicts["CS-ID-UNIQUE"] == verdicts["RB-TASK-ENDS"] == "pass"
    assert json.dumps(done.events).count('"event": "accepted"') == 15
