"""For random histories: a journal in a file and one in PostgreSQL answer alike, and have the same entries."""

import itertools
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from seedance_client import AnyJournal, Entry, Journal, NewRequest, PostgresJournal, SeedanceError
from seedance_client._sdk.create.limits import SpendingLimits
from seedance_client._sdk.journal.entry import body_hash
from tests.client.fleet.journals import database, postgres, query

__all__ = ["database", "postgres"]
DAY: Final = 86400.0
BASES: Final = ("https://a.example.com", "https://b.example.com")
PROMPTS: Final = ("1", "2", "3", "4")
LIMITS: Final = (
    None,
    SpendingLimits(max_tasks_per_day=1),
    SpendingLimits(max_tasks_per_day=2),
    SpendingLimits(max_cost_per_day=2, prices={"a": 0.05}),
)


def said(call: Callable[[], Any], journal: AnyJournal) -> tuple[str, Any]:
    """What a call returns or raises, without the journal's name."""
    try:
        return "returned", call()
    except (SeedanceError, ValueError) as error:
        text = str(error).replace(journal.name, "JOURNAL")
        return type(error).__name__, (text, getattr(error, "task_id", None), getattr(error, "request_id", None))


def shown(entry: Entry) -> tuple[Any, ...]:
    """All of an entry."""
    head = (entry.request_id, entry.state, entry.body_hash, entry.sent_at, entry.changed_at, entry.task_id)
    return (*head, entry.body, entry.base_url, entry.label, entry.metadata, entry.cost)


class Histories(RuleBasedStateMachine):
    """The same calls on both journals."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.both: tuple[AnyJournal, AnyJournal] = (
            Journal(Path(self.folder.name) / "tasks.jsonl", window=1000),
            PostgresJournal(self.url, window=1000, heartbeat=False),
        )
        self.now = 20_000 * DAY + 1000
        self.numbers = itertools.count(1)
        self.in_flight: list[str] = []
        self.names = ["nobody"]

    def teardown(self) -> None:
        """Leave an empty database."""
        for journal in self.both:
            journal.close()
        query(self.url, "drop table if exists seedance_request, seedance_spending, seedance_schema")
        self.folder.cleanup()

    def alike(self, call: Callable[[AnyJournal], Any]) -> str:
        """Call both, and compare; returns the kind of the outcome."""
        in_file, in_database = (said(partial(call, journal), journal) for journal in self.both)
        assert in_file == in_database
        return in_file[0]

    @rule(
        prompt=st.sampled_from(PROMPTS),
        base_url=st.sampled_from(BASES),
        again=st.booleans(),
        cost=st.sampled_from([None, 0.5, 1.25]),
        limits=st.sampled_from(LIMITS),
        label=st.sampled_from([None, "fox"]),
        outcome=st.sampled_from(["lost", "refused", "created"]),
    )
    def create(self, prompt: str, outcome: str, **given: Any) -> None:
        """A request is sent; its outcome may come much later."""
        self.begin(prompt, **given)
        if outcome != "lost" and self.in_flight:
            self.note(outcome, 0, same=False)

    def begin(self, prompt: str, again: bool, limits: SpendingLimits | None = None, **given: Any) -> None:
        """A request is about to be sent."""
        name = f"r{next(self.numbers)}"
        request = NewRequest(name, {"prompt": prompt}, **given)
        if self.alike(lambda journal: journal.begin(request, self.now, again=again, limits=limits)) == "returned":
            self.in_flight.append(name)
            self.names.append(name)

    @rule(state=st.sampled_from(["created", "refused", "unknown"]), number=st.integers(0, 9), same=st.booleans())
    def note(self, state: str, number: int, same: bool) -> None:
        """Its outcome is known; two requests may even have the same task."""
        if self.in_flight:
            name = self.in_flight.pop(number % len(self.in_flight))
            task = None if state != "created" and number % 2 else "video_1" if same else f"video_{name}"
            task = None if state == "refused" else task
            self.names.append(task or name)
            self.alike(lambda journal: journal.note(name, state, self.now, task))

    @rule(number=st.integers(0, 50), state=st.sampled_from(["completed", "failed", "downloaded"]))
    def note_task(self, number: int, state: str) -> None:
        """A task goes on."""
        name = self.names[number % len(self.names)]
        self.alike(lambda journal: journal.note_task(name, state, self.now))

    @rule(number=st.integers(0, 50), found=st.booleans())
    def settle(self, number: int, found: bool) -> None:
        """A user closes a request or a task, or gives a request its task."""
        name = self.names[number % len(self.names)]
        self.alike(lambda journal: journal.settle(name, self.now, "video_found" if found else None))

    @rule(prompt=st.sampled_from(PROMPTS), base_url=st.sampled_from(BASES))
    def refuse_duplicate(self, prompt: str, base_url: str) -> None:
        """A look at whether a body may be sent."""
        digest = body_hash({"prompt": prompt})
        self.alike(lambda journal: journal.refuse_duplicate(digest, self.now, base_url))

    @rule(older_than=st.sampled_from([0.0, 2000.0, DAY]))
    def compact(self, older_than: float) -> None:
        """Old requests are removed."""
        self.alike(lambda journal: journal.compact(self.now, older_than))

    @rule(seconds=st.sampled_from([1.0, 500.0, 1001.0, DAY + 1]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    @rule(base_url=st.sampled_from([*BASES, None]))
    def claim(self, base_url: str | None) -> None:
        """The only process gets all open requests. Only the database leaves out what it is sending."""

        def not_sending(journal: AnyJournal) -> list[Any]:
            entries = journal.claim(self.now, base_url)
            return [shown(entry) for entry in entries if entry.state != "sending"]

        self.alike(not_sending)

    @invariant()
    def has_the_same_entries(self) -> None:
        """Both have the same open requests."""
        self.alike(lambda journal: [shown(entry) for entry in journal.open_entries(self.now)])


def test_both_journals_behave_the_same(database: str) -> None:
    """Whatever happens, the same calls give the same results, errors and open requests in both."""
    Histories.url = database
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    given = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Histories, settings=given)
