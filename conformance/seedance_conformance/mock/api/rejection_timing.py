"""When a broken rule is reported: at once, or by a task that fails later. Both are correct (question 21)."""

from seedance_conformance.mock.problems import Problem
from seedance_conformance.mock.settings import Settings

# --reject-late reports these rules by a failed task: they are about media, assets and addresses.
_LATE_FAMILIES = ("MD-", "AS-USE-", "CR-URL-", "RB-UNFETCHABLE")


class RejectionTiming:
    """Decides which problems refuse a create at once and which let its task fail, by an option and two choices."""

    def __init__(self, settings: Settings) -> None:
        late = list(_LATE_FAMILIES if settings.reject_late else ())
        if settings.choices["asset-use"] == "late":
            late.append("AS-USE-")
        if settings.choices["unfetchable"] == "late":
            late.append("RB-UNFETCHABLE")
        self._late = tuple(late)

    def split(self, problems: list[Problem]) -> tuple[list[Problem], list[Problem]]:
        """The problems to refuse at once, and those that let the task fail later."""
        late = [problem for problem in problems if problem.rule.startswith(self._late)]
        return [problem for problem in problems if problem not in late], late
