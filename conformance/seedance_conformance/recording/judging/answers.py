"""Judge the answers of a recording by the suite's monitors, on the exchanges that hold what a rule needs."""

from collections.abc import Callable
from functools import cache, partial
from typing import Final, Protocol

from attrs import define, field

from seedance_conformance.media import RemoteMedia
from seedance_conformance.recording.reading.entry import Entry, Lack
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.suite.log.history import Answer, History, Task
from seedance_conformance.suite.log.lost_tasks import forgotten
from seedance_conformance.suite.log.monitors import MONITORS, Tolerated, run_monitor
from seedance_conformance.suite.log.observations import OBSERVATIONS, run_observation
from seedance_conformance.suite.robustness import test_monitors as robustness
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import is_login_failure
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller

CASE: Final = "recorded answers"

# By the beginning of a rule's id: the calls that can show it. The first that fits counts; other rules need any call.
_OPERATIONS: Final = {
    "CS-": "create",
    "QR-WRAP": "",
    "QR-": "query",
    "AS-DT-": "detail",
    "AS-DEL-": "delete",
    "AS-": "upload",
    "LC-": "query",
    "ER-AUTH-TRANSIENT": "query",
}
# These rest on the order of answers or on times.
_TIMED: Final = ("QR-STATUS-MONOTONE", "QR-TERMINAL-STABLE", "QR-URL-STABLE", "CS-CREATED", "AS-DT-", "AS-DEL-", "LC-")
# These compare an answer with the request of its task.
_NEEDS_REQUEST: Final = ("QR-ADUR-MATCH", "LC-TIME")
_TASK_FIELDS: Final = frozenset({"id", "object", "created", "model", "status"})

_KEPT_SECONDS: Final = 60.0  # how long a task can be queried after its end, at least; no page says how long
_NO_ENTRY: Final = (401, 402, 403)

_OF_ALL_CALLS: Final[dict[str, Callable[[Context], None]]] = {
    "RB-NO-5XX": robustness.test_no_request_is_answered_with_a_server_error,
    "RB-NO-HANG": robustness.test_every_request_is_answered,
    "RB-JSON-LABEL": robustness.test_json_answers_are_labelled,
}


class Verdicts(Protocol):
    """Takes the outcome of each rule: None without a breach, or what a test raises."""

    def record(self, rule_id: str, case: str, error: BaseException | None, notes: Notes) -> object: ...  # noqa: D102


@define
class Answers:
    """The answers of a recording, sorted for the monitors; those in `whole` are recorded with their bodies."""

    recording: Recording
    whole: list[Entry] = field(init=False)

    def __attrs_post_init__(self) -> None:
        cut = {entry.exchange.subject for entry in self.recording.entries if Lack.ANSWER in entry.lacks}
        self.whole = [
            entry
            for entry in self.recording.entries
            # A cut answer may be the success after which a refusal isn't the end of a task.
            if Lack.ANSWER not in entry.lacks
            and not (entry.exchange.subject in cut and (entry.exchange.status or 500) >= 400)
        ]

    def history(self, rule: str) -> History:
        """The exchanges that can be judged by a rule."""
        usable = [entry.exchange for entry in self.whole if entry.lacks.isdisjoint(_needed(rule))]
        history = History(usable, remote=self.recording.kind == "remote")
        if rule in MONITORS and not self.recording.by_suite:
            history.tasks += _earlier_tasks(history)
        return history

    def why_nothing(self, rule: str) -> str:
        """What the recording lacks, if it has calls that could show a rule; else an empty text."""
        operation = next((name for start, name in _OPERATIONS.items() if rule.startswith(start)), "")
        found = [entry for entry in self.recording.entries if operation in ("", entry.exchange.operation)]
        needed = [Lack.ANSWER, *_needed(rule)]
        lacking = [f"{count} without {lack}" for lack in needed if (count := sum(lack in one.lacks for one in found))]
        if lacking:
            return f"of {len(found)} recorded calls, {' and '.join(lacking)}"
        return "no recorded answer shows it" if found else ""


def _needed(rule: str) -> list[Lack]:
    """What must be recorded about an exchange beside its answer, so that it can be judged by a rule."""
    timed = [Lack.TIME] if rule.startswith(_TIMED) else []
    return timed + ([Lack.REQUEST] if rule in _NEEDS_REQUEST else [])


def judge_answers(answers: Answers, verdicts: Verdicts) -> None:
    """Record a verdict on each rule about answers; a rule without any call is left for the summary."""
    histories: dict[tuple[object, ...], History] = {}
    for rule in sorted({*MONITORS, *OBSERVATIONS}):
        if not answers.why_nothing(rule):
            continue
        kind = (*_needed(rule), rule in MONITORS)
        if kind not in histories:
            histories[kind] = answers.history(rule)
        notes = Notes()
        error = attempt(partial(_judge_rule, rule, histories[kind], notes), answers.why_nothing(rule))
        verdicts.record(rule, CASE, error, notes)
    _judge_all_calls(answers, verdicts)
    _judge_lost_tasks(answers, verdicts)


def _judge_rule(rule: str, history: History, notes: Notes) -> None:
    try:
        if rule in MONITORS:
            notes.count = run_monitor(rule, history)
        else:
            notes.observations.append((run_observation(rule, history), None))
    except Tolerated as departure:
        notes.observations.append((str(departure), None))


def attempt(judge: Callable[[], object], why_nothing: str) -> Exception | None:
    """Judge; returns a breach, or an error of the suite, which the recorder tells apart."""
    try:
        judge()
    except Inconclusive:
        return Inconclusive(why_nothing)
    except Exception as problem:
        return problem
    return None


def _judge_lost_tasks(answers: Answers, verdicts: Verdicts) -> None:
    """A task that is known, and a minute later no more, was forgotten before its end; else nothing is certain."""
    log = [
        entry.exchange
        for entry in answers.whole
        if Lack.TIME not in entry.lacks
        and entry.exchange.status not in _NO_ENTRY
        and not is_login_failure(entry.exchange)
    ]
    gone = forgotten(log, remote=answers.recording.kind == "remote", within=_KEPT_SECONDS)
    if gone is not None:
        verdicts.record("RB-TASK-ENDS", CASE, gone, Notes())


def _judge_all_calls(answers: Answers, verdicts: Verdicts) -> None:
    """Rules of robustness that any call shows. What a client has given up isn't the target's fault."""
    entries = answers.recording.entries
    logs = {
        "RB-NO-5XX": [entry.exchange for entry in entries if entry.exchange.status is not None],
        "RB-NO-HANG": [entry.exchange for entry in entries if entry.exchange.failure != "aborted"],
        "RB-JSON-LABEL": [entry.exchange for entry in answers.whole if entry.exchange.headers],
    }
    for rule, judge in _OF_ALL_CALLS.items():
        context = silent_context()
        context.target.log, context.notes = logs[rule], Notes()
        error = attempt(partial(judge, context), answers.why_nothing(rule) or "no recorded answer shows it")
        verdicts.record(rule, CASE, error, context.notes)


@cache
def silent_context() -> Context:
    """A context for tests that only read the log; its target sends nothing."""
    target = Target("http://127.0.0.1:9", "no key")
    poller = TaskPoller(target, interval=1.0, timeout=1.0, workers=0)
    return Context(target=target, poller=poller, media=RemoteMedia("http://127.0.0.1:9"))


def _earlier_tasks(history: History) -> list[Task]:
    """The tasks that were created before the recording began, each with its first answer in place of its create."""
    known = {task.id for task in history.tasks} | {str(answer.value("id")) for answer in history.named}
    asked: dict[tuple[str, str], list[Answer]] = {}
    for exchange in sorted(history.log, key=lambda one: one.sent):
        answer = _task_answer(exchange)
        if answer is not None and exchange.subject is not None and exchange.subject not in known:
            asked.setdefault((exchange.subject, exchange.key), []).append(answer)
    return [Task(subject, found[0], subject, tuple(found), tuple(found)) for (subject, _), found in asked.items()]


def _task_answer(exchange: Exchange) -> Answer | None:
    """A successful query that shows a task by several of its fields."""
    document = exchange.document
    if exchange.operation != "query" or exchange.status != 200 or document is None:
        return None
    inner = document.get("data")
    for fields, wrapper in ((document, None), (inner, "data")):
        if isinstance(fields, dict) and len(_TASK_FIELDS & fields.keys()) >= 3:
            return Answer(exchange, fields, wrapper)
    return None
