"""Simulated remote runs against a server that counts what it bills: never above the budget."""

from pathlib import Path

import pytest
from tests.runner.money.billing import KEY, SECOND, Billing, Conformed, conform_remote


def ledger(done: Conformed) -> dict[int, list[str]]:
    """The ledger entries of each reservation, in order."""
    found: dict[int, list[str]] = {}
    for event in done.events:
        if event["event"] in ("reserved", "released", "accepted"):
            found.setdefault(event["send"], []).append(event["event"])
    return found


def spent(done: Conformed) -> int:
    """Reservations that weren't released."""
    return sum("released" not in entries for entries in ledger(done).values())


@pytest.mark.parametrize("budget", [0, 2, 25])
def test_a_target_that_accepts_everything_never_bills_more(billing: Billing, tmp_path: Path, budget: int) -> None:
    """The budget ends the run with exit 4, and untested rules say why."""
    done = conform_remote(billing.base_url, tmp_path, "--budget", str(budget))
    assert billing.billed == billing.asked == budget == spent(done)
    assert done.report["requests"]["creates_accepted"] == budget
    assert done.report["stopped"] == "budget"
    assert done.notes["CR-PRO-TEXT-ONLY"] == "budget"
    assert done.code == (1 if done.report["counts"]["fail"] else 4)


def test_a_target_that_hangs_counts_as_spent(billing: Billing, tmp_path: Path) -> None:
    """Unanswered creates may be billed, so the run ends when they use up the budget."""
    billing.manner = lambda number: "hang"
    done = conform_remote(billing.base_url, tmp_path, "--budget", "3", timeout=0.3)
    assert billing.billed == billing.asked == spent(done) == 3
    assert done.report["stopped"] == "budget"
    assert (done.code, done.report["counts"]["fail"]) == (4, 0)  # an answer that was lost breaks no rule


def test_a_target_that_dies_half_way_is_exit_3(billing: Billing, tmp_path: Path) -> None:
    """The create that killed it may be billed; earlier verdicts stay. One at a time, or a seventh is on its way."""
    billing.manner = lambda number: "die" if number == 6 else "refuse" if number < 4 else "accept"
    done = conform_remote(billing.base_url, tmp_path, "--budget", "25", "--concurrency", "1")
    assert billing.billed == 2
    assert spent(done) >= 3
    assert done.code in (1, 3)
    assert "can't be reached" in done.output


def test_every_reservation_is_on_disk_before_its_exchange(billing: Billing, tmp_path: Path) -> None:
    """The log of a killed run has each request that may have been billed, and each id."""
    billing.manner = lambda number: "accept" if number % 4 == 0 else "refuse"
    done = conform_remote(billing.base_url, tmp_path, "--budget", "9")
    open_sends: dict[int, str] = {}
    for event in done.events:
        if event["event"] == "reserved":
            open_sends[event["send"]] = event["case"]
        elif event["event"] == "exchange" and event["operation"] == "create":
            assert open_sends.pop(event["send"]) == event["case"]
    assert open_sends == {}
    entries = ledger(done)
    assert sorted(entries) == list(range(1, billing.asked + 1))
    assert {tuple(found) for found in entries.values()} == {("reserved", "accepted"), ("reserved", "released")}
    named = {event["task"]: event["key"] for event in done.events if event["event"] == "accepted"}
    assert len(named) == billing.billed == 9
    followed = {path.rpartition("/")[2] for method, path in billing.requests if method == "GET"}
    assert {task for task, key in named.items() if key == "first"} <= followed


def test_no_report_holds_a_key_or_a_signature(billing: Billing, tmp_path: Path) -> None:
    """Not even if the target puts them, and near misses of the key, into every answer."""
    billing.talks = True
    billing.manner = lambda number: "accept" if number % 3 == 0 else "refuse"
    rules = [word for family in ("RB-*", "CS-*", "QR-*", "EP-*", "ER-*", "CR-DUR-*") for word in ("--rules", family)]
    done = conform_remote(billing.base_url, tmp_path, "--budget", "60", *rules)
    assert done.report["counts"]["fail"] > 3, done.output
    written = {path.name: path.read_text() for path in tmp_path.iterdir()} | {"output": done.output}
    assert {"run.jsonl", "report.json", "junit.xml", "index.html"} <= set(written)
    for name, text in written.items():
        assert "https://cdn.example.com/a.mp4" in text or name == "junit.xml", name
        found = [secret for secret in ("s3cr3t", KEY, SECOND, KEY[:-1], KEY[1:], KEY.upper()) if secret in text]
        assert found == [], name
