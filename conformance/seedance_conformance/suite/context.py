"""The context of a run: what a test knows about it, and where it records what it saw."""

from collections.abc import Callable
from typing import Any, Final, Literal

from attrs import Factory, define, evolve, field

from seedance_conformance.cases.case import Case
from seedance_conformance.cases.case import Media as Media
from seedance_conformance.suite.media.addresses import Addresses
from seedance_conformance.suite.run_state import RunState, State
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller

ALL_ANSWERS: Final = ("ER", "RB-NO", "RB-JSON")
"""The beginnings of the rules about any answer."""

QUERIES: Final = ("QR", "LC", "ER")
"""The beginnings of the rules about queries: a run of others asks only for the end of its tasks."""

QUERIED_AGAIN: Final = 40
"""How many ended tasks a run queries once more, at most."""

_FEW: Final = 3


@define
class Notes:
    """What one test recorded besides its outcome.

    Attributes:
        observations: notes of an observing test, with the exchange that shows it.
        reports: breaches that didn't end the test: of other rules, or disputed ones that are only recorded.
        passes: rules other than the test's own that it found kept, and whether by a late refusal.
        doubts: rules other than the test's own for which the target gave no evidence, and why.
        shared: numbers of the exchanges that it judged and that serve other tests, too.
        results: facts of each result file that it downloaded, for the report.
        count: how many pieces of evidence support the test's own verdict.
        deferred: the verdict on the test's own rule comes after its task has ended.
    """

    observations: list[tuple[str, Exchange | None]] = field(factory=list)
    reports: list[tuple[str, Breach]] = field(factory=list)
    passes: list[tuple[str, bool]] = field(factory=list)
    doubts: list[tuple[str, str]] = field(factory=list)
    shared: list[int] = field(factory=list)
    results: list[dict[str, Any]] = field(factory=list)
    count: int = 1
    deferred: bool = False


@define
class Context:
    """The run, as tests see it.

    Attributes:
        target: the server under test.
        poller: polls each accepted task until it ends.
        media: addresses that the target can fetch.
        addresses: the same, with a marker in place of each address that is missing.
        profile: `quick` or `full`.
        examples: how many random examples a property tries.
        seed: of everything random.
        concurrency: how many independent requests a test may send at the same time.
        whole: all rules are judged, so nothing has to be sent in place of the tests of other rules.
        selected: the rules of the run; empty for all.
        strict: whether SHOULD rules are judged.
        record_disputed: whether a breach of what is disputed is only recorded; None: on a remote target.
        task_timeout: seconds that a task may take.
        pending: violations that were accepted and may still be refused late.
        promised: valid bodies that were accepted; their tasks must not fail.
        notes: of the running test.
        state: what the tests share.
        on_open: called with each case that is settled only when its task has ended, and the answer to its create.
    """

    target: Target
    poller: TaskPoller
    media: Media
    addresses: Addresses = Factory(lambda self: Addresses(self.media), takes_self=True)
    profile: Literal["quick", "full"] = "quick"
    examples: int = 8
    seed: int = 0
    concurrency: int = 1
    whole: bool = False
    selected: frozenset[str] = frozenset()
    strict: bool = False
    record_disputed: bool | None = None
    task_timeout: float = 60.0
    pending: list[tuple[Case, Exchange]] = field(factory=list)
    promised: list[tuple[Case, Exchange]] = field(factory=list)
    notes: Notes = field(factory=Notes)
    state: RunState = field(factory=RunState, repr=False)
    on_open: Callable[[Case, Exchange], None] = lambda case, exchange: None

    def for_test(self) -> "Context":
        """The same run with separate notes, for a test that runs side by side with others."""
        return evolve(self, notes=Notes())

    def once(self, key: object, make: Callable[[], State]) -> State:
        """A value that all tests share; see `RunState.once`."""
        return self.state.once(key, make)

    def asks_about(self, *beginnings: str) -> bool:
        """Whether the run judges a rule whose id begins so."""
        return not self.selected or any(rule.startswith(beginnings) for rule in self.selected)

    @property
    def few(self) -> bool:
        """Whether the run judges so few rules that it should send little."""
        return 0 < len(self.selected) <= _FEW

    @property
    def full(self) -> bool:
        """Whether the full profile runs."""
        return self.profile == "full"

    @property
    def remote(self) -> bool:
        """Whether the target is on another machine, where every accepted create may be billed."""
        return self.target.remote

    @property
    def records_disputed(self) -> bool:
        """Whether a breach of what is disputed is only recorded."""
        return self.remote if self.record_disputed is None else self.record_disputed

    def observe(self, note: str, exchange: Exchange | None = None) -> None:
        """Record what the target did; the running test's rule becomes `observed`."""
        self.notes.observations.append((note, exchange))

    def evidence(self, count: int) -> None:
        """Set how many pieces of evidence the running test judged; 1 by default."""
        self.notes.count = count

    def report(self, rule: str, breach: Breach) -> None:
        """Record a breach that doesn't end the running test."""
        self.notes.reports.append((rule, breach))

    def settle(self, rule: str, breach: Breach) -> None:
        """End the running test by raising a breach; a disputed one that is only recorded doesn't end it."""
        if not (breach.disputed and self.records_disputed):
            raise breach
        self.report(rule, breach)

    def confirm(self, rule: str, *, late: bool = False) -> None:
        """Record that a rule other than the running test's own was kept."""
        self.notes.passes.append((rule, late))

    def doubt(self, rule: str, reason: str) -> None:
        """Record that the target gave no evidence for a rule other than the running test's own."""
        self.notes.doubts.append((rule, reason))

    def show_result(self, facts: dict[str, Any]) -> None:
        """Record the facts of a result file."""
        self.notes.results.append(facts)

    def defer(self, case: Case, exchange: Exchange) -> None:
        """Postpone the verdict on an accepted violation until its task has ended."""
        self.pending.append((case, exchange))
        self.notes.deferred = True
        self.on_open(case, exchange)

    def promise(self, case: Case, exchange: Exchange) -> None:
        """Record an accepted valid body: its task must not fail."""
        self.promised.append((case, exchange))
        self.on_open(case, exchange)
