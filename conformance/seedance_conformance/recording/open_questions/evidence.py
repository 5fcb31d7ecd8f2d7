"""What a recording shows about open questions, in the kit's own words: nothing of the traffic is copied.

Each function gets the history of a recording and yields words with the exchange that shows them. A word is built from
constants of this module, status codes and names that it knows; what it doesn't know is called `another ...`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit

from seedance_conformance.recording.judging.answers import Answers
from seedance_conformance.recording.judging.requests import Requests
from seedance_conformance.recording.open_questions.evidence_file import Sighting
from seedance_conformance.recording.reading.entry import Lack, made_id, outcome_of
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.recording.summary import summary
from seedance_conformance.report.events import Row
from seedance_conformance.suite.log.history import Answer, History, Task
from seedance_conformance.suite.log.values import json_type
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, is_login_failure
from seedance_conformance.transport.exchange import Exchange

T = TypeVar("T", Task, Answer, Exchange)
Words = Iterator[tuple[str, Exchange]]

_STATUSES: Final = ("queued", "processing", "completed", "failed")
_GROUP: Final = ("video_url", "actualDuration", "totalTokens", "error")
_CREATED: Final = ("id", "object", "created", "model", "status", "error")
_MODELS: Final = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
# Names that services use; a name that isn't here may be anything, so it isn't copied.
_KNOWN_NAMES: Final = frozenset(
    (
        *("amount", "code", "cost", "data", "detail", "duration", "error", "expires_at", "finished_at", "fps", "id"),
        *("last_frame_url", "message", "model", "msg", "object", "param", "price", "problems", "progress", "ratio"),
        *("request_id", "resolution", "result", "result_url", "seconds", "size", "started_at", "status", "success"),
        *("task_id", "timestamp", "trace_id", "type", "updated", "usage", "video_url"),
    )
)
_KNOWN_STATES: Final = frozenset(
    ("cancelled", "canceled", "done", "error", "expired", "in_progress", "pending", "running", "submitted", "success")
) | {"succeeded", "timeout", "waiting"}
_MINUTES: Final = (1, 2, 3, 5, 10, 20, 60, 24 * 60)


def sightings(recording: Recording, requests: Requests, rows: Iterable[Row]) -> list[Sighting]:
    """What a judged recording shows, sorted by rule."""
    history = Answers(recording).history("")
    found: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
    shown = [(rule, function(history)) for rule, function in _FUNCTIONS.items()]
    for rule, words in (*shown, *((rule, evidence.seen) for rule, evidence in requests.evidence.items())):
        for word, exchange in words:
            found[rule, word].append(exchange)
    untimed = {entry.exchange.number for entry in recording.entries if Lack.TIME in entry.lacks}
    host = urlsplit(recording.base_url).hostname or ""
    seen = [_sighting(rule, word, exchanges, untimed, host) for (rule, word), exchanges in found.items()]
    whole = summary(recording, requests)
    first, last = (time[:10] if isinstance(time, str) else None for time in (whole["first"], whole["last"]))
    judged = {"pass": "kept", "fail": "broken"}
    seen += [
        Sighting(row.id, judged[row.verdict], row.cases, first, last, host) for row in rows if row.verdict in judged
    ]
    return sorted(seen, key=lambda one: (one.rule, one.seen))


def _sighting(rule: str, word: str, exchanges: list[Exchange], untimed: set[int], host: str) -> Sighting:
    timed = [one.sent for one in exchanges if one.number not in untimed]
    days = [datetime.fromtimestamp(seconds, UTC).date().isoformat() for seconds in sorted(timed)]
    return Sighting(rule, word, len(exchanges), days[0] if days else None, days[-1] if days else None, host)


def _name(name: str) -> str:
    return name if name in _KNOWN_NAMES else "another member"


def _each(items: Iterable[T], words: Callable[[T], str | Iterable[str] | None]) -> Words:
    """The words about each item, with its exchange; of a task its last answer."""
    for item in items:
        found = words(item)
        yield from ((word, _exchange(item)) for word in ([found] if isinstance(found, str) else found or ()))


def _exchange(item: Task | Answer | Exchange) -> Exchange:
    answer = item.own[-1] if isinstance(item, Task) else item
    return answer.exchange if isinstance(answer, Answer) else answer


def _extra(documented: Iterable[str]) -> Callable[[Answer], Iterable[str]]:
    known = frozenset(documented)
    return lambda answer: {_name(name) for name in answer.fields if name not in known} or {"no further member"}


def _refused_creates(history: History) -> list[Exchange]:
    creates = [one for one in history.log if one.operation == "create" and one.key not in ("none", "other")]
    return [one for one in creates if outcome_of(one) is Outcome.REFUSED and one.status != 429]


def _shape(exchange: Exchange) -> str:
    if exchange.document is None:
        return "no object"
    parts = set()
    for name, value in exchange.document.items():
        inner = f": {{{', '.join(sorted({_name(one) for one in value}))}}}" if isinstance(value, dict) else ""
        parts.add(_name(name) + inner)
    return "{" + ", ".join(sorted(parts)) + "}"


def _task_id_form(answer: Answer) -> str:
    known = re.fullmatch(r"video_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made_id(answer.exchange) or "")
    return "video_ and a UUID" if known else "another form"


def _asset_id_form(answer: Answer) -> str:
    known = re.fullmatch(r"asset-\d{14}-\w+", made_id(answer.exchange) or "")
    return "asset-, 14 digits and a random part" if known else "another form"


def _other_states(answer: Answer) -> str:
    word = answer.status
    if word in _STATUSES:
        return "a documented word"
    known = isinstance(word, str) and word.lower() in (*_KNOWN_STATES, *_STATUSES)
    return str(word) if known else "another word"


def _null_or_absent(answer: Answer) -> Iterator[str]:
    for name in _GROUP if answer.status in _STATUSES else ():
        if answer.value(name) is None:
            yield f"{name} {'null' if name in answer.fields else 'absent'} when {answer.status}"


def _wrapper(answer: Answer) -> str:
    place = "at top level" if answer.wrapper is None else "in data" if answer.wrapper == "data" else "in another member"
    return f"{answer.exchange.operation} {place}"


def _skipped(task: Task) -> str | None:
    states = {answer.status for answer in task.own}
    if "queued" not in states or not states & {"completed", "failed"}:
        return None
    return "seen processing" if "processing" in states else "never seen processing"


def _addresses(task: Task) -> str | None:
    found = [str(answer.value("video_url")) for answer in task.own if answer.status == "completed"]
    return None if len(found) < 2 else "the same in each answer" if len(set(found)) == 1 else "changed"


def _duration(history: History) -> Words:
    for task in history.tasks:
        end = next((one for one in task.own if one.status in ("completed", "failed")), None)
        model = task.create.value("model")
        if end is not None and model in _MODELS and task.create.exchange.operation == "create":
            minutes = (end.received - task.create.exchange.sent) / 60
            most = next((limit for limit in _MINUTES if minutes <= limit), None)
            yield f"{model}: {f'at most {most} min' if most else 'longer than a day'}", end.exchange


def _bad_keys(status: int) -> Callable[[Exchange], str | None]:
    def words(exchange: Exchange) -> str | None:
        bad = exchange.key in ("none", "other") and call_outcome(exchange) is Outcome.REFUSED
        if not bad or exchange.operation == "other":
            return None
        return f"HTTP {exchange.status}" if exchange.status == status else "another status"

    return words


def _transient(exchange: Exchange) -> str | None:
    if (exchange.operation, exchange.key, exchange.status) != ("query", "first", 401):
        return None
    return "401 to a key that works" if is_login_failure(exchange) else "401"


def _sync_async(history: History) -> Words:
    yield from _each(_refused_creates(history), lambda one: "refused at create")
    failed = [task for task in history.tasks if task.own and task.own[-1].status == "failed"]
    yield from _each(failed, lambda task: "accepted, and failed later")


def _limited(exchange: Exchange) -> str | None:
    wait = exchange.headers.get("retry-after")
    if exchange.status != 429 and (exchange.status != 503 or wait is None):
        return None
    form = "absent" if wait is None else "in seconds" if wait.isdigit() else "in another form"
    return f"HTTP {exchange.status}, Retry-After {form}"


def _first_deletions(history: History) -> list[Exchange]:
    return [exchange for asset in history.assets for exchange in asset.deletions[:1]]


def _codes(history: History) -> Words:
    found = [answer.exchange for answer in (*history.uploads, *history.details)] + _first_deletions(history)
    return _each(found, lambda one: f"{one.operation} {json_type((one.document or {}).get('code'))}")


def _deletion_text(exchange: Exchange) -> str:
    text = (exchange.document or {}).get("msg")
    return "null" if text is None else "success" if text == "success" else "another text"


def _type_of(name: str) -> Callable[[Answer], str | None]:
    return lambda answer: None if answer.value(name) is None else json_type(answer.value(name))


_FUNCTIONS: Final[Mapping[str, Callable[[History], Words]]] = {
    "CS-ID-FORMAT": lambda history: _each(history.named, _task_id_form),
    "CS-HTTP": lambda history: _each(history.named, lambda one: f"HTTP {one.exchange.status}"),
    "CS-EXTRA": lambda history: _each(history.creates, _extra(_CREATED)),
    "CS-FAILED-200": lambda history: _each(_refused_creates(history), lambda one: f"refused by HTTP {one.status}"),
    "QR-STATUS-EXTRA": lambda history: _each(history.queries, _other_states),
    "QR-ADUR-STRING": lambda history: _each(history.queries, _type_of("actualDuration")),
    "QR-TOK-STRING": lambda history: _each(history.queries, _type_of("totalTokens")),
    "QR-ERR-OBJECT": lambda history: _each(history.queries, _type_of("error")),
    "QR-NULL-OR-ABSENT": lambda history: _each(history.queries, _null_or_absent),
    "QR-SKIP-STATES": lambda history: _each(history.tasks, _skipped),
    "QR-WRAP": lambda history: _each((*history.creates, *history.queries), _wrapper),
    "QR-URL-STABLE": lambda history: _each(history.tasks, _addresses),
    "QR-EXTRA": lambda history: _each(history.queries, _extra((*_CREATED, *_GROUP))),
    "LC-TIME": _duration,
    "AS-ID-FORMAT": lambda history: _each(history.uploads, _asset_id_form),
    "AS-CODE-TYPE": _codes,
    "AS-DEL-MSG": lambda history: _each(_first_deletions(history), _deletion_text),
    "ER-ENVELOPE": lambda history: _each(_refused_creates(history), _shape),
    "ER-STATUS": lambda history: _each(_refused_creates(history), lambda one: f"HTTP {one.status}"),
    "ER-AUTH-200": lambda history: _each(history.log, _bad_keys(200)),
    "ER-AUTH-401": lambda history: _each(history.log, _bad_keys(401)),
    "ER-AUTH-TRANSIENT": lambda history: _each(history.log, _transient),
    "ER-SYNC-ASYNC": _sync_async,
    "ER-429": lambda history: _each(history.log, _limited),
}
