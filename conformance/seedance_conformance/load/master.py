"""The master's side of a load run: the log with its ledger, the budget, and the end of the run."""

import time
from collections.abc import Callable
from typing import Any, Final

from attrs import define, evolve, field

from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.load.findings import ANSWERED, RULES, LoadJudge
from seedance_conformance.load.mix import modes
from seedance_conformance.load.plan import LoadPlan
from seedance_conformance.report.events import rows
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.event_log import EventLog
from seedance_conformance.runner.outcome.exit_codes import ExitCode, exit_code_for
from seedance_conformance.transport.errors import BudgetSpent
from seedance_conformance.transport.spending.budget import Budget

FINISH_SECONDS: Final = 30.0
"""Seconds beyond the time limit of a task that a process may take to finish."""


@define
class Master:
    """Keeps the log of a run, whose modes have the weights in `mix`.

    `drained`: all processes were asked to finish; `spent`: for the budget; `refused`: why the target refuses the key.
    """

    settings: Settings
    log: EventLog
    judge: LoadJudge
    mix: dict[str, int] = field(factory=dict)
    spent: bool = False
    drained: bool = False
    refused: str | None = None
    finished: set[str] = field(factory=set)

    @classmethod
    def of(cls, plan: LoadPlan, settings: Settings, log: EventLog) -> "Master":
        """A master for a plan with its settings, and a new log."""
        catalogue = load_catalogue()
        budget = Budget(settings.budget, log.ledger, trust_refusals=not settings.remote)
        log.header(
            settings,
            evolve(catalogue, rules={name: catalogue.rules[name] for name in RULES}),
            profile="load",
            examples=0,
            fail_on=None,
            shard=None,
            selected=sorted(RULES),
            baseline=[],
            options=settings.options() | {"rules": sorted(RULES)},
            connection={},
        )
        mix = {mode.name: mode.weight for mode in modes(with_media=plan.media is not None)}
        return cls(settings, log, LoadJudge(budget, settings.second_key is not None), mix)

    def reserve(self, case: str, mark: str) -> int | None:
        """Reserve a unit of the budget for a create; its number, or None if the budget is used up."""
        try:
            return self.judge.budget.reserve(case, mark)
        except BudgetSpent:
            self.spent = True
            return None

    def finish(self, ask: Callable[[], None], processes: Callable[[], set[str]]) -> None:
        """Ask all processes to finish, and wait for those that still answer."""
        self.drained = True
        self.finished.clear()
        until = time.monotonic() + self.settings.task_timeout + FINISH_SECONDS
        ask()
        while processes() - self.finished and time.monotonic() < until:
            time.sleep(0.05)

    def close(self, operations: list[dict[str, Any]]) -> ExitCode:
        """Write Locust's numbers for each operation, the verdicts and the footer; return the exit code of the run."""
        requests = sum(operation["requests"] for operation in operations)
        self.log.write({"event": "load", "mix": self.mix, "requests": requests, "operations": operations})
        for event in self.judge.cases():
            self.log.write(event)
        code, reason = self._conclusion()
        stopped = "budget" if self.spent else None if self.drained else "interrupted"
        self.log.footer(int(code), stopped, reason)
        return code

    def _conclusion(self) -> tuple[ExitCode, str]:
        table = rows(self.log.events)
        if self.refused is not None:
            return ExitCode.USAGE, self.refused
        code = exit_code_for(
            {row.outcome for row in table},
            interrupted=not self.drained,
            budget_spent=self.spent,
            strict=self.settings.strict,
        )
        if code in (ExitCode.CONFORMS, ExitCode.BUDGET) and not any(row.verdict == "pass" for row in table):
            notes = next((row.note for row in table if row.id == ANSWERED), "")
            return ExitCode.TROUBLE, f"nothing was judged: {notes or 'no request was answered'}"
        return code, ""
