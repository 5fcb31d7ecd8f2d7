"""What is known of a task that is polled."""

from typing import Final

from attrs import define

from seedance_conformance.transport.answers.answer import Outcome, call_outcome, task_status
from seedance_conformance.transport.exchange import Exchange

_ENDED = ("completed", "failed")
UNDOCUMENTED: Final = 3
"""Refused polls until an id from an undocumented place is given up: it may not be a task, or be known only later."""
# Refused polls in a row until a task is given up that the target has shown before: it has forgotten the task.
_FORGOTTEN = 5
_PASSING = (401, 403)


@define
class PolledTask:
    """A task, and what its polls have shown."""

    key: str
    created: float
    pause: float
    refusals_left: int | None  # until the id is given up; None for an id in its documented place
    due: float = 0.0  # when it is polled next
    last: Exchange | None = None
    shown: bool = False  # an answer has told its status
    refusals: int = 0  # in a row, after such an answer
    ended: bool = False
    given_up: bool = False
    unknown: bool = False  # given up because the target doesn't know the id, which may not be that of a task

    @property
    def is_over(self) -> bool:
        """Whether it isn't polled any more."""
        return self.ended or self.given_up

    def note(self, answer: Exchange) -> None:
        """Count refusals: of an id that may not be one, and of a task that the target has shown and forgotten."""
        outcome = call_outcome(answer)
        self.last, self.ended = answer, shows_end(answer)
        if outcome is Outcome.REFUSED and self.refusals_left:
            self.refusals_left -= 1
            self.unknown = not self.refusals_left
        if outcome is Outcome.ACCEPTED:
            self.shown, self.refusals = True, 0
        elif outcome is Outcome.REFUSED and self.shown and answer.status not in _PASSING:
            self.refusals += 1
        self.given_up = self.given_up or self.unknown or self.refusals >= _FORGOTTEN


def shows_end(answer: Exchange) -> bool:
    """Whether an answer to a query shows that the task has ended."""
    return call_outcome(answer) is Outcome.ACCEPTED and task_status(answer) in _ENDED
