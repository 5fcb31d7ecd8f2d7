"""The red rules of a run, as they become known: who is told, and when `--fail-fast` stops the run."""

from collections.abc import Callable
from datetime import UTC, datetime

from attrs import asdict

from seedance_conformance.report.events import Event
from seedance_conformance.report.facts.baseline import PROTECTS, baseline_status
from seedance_conformance.runner.configuration.settings import Settings


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
