"""What a test knows about the run, and where it leaves what it saw."""

from collections.abc import Callable
from typing import Any, Literal, Protocol

from attrs import define, field

from seedance_conformance.cases.case import Case
from seedance_conformance.suite.verdicts import Breach
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.polling import TaskPoller
from seedance_conformance.transport.target import Target


class Media(Protocol):
    """Supplies addresses of distinct, surely valid media, numbered from 1, and of other published files."""

    def image(self, number: int) -> str: ...  # noqa: D102
    def video(self, number: int) -> str: ...  # noqa: D102
    def audio(self, number: int) -> str: ...  # noqa: D102
    def url(self, name: str) -> str: ...  # noqa: D102


@define
class Notes:
    """What one test left besides its outcome.

    Attributes:
        observations: notes of an observing test, with the exchange that shows it.
        reports: breaches of other rules than the test's own.
        passes: rules, other than the test's own, that it found kept.
        doubts: rules, other than the test's own, for which the target gave no evidence, and why.
        results: facts of each result file that it downloaded, for the report.
        count: how many pieces of evidence the test's own verdict rests on.
        deferred: the verdict on the test's own rule comes when its task has ended.
        late: the refusal came late, as the end of a task.
    """

    observations: list[tuple[str, Exchange | None]] = field(factory=list)
    reports: list[tuple[str, Breach]] = field(factory=list)
    passes: list[tuple[str, bool]] = field(factory=list)
    doubts: list[tuple[str, str]] = field(factory=list)
    results: list[dict[str, Any]] = field(factory=list)
    count: int = 1
    deferred: bool = False


@define
class Context:
    """The run, as tests see it.

    Attributes:
        target: the server under judgement.
        poller: polls each accepted task to its end.
        media: addresses that the target can fetch.
        profile: `quick` or `full`.
        examples: how many random examples a property tries.
        seed: of all randomness.
        strict: whether SHOULD rules are judged.
        task_timeout: seconds that a task may take.
        pending: violations that were accepted and may still be refused late.
        promised: valid bodies that were accepted; their tasks must not fail.
        notes: of the running test.
        unreached: whether the target was seen to take no media and to ask for none.
        on_open: called with each case that is not settled before its task has ended, and the answer to its create.
    """

    target: Target
    poller: TaskPoller
    media: Media
    profile: Literal["quick", "full"] = "quick"
    examples: int = 20
    seed: int = 0
    strict: bool = False
    task_timeout: float = 60.0
    pending: list[tuple[Case, Exchange]] = field(factory=list)
    promised: list[tuple[Case, Exchange]] = field(factory=list)
    notes: Notes = field(factory=Notes)
    unreached: bool = False
    on_open: Callable[[Case, Exchange], None] | None = None

    @property
    def full(self) -> bool:
        """Whether the full profile runs."""
        return self.profile == "full"

    @property
    def remote(self) -> bool:
        """Whether the target is on another machine, where every accepted create may be billed."""
        return self.target.remote

    def observe(self, note: str, exchange: Exchange | None = None) -> None:
        """Record what the target did; the running test's rule becomes `observed`."""
        self.notes.observations.append((note, exchange))

    def evidence(self, count: int) -> None:
        """Say how many pieces of evidence the running test judged; 1 if it says nothing."""
        self.notes.count = count

    def report(self, rule: str, breach: Breach) -> None:
        """Record that another rule than the running test's own was broken."""
        self.notes.reports.append((rule, breach))

    def confirm(self, rule: str, *, late: bool = False) -> None:
        """Record that another rule than the running test's own was kept."""
        self.notes.passes.append((rule, late))

    def doubt(self, rule: str, reason: str) -> None:
        """Record that the target gave no evidence on another rule than the running test's own."""
        self.notes.doubts.append((rule, reason))

    def show_result(self, facts: dict[str, Any]) -> None:
        """Put the facts of a result file into the log."""
        self.notes.results.append(facts)

    def defer(self, case: Case, exchange: Exchange) -> None:
        """Leave the verdict on an accepted violation until its task has ended."""
        self.pending.append((case, exchange))
        self.notes.deferred = True
        self._tell(case, exchange)

    def promise(self, case: Case, exchange: Exchange) -> None:
        """Hold the target to an accepted valid body: its task must not fail."""
        self.promised.append((case, exchange))
        self._tell(case, exchange)

    def _tell(self, case: Case, exchange: Exchange) -> None:
        if self.on_open is not None:
            self.on_open(case, exchange)
