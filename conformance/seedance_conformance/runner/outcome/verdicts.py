"""Turn the outcome of a test into case events, one for each rule that it has a verdict on; collect the red rules."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import asdict

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.report.events import Event
from seedance_conformance.report.facts.baseline import PROTECTS, baseline_status
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.runner.outcome.counterexamples import Counterexamples
from seedance_conformance.runner.outcome.diagnosis import Diagnosis, diagnose
from seedance_conformance.suite.context import Notes
from seedance_conformance.suite.disputes import dispute_of
from seedance_conformance.suite.server_errors import without_proof
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import BudgetSpent, NoEvidence, OutcomeUnknown, RateLimited
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_event


class VerdictRecorder:
    """Writes case events.

    A breach is recorded as `observed` if it or its rule is disputed and the run records disputes, or if its rule is a
    SHOULD and the run isn't strict. Its event says so by a field `recorded`, with the reason: `disputed`, or the level.
    `on_red` is called with the event of each breach that fails the run.
    """

    def __init__(
        self,
        log: EventLog,
        catalogue: Catalogue,
        settings: Settings,
        exchanges: Sequence[Exchange] = (),
        on_red: Callable[[Event], None] = lambda event: None,
    ) -> None:
        self._log = log
        self._on_red = on_red
        self._counterexamples = Counterexamples(exchanges, settings, log.events)
        self._rules = catalogue.rules
        self._settings = settings
        self.failed: set[str] = set()
        self.touched: set[str] = set()

    def fails_the_run(self, rule_id: str) -> bool:
        """Whether a breach of the rule fails this run."""
        rule = self._rules[rule_id]
        if rule.level == "OBSERVE" or (rule.level == "SHOULD" and not self._settings.strict):
            return False
        return not (rule.disputed and self._settings.records_disputed)

    def diagnose(self, error: BaseException) -> Diagnosis:
        """Describe an error of the suite, without the keys of the run."""
        return diagnose(error, self._settings.secrets)

    def record(self, rule_id: str | None, case: str, error: BaseException | None, notes: Notes) -> str:
        """Record the end of a test and its notes; return the verdict on the test's own rule."""
        verdict = self._own_rule(rule_id, case, error, notes) if rule_id else ""
        for number in sorted({*notes.shared}):
            self._log.write({"event": "shared", "case": case, "exchange": number})
        for rule, breach in notes.reports:
            self._breach(rule, case, breach)
        for rule, late in notes.passes:
            self._write(rule, case, "pass", late=late)
        for rule, reason in notes.doubts:
            self._write(rule, case, "inconclusive", note=reason)
        for facts in notes.results:
            self._log.write({"event": "result", "case": case, **facts})
        return verdict

    def skip(self, rule_id: str, reason: str) -> None:
        """Record that a rule wasn't judged, and why."""
        self._write(rule_id, "", "skipped", note=reason, count=0)

    def error(self, rule_id: str, case: str, fault: Diagnosis) -> None:
        """Record an error of the suite."""
        self._write(rule_id, case, "error", note=fault.note, fault=fault)

    def _own_rule(self, rule_id: str, case: str, error: BaseException | None, notes: Notes) -> str:
        match error:
            case None if notes.observations:
                for note, exchange in notes.observations:
                    self._write(rule_id, case, "observed", note=note, exchange=exchange)
                return "observed"
            case None if notes.deferred:
                return "deferred"
            case None:
                recorded = sum(rule == rule_id for rule, _ in notes.reports)
                if recorded >= notes.count > 0:
                    return "observed"
                return self._write(rule_id, case, "pass", count=max(notes.count - recorded, 0))
            case Breach():
                return self._breach(rule_id, case, error)
            case Inconclusive() | RateLimited() | NoEvidence():
                return self._write(rule_id, case, "inconclusive", note=str(error))
            case Skipped() | OutcomeUnknown() | pytest.skip.Exception():
                return self._write(rule_id, case, "skipped", note=str(error), count=0)
            case BudgetSpent():
                return self._write(rule_id, case, "skipped", note="budget", count=0)
            case _:
                self.error(rule_id, case, self.diagnose(error))
                return "error"

    def _breach(self, rule_id: str, case: str, breach: Breach) -> str:
        doubt = without_proof(rule_id, breach)
        if doubt:
            return self._write(rule_id, case, "inconclusive", note=doubt, exchange=breach.exchange)
        disputed = breach.disputed or self._rules[rule_id].disputed
        if not self.fails_the_run(rule_id) or (disputed and self._settings.records_disputed):
            why = "disputed" if disputed else self._rules[rule_id].level
            note = f"recorded, not judged: {breach}"
            return self._write(rule_id, case, "observed", note=note, exchange=breach.exchange, recorded=why)
        self.failed |= {rule_id} & self._settings.rules
        dispute = dispute_of(rule_id) if disputed else None
        note = f"{dispute.words}; the target: {breach.observed}" if dispute else breach.observed
        return self._write(rule_id, case, "fail", note=note, breach=breach)

    def _write(
        self,
        rule_id: str,
        case: str,
        verdict: str,
        *,
        note: str = "",
        count: int = 1,
        late: bool = False,
        breach: Breach | None = None,
        exchange: Exchange | None = None,
        fault: Diagnosis | None = None,
        recorded: str = "",
    ) -> str:
        self.touched.add(rule_id)
        event: dict[str, Any] = {"event": "case", "rule": rule_id, "case": case, "verdict": verdict, "late": late}
        if rule_id not in self._settings.rules:  # a test may have verdicts on rules that aren't selected
            self._log.write(event | {"verdict": "skipped", "note": "not selected", "count": 0})
            return "skipped"
        event |= {"note": " ".join(note.split()), "count": count}
        exchange = breach.exchange if breach is not None else exchange
        if exchange is not None:
            event["exchange"] = exchange.number
        if recorded:
            event["recorded"] = recorded
        if breach is not None:
            event["counterexample"] = self._counterexamples.show(rule_id, breach)
            event |= {"forbidden": True} if breach.is_forbidden else {}
        if fault is not None:
            event |= {"where": fault.where, "traceback": fault.traceback}
        self._log.write(event)
        if verdict == "fail":
            self._on_red(redact_event(event))  # it is printed, so it is as free of signatures as the log
        return verdict


class Reds:
    """Collects red rules that the baseline doesn't excuse, and tells the first breach of each."""

    def __init__(self, settings: Settings, tell: Callable[..., object]) -> None:
        today = datetime.now(UTC).isoformat()
        states = {
            entry.rule: baseline_status(asdict(entry), "fail", today, whole=True).state for entry in settings.baseline
        }
        self._excused = {rule for rule, state in states.items() if state == PROTECTS}
        self._most = settings.fail_fast
        self._tell = tell
        self.rules: dict[str, Event] = {}

    def add(self, event: Event) -> None:
        """Take a `case` event with the verdict `fail`."""
        rule = event["rule"]
        if rule not in self._excused and rule not in self.rules:
            self.rules[rule] = event
            self._tell(event=event)

    @property
    def enough(self) -> bool:
        """Whether `--fail-fast` stops the run."""
        return self._most is not None and len(self.rules) >= self._most

    @property
    def summary(self) -> str:
        """Why the run was stopped."""
        return f"stopped by --fail-fast={self._most}: {', '.join(self.rules)}"
