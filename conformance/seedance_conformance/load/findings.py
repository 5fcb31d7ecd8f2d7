"""What the users of one process find, counted and handed on in batches, and the verdicts on all of it.

A batch is a list of entries that a message can carry: `["passed", rule, number]`, `["found", rule, verdict, note]`,
`["unreachable", note]`, `["ended", task]`, and of the ledger `["named", send, task, key, accepted]` and
`["released", send, why]`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

from attrs import define, field

from seedance_conformance.transport.spending.budget import Budget

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


_MOST_NOTES: Final = 20
_MOST_NAMED: Final = 5


@define
class LoadJudge:
    """Collects the entries of all processes; `budget` is the ledger of the whole run."""

    budget: Budget
    two_keys: bool
    _tasks: set[str] = field(factory=set)
    _open: set[str] = field(factory=set)
    _passes: Counter[str] = field(factory=Counter)
    _notes: defaultdict[tuple[str, str], list[str]] = field(factory=lambda: defaultdict(list))
    _numbers: Counter[tuple[str, str]] = field(factory=Counter)

    def take(self, entries: Iterable[BatchEntry]) -> None:
        """Take a batch of a process."""
        for entry in entries:
            match entry:
                case ["passed", rule, number]:
                    self._passes[rule] += number
                case ["found", rule, verdict, note]:
                    self._found(rule, verdict, note)
                case ["unreachable", note]:
                    self._found(ANSWERED, "unreachable", note)
                case ["ended", task]:
                    self._open.discard(task)
                case ["named", *values]:
                    self._named(*values)
                case ["released", send, why]:
                    self.budget.release(send, why)

    def _found(self, rule: str, verdict: str, note: str) -> None:
        self._numbers[rule, verdict] += 1
        notes = self._notes[rule, verdict]
        if len(notes) < _MOST_NOTES and note not in notes:
            notes.append(note)

    def _named(self, send: int, task: str, key: str, accepted: bool) -> None:
        self.budget.name(send, task, key, accepted=accepted)
        if task in self._tasks:
            self._found(UNIQUE, "fail", f"two creates were answered with the id {task}")
        else:
            self._passes[UNIQUE] += 1
        self._tasks.add(task)
        self._open.add(task)

    @property
    def open_tasks(self) -> list[str]:
        """The ids of tasks that were accepted and aren't known to have ended."""
        return sorted(self._open)

    def cases(self) -> list[dict[str, Any]]:
        """The verdicts, as `case` events of the log."""
        if self._open:
            more = f" and {len(self._open) - _MOST_NAMED} more" if len(self._open) > _MOST_NAMED else ""
            named = ", ".join(self.open_tasks[:_MOST_NAMED])
            self._found(ENDS, "inconclusive", f"the run stopped before the end of {named}{more}")
        away = (ANSWERED, "unreachable")
        for note in self._notes.pop(away, ()):  # in a server that answers others it is a breach, else there isn't one
            self._found(ANSWERED, "fail" if self._passes[ANSWERED] else "inconclusive", note)
        events = [_case(name, "pass", "", self._passes[name]) for name in RULES if self._passes[name]]
        for (rule, verdict), notes in self._notes.items():
            again = max(0, self._numbers[rule, verdict] - len(notes))  # the same notes again, or too many
            events += [_case(rule, verdict, note, 1 if place else 1 + again) for place, note in enumerate(notes)]
        seen = {event["rule"] for event in events}
        why_not = dict.fromkeys(RULES, "no answer showed it")
        if not self.two_keys:
            why_not[FOREIGN] = "no second key: SEEDANCE_API_KEY_2 isn't set"
        return events + [_case(rule, "skipped", why_not[rule], 0) for rule in RULES if rule not in seen]


def _case(rule: str, verdict: str, note: str, count: int) -> dict[str, Any]:
    judged = {"verdict": verdict, "late": False, "note": note, "count": count}
    return {"event": "case", "rule": rule, "case": "load", **judged}
