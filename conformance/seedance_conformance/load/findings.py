"""What the users of one process find: counted, and handed on in batches.

A batch is a list of entries that a message can carry: `["passed", rule, number]`, `["found", rule, verdict, note]`,
`["unreachable", note]`, `["ended", task]`, and of the ledger `["named", send, task, key, accepted]` and
`["released", send, why]`.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

BatchEntry = list[Any]

ANSWERED: Final = "RB-PARALLEL"
UNIQUE: Final = "CS-ID-UNIQUE"
ECHO: Final = "QR-ID-ECHO"
FORWARD: Final = "QR-STATUS-MONOTONE"
ENDS: Final = "RB-TASK-ENDS"
PLAYS: Final = "RB-RESULT-PLAYS"
FOREIGN: Final = "RB-FOREIGN-TASK"
RULES: Final = (UNIQUE, ECHO, FORWARD, ENDS, PLAYS, FOREIGN, ANSWERED)
"""The rules that a load run judges."""


class FindingSender:
    """Hands entries on by `send`: passes are counted; all else goes at once, in case the process is killed."""

    def __init__(self, send: Callable[[list[BatchEntry]], None]) -> None:
        self._send = send
        self._passes: Counter[str] = Counter()

    def passed(self, rule: str) -> None:
        """A rule was kept once more."""
        self._passes[rule] += 1

    def failed(self, rule: str, note: str) -> None:
        """A rule was broken."""
        self._send([["found", rule, "fail", note]])

    def unproven(self, rule: str, note: str) -> None:
        """An answer shows nothing about a rule."""
        self._send([["found", rule, "inconclusive", note]])

    def unreachable(self, note: str) -> None:
        """A connection failed; a breach if the target answers others."""
        self._send([["unreachable", note]])

    def ended(self, task: str) -> None:
        """A task has ended, or can't be followed any longer."""
        self._send([["ended", task]])

    def named(self, send: int, task: str, key: str, accepted: bool) -> None:
        """A create was answered with the id of a task."""
        self._send([["named", send, task, key, accepted]])

    def released(self, send: int, why: str) -> None:
        """A create certainly wasn't billed."""
        self._send([["released", send, why]])

    def flush(self) -> None:
        """Hand the counted passes on."""
        counted, self._passes = self._passes, Counter()
        if counted:
            self._send([["passed", rule, number] for rule, number in counted.items()])
