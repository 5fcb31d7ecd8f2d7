"""How a run ended: its exit code, who stopped it, and why rules have no verdict."""

from collections.abc import Sequence

from attrs import define, field

from seedance_conformance.report.events import Row
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.outcome.exit_codes import ExitCode, exit_code_for, nothing_judged


@define
class Ending:
    """Why a run ends before its last test, if it does."""

    interrupted: bool = False  # the user stopped it
    wrong_key: bool = False  # the target refuses the key, or asks for more
    budget_spent: bool = False  # the budget stopped it
    stopped: bool = False  # an error stopped it
    enough_red: bool = False  # enough rules are red for `--fail-fast` to stop it
    # errors that belong to no rule, in words; the one that stopped the run is the first
    troubles: list[str] = field(factory=list)

    @property
    def early(self) -> bool:
        """Whether tests may still run whose turn hasn't come."""
        return self.interrupted or self.enough_red

    @property
    def stopped_by(self) -> str | None:
        """What stopped the run, as the footer of the log has it."""
        if self.interrupted:
            return "interrupted"
        if self.stopped:
            return "trouble"
        if self.enough_red:
            return "fail-fast"
        return "budget" if self.budget_spent else None

    def skip_reason(self, known: str | None) -> str:
        """Why a selected rule has no verdict; `known` is the reason that the plan or the catalogue has."""
        if self.interrupted:
            return "interrupted before it was judged"
        if known:
            return known
        if self.enough_red:
            return "stopped by --fail-fast before it was judged"
        if self.budget_spent:
            return "budget"
        if self.troubles:
            return "the run was stopped: " + self.troubles[0]
        return "no test was run for it"

    def conclude(self, table: Sequence[Row], settings: Settings) -> tuple[ExitCode, str]:
        """The exit code, and the reason if the run was stopped by an error or judged nothing."""
        if self.wrong_key:
            return ExitCode.USAGE, self.troubles[0] if self.troubles else ""
        selected = [row for row in table if row.id in settings.rules]
        code = exit_code_for(
            {row.outcome for row in table},
            interrupted=self.interrupted,
            budget_spent=self.budget_spent,
            strict=settings.strict,
            unproven=settings.fail_on == "inconclusive" and any(is_unproven(row, settings) for row in selected),
        )
        if self.troubles:
            calm = code in (ExitCode.CONFORMS, ExitCode.BUDGET)
            return (ExitCode.TROUBLE if calm else code), self.troubles[0]
        nothing = nothing_judged(selected)
        # A shard without a case of the selected rules isn't a mistake: the other shards have the cases.
        if nothing is None or code is not ExitCode.CONFORMS or settings.shard is not None:
            return code, "" if nothing is None else nothing[1]
        return nothing


def is_unproven(row: Row, settings: Settings) -> bool:
    """Whether a rule whose breach fails the run gave no evidence."""
    return row.verdict == "inconclusive" and row.level == "MUST" and not (row.disputed and settings.records_disputed)
