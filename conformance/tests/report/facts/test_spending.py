"""What a run was billed for: every report reads it from the ledger in the log; old logs are read, too."""

import json
from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from seedance_conformance.report.facts.diff import compare
from seedance_conformance.report.facts.spending import Spending, spending
from seedance_conformance.report.views.diff_views import print_difference, to_diff_page
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.summary import to_summary
from tests.report.conftest import Events, exchange, printed


def reserved(send: int) -> dict[str, Any]:
    """An entry of the ledger."""
    return {"event": "reserved", "case": "c", "send": send, "mark": "m"}


def entry(kind: str, send: int, **more: Any) -> dict[str, Any]:
    """An entry about a reservation."""
    named = {"task": f"t{send}", "key": "first"} if kind in ("accepted", "named") else {}
    return {"event": kind, "send": send, **named, **more}


LEDGER = [
    *(reserved(send) for send in range(1, 8)),
    entry("accepted", 1),
    entry("released", 2, why="refused"),
    entry("released", 3, why="rate-limited"),
    entry("released", 4, why="not sent"),
    entry("named", 5),
    entry("accepted", 6),
]
"""Two accepted, one refused, two that may have been billed, of which one names a task; two were never taken."""

FOOT = {"creates_accepted": 2, "creates_maybe_billed": 2, "creates_refused": 1}


@pytest.fixture
def billed(events: Events) -> Events:
    """The small run with a ledger, on a remote target with a budget."""
    events[0] |= {"target": {"base_url": "https://h.example/p", "kind": "remote"}, "options": {"budget": 10}}
    events[1:1] = LEDGER
    events[-1] |= FOOT
    return events


def test_the_ledger_is_added_up(billed: Events) -> None:
    """Reservations that were neither accepted nor released are maybe billed."""
    assert spending(billed) == Spending(2, 2, 1, limit=10)
    assert to_report(billed)["requests"] == {"sent": 2, **FOOT, "budget": 10}
    assert spending(billed[:-1]) == spending(billed), "a killed run has no footer"


def test_the_console_and_the_page_show_it(billed: Events) -> None:
    """On a remote target, or with a budget."""
    line = "4 of 10 units of the budget used: 2 tasks accepted, 2 maybe billed, 1 refused"
    assert printed(billed).splitlines()[-2] == line
    page = to_html(billed)
    for name, value in (("Tasks accepted", 2), ("Maybe billed", 2), ("Creates refused", 1), ("Budget used", "4 of 10")):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in page
    billed[0] |= {"target": {"base_url": "http://127.0.0.1:1/p", "kind": "loopback"}}
    assert line in printed(billed)
    billed[0]["options"]["budget"] = None
    assert "budget" not in printed(billed)


def test_a_log_without_a_ledger_still_reads(events: Events) -> None:
    """Old versions counted only accepted tasks; other numbers stay unknown."""
    assert spending(events) == Spending(2)
    assert to_report(events)["requests"] == {"sent": 2, "creates_accepted": 2}
    assert "2 tasks accepted" in printed(events)
    assert "Maybe billed" not in to_html(events)


def test_an_older_ledger_still_reads(billed: Events) -> None:
    """Its releases have no reason, and its footer has one number."""
    older = [{name: value for name, value in event.items() if name != "why"} for event in billed]
    older[-1] = {name: value for name, value in older[-1].items() if name not in ("creates_maybe_billed",)}
    assert spending(older) == Spending(2, 2, 3, limit=10)


def test_merged_shards_may_repeat_numbers(billed: Events) -> None:
    """Reservations of several shards have equal numbers; in logs without a share, each shard had the whole budget."""
    billed[0] |= {"shard": None, "options": {"budget": 10, "shard": "1/2"}}
    joined = [billed[0], *LEDGER, *LEDGER, *billed[1 + len(LEDGER) :]]
    assert spending(joined) == Spending(4, 4, 2)
    assert "8 units of the budget used: 4 tasks accepted, 4 maybe billed, 2 refused" in printed(joined)
    shard = billed[0] | {"shard": "1/2"}
    assert spending([shard, *LEDGER]) == Spending(2, 2, 1, limit=10)


def test_a_shard_says_whose_budget_it_shares(billed: Events) -> None:
    """The console, the page and the summary of a shard have its share and the whole; merged shards have the whole."""
    billed[0] |= {"shard": "1/2", "share": 5, "options": {"budget": 10, "shard": "1/2"}}
    line = "4 of 5 units of this shard's share of the budget of 10 used: 2 tasks accepted, 2 maybe billed, 1 refused"
    assert line in printed(billed)
    assert line in to_summary(billed)
    assert "<dt>Budget used</dt><dd>4 of 5, this shard's share of 10</dd>" in to_html(billed).replace("&#39;", "'")
    assert to_report(billed)["requests"]["budget"] == 5
    merged = [billed[0] | {"shard": None, "share": 10}, *LEDGER, *LEDGER, *billed[1 + len(LEDGER) :]]
    assert "8 of 10 units of the budget used: 4 tasks accepted" in printed(merged)


@pytest.mark.parametrize(("share", "said"), [(0, True), (1, False)])
def test_a_shard_without_budget_says_so(billed: Events, share: int, said: bool) -> None:
    """It names the smallest budget of which each shard has a unit."""
    billed[0] |= {"shard": "3/3", "share": share, "options": {"budget": 2, "shard": "3/3"}}
    sentence = "the share of shard 3/3 in --budget 2 is 0, so it sends no create: give --budget 3 or more"
    assert (sentence in " ".join(printed(billed).split())) == said
    assert any(sentence in note for note in to_report(billed).get("notes", [])) == said


def test_a_comparison_shows_the_cost_of_both_runs(billed: Events, events: Events) -> None:
    """As far as their reports have it."""
    after = to_report(billed)
    before = json.loads(json.dumps(after)) | {"requests": {"sent": 2, "creates_accepted": 1}}
    console = Console(width=300, record=True, file=StringIO())
    difference = compare(before, after)
    print_difference(difference, console)
    text = console.export_text()
    assert "; 1 task accepted\n" in text
    assert "; 2 tasks accepted, 2 maybe billed, 1 refused\n" in text
    assert "2 tasks accepted, 2 maybe billed, 1 refused" in to_diff_page(difference)


def test_the_page_shows_tasks_whose_id_has_another_place(billed: Events) -> None:
    """It takes the id from the ledger."""
    billed[-1:-1] = [
        reserved(8),
        entry("accepted", 8, task="task_7"),
        exchange(3, "c", "create", body='{"code": 200, "data": "task_7"}', send=8),
        exchange(4, "follow", "query", subject="task_7", body='{"id": "task_7", "status": "completed"}'),
    ]
    assert "1 accepted tasks: 1 completed" in to_html(billed)
