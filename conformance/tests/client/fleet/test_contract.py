"""What every journal does, in a file and in PostgreSQL."""

from typing import Any

import pytest
from seedance_client import AnyJournal, DuplicateRequest, NewRequest, SpendingLimit
from seedance_client._sdk.create.limits import SpendingLimits
from tests.client.fleet.journals import BASE, Books, books, database, postgres

__all__ = ["books", "database", "postgres"]
DAY = 86400.0
NOON = 20_000 * DAY + DAY / 2
"""Noon of some day in UTC."""


def begin(journal: AnyJournal, name: str, prompt: str = "x", now: float = NOON, **more: Any) -> None:
    """Begin a request."""
    more.setdefault("base_url", BASE)
    named = {key: more.pop(key) for key in ("again", "limits") if key in more}
    journal.begin(NewRequest(name, {"prompt": prompt}, **more), now, **{"again": False, **named})


def names(journal: AnyJournal, now: float = NOON) -> list[str]:
    """The open requests."""
    return [entry.request_id for entry in journal.open_entries(now)]


def test_an_entry_keeps_what_it_was_given(books: Books) -> None:
    """Another process reads each field as it was written, also characters that a database can't store as text."""
    odd = "fox \ud800 \0 json:x"
    body = {"prompt": odd, "model": "m", "images": [{"url": "u"}], "duration": 5}
    facts = {"shot": 12, "odd": odd, "n": None}
    first = books()
    first.begin(NewRequest("r1", body, BASE, label=odd, metadata=facts, body_hash="d1", cost=2.5), NOON, again=False)
    first.note("r1", "created", NOON + 0.25, odd)
    (entry,) = books().open_entries(NOON)
    assert (entry.request_id, entry.state, entry.body_hash, entry.base_url) == ("r1", "created", "d1", BASE)
    assert (entry.sent_at, entry.changed_at, entry.cost) == (NOON, NOON + 0.25, 2.5)
    assert (entry.body, entry.label, entry.metadata, entry.task_id) == (body, odd, facts, odd)
    books().settle(odd, NOON + 1)
    assert names(first) == []


def test_a_body_in_flight_is_refused_everywhere(books: Books) -> None:
    """While a request is sent, or its outcome is unknown, nobody else may send the same one, for however long."""
    first, other = books(), books()
    begin(first, "r1")
    with pytest.raises(DuplicateRequest, match=r"state sending.*then settle request r1"):
        begin(other, "r2", now=NOON + 30 * DAY)
    first.note("r1", "unknown", NOON)
    with pytest.raises(DuplicateRequest, match="state unknown"):
        begin(other, "r2", now=NOON + 30 * DAY)
    with pytest.raises(DuplicateRequest):
        other.refuse_duplicate(first.open_entries(NOON)[0].body_hash, NOON, BASE)
    begin(other, "elsewhere", base_url="https://other.example.com")
    begin(other, "r3", again=True)
    assert names(first) == ["r1", "elsewhere", "r3"]


def test_a_refusal_frees_the_body(books: Books) -> None:
    """What was refused, or settled without a task, may be sent again at once."""
    first, other = books(), books()
    begin(first, "r1")
    first.note("r1", "refused", NOON)
    begin(first, "r2")
    other.settle("r2", NOON)
    begin(other, "last")
    assert names(first) == ["last"]


def test_the_window_ends(books: Books) -> None:
    """An accepted request blocks its body for the window, and no longer."""
    first, other = books(window=100), books(window=100)
    begin(first, "r1")
    first.note("r1", "created", NOON, "video_1")
    with pytest.raises(DuplicateRequest) as caught:
        begin(other, "r2", now=NOON + 99)
    assert (caught.value.task_id, caught.value.request_id) == ("video_1", "r1")
    begin(other, "r2", now=NOON + 101)


def test_tasks_of_a_day_are_counted_for_all(books: Books) -> None:
    """All that share a journal have one limit for a day of UTC; unknown outcomes count, refused requests don't."""
    limits = SpendingLimits(max_tasks_per_day=2)
    first, other = books(), books()
    begin(first, "r1", "1", limits=limits)
    first.note("r1", "unknown", NOON)
    begin(other, "r2", "2", limits=limits)
    with pytest.raises(SpendingLimit, match=r"this journal has used all of max_tasks_per_day = 2 tasks on 2024-10-04"):
        begin(first, "r3", "3", limits=limits)
    other.note("r2", "refused", NOON)
    begin(first, "r3", "3", limits=limits)
    with pytest.raises(SpendingLimit):
        begin(other, "r4", "4", now=NOON + DAY / 2 - 1, limits=limits)
    begin(other, "r4", "4", now=NOON + DAY / 2, limits=limits)
    assert names(first) == ["r1", "r3", "r4"]


def test_the_cost_of_a_day_is_counted_for_all(books: Books) -> None:
    """Costs add up over all that share a journal; a task whose price isn't known counts as the dearest."""
    limits = SpendingLimits(max_cost_per_day=20, prices={"cheap": 0.1, "dear": 1.0})
    first, other = books(), books()
    begin(first, "r1", "1", cost=4.5, limits=limits)
    begin(other, "r2", "2")
    with pytest.raises(SpendingLimit, match=r"costs 0.75, and 19.5 is.*1 tasks without a price.*max_cost_per_day = 20"):
        begin(first, "r3", "3", cost=0.75, limits=limits)
    begin(other, "r3", "3", cost=0.5, limits=limits)
    other.settle("r2", NOON)
    begin(other, "r4", "4", cost=15, limits=limits)
    with pytest.raises(SpendingLimit, match="and 20 is already spent"):
        begin(first, "r5", "5", cost=0.1, limits=limits)


def test_a_compaction_forgets_no_spending_of_today(books: Books) -> None:
    """After a compaction the limit for the day still counts what was closed today."""
    limits = SpendingLimits(max_tasks_per_day=1)
    journal = books(window=0)
    begin(journal, "r1", "1", now=NOON - DAY, limits=limits)
    begin(journal, "r2", "2", now=NOON - 100, limits=limits)
    for number in (1, 2):
        journal.note(f"r{number}", "created", NOON - 50, f"video_{number}")
        journal.note_task(f"video_{number}", "downloaded", NOON - 40)
    assert journal.compact(NOON, 0) == 1
    with pytest.raises(SpendingLimit):
        begin(journal, "r3", "3", limits=limits)


def test_a_task_that_was_found_is_given_to_its_request(books: Books) -> None:
    """`settle` with a task opens the request with that task, and refuses another task or an unknown name."""
    journal = books()
    begin(journal, "r1")
    journal.settle("r1", NOON, "video_1")
    with pytest.raises(ValueError, match="has started video_1: it can't have started video_2"):
        journal.settle("r1", NOON, "video_2")
    with pytest.raises(ValueError, match="doesn't have a request or task 'r2': call resume"):
        journal.settle("r2", NOON)
    (entry,) = journal.claim(NOON, BASE)
    assert (entry.task_id, entry.state) == ("video_1", "created")
