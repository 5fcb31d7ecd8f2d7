"""What a recording shows about open questions, in the kit's own words: nothing of the traffic is copied.

Each function gets the history of a recording and yields words with the exchange that shows them. A word is built from
constants of this module, status codes and names that it knows; what it doesn't know is called `another ...`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from seedance_conformance.recording.judging.answers import Answers
from seedance_conformance.recording.judging.requests import Requests
from seedance_conformance.recording.open_questions.evidence_file import Sighting
from seedance_conformance.recording.reading.entry import Lack
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.recording.summary import summary
from seedance_conformance.report.events import Row
from seedance_conformance.suite.log.history import Answer, History, Task
from seedance_conformance.suite.log.values import json_type
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    is_login_failure,
    task_id,
)
from seedance_conformance.transport.exchange import Exchange

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
    for rule, function in _FUNCTIONS.items():
        for word, exchange in function(history):
            found[rule, word].append(exchange)
    for rule, evidence in requests.evidence.items():
        for word, exchange in evidence.seen:
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
    timed = sorted(one.sent for one in exchanges if one.number not in untimed)
    first, last = (_day(timed[0]), _day(timed[-1])) if timed else (None, None)
    return Sighting(rule, word, len(exchanges), first, last, host)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _name(name: str) -> str:
    return name if name in _KNOWN_NAMES else "another member"


def _each(answers: Iterable[Answer], word: Callable[[Answer], str | None]) -> Words:
    for answer in answers:
        text = word(answer)
        if text is not None:
            yield text, answer.exchange


def _extra(answers: Iterable[Answer], documented: Iterable[str]) -> Words:
    known = set(documented)
    for answer in answers:
        names = {_name(name) for name in answer.fields if name not in known} or {"no further member"}
        yield from ((name, answer.exchange) for name in names)


def _refused_creates(history: History) -> list[Exchange]:
    creates = [one for one in history.log if one.operation == "create" and one.key not in ("none", "other")]
    return [one for one in creates if create_outcome(one) is Outcome.REFUSED and one.status != 429]


def _shape(exchange: Exchange) -> str:
    document = exchange.document
    if document is None:
        return "no object"
    parts = []
    for name, value in document.items():
        inner = sorted({_name(one) for one in value}) if isinstance(value, dict) else None
        parts.append(_name(name) if inner is None else f"{_name(name)}: {{{', '.join(inner)}}}")
    return "{" + ", ".join(sorted(set(parts))) + "}"


def _task_id_form(history: History) -> Words:
    for answer in history.named:
        name = task_id(answer.exchange) or ""
        known = re.fullmatch(r"video_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name)
        yield "video_ and a UUID" if known else "another form", answer.exchange


def _asset_id_form(history: History) -> Words:
    for answer in history.uploads:
        known = re.fullmatch(r"asset-\d{14}-\w+", asset_id(answer.exchange) or "")
        yield "asset-, 14 digits and a random part" if known else "another form", answer.exchange


def _other_states(history: History) -> Words:
    for answer in history.queries:
        word = answer.status
        if word in _STATUSES:
            yield "a documented word", answer.exchange
        else:
            known = isinstance(word, str) and word.lower() in (*_KNOWN_STATES, *_STATUSES)
            yield str(word) if known else "another word", answer.exchange


def _null_or_absent(history: History) -> Words:
    for answer in history.queries:
        for name in _GROUP if answer.status in _STATUSES else ():
            if answer.value(name) is None:
                form = "null" if name in answer.fields else "absent"
                yield f"{name} {form} when {answer.status}", answer.exchange


def _wrapper(answer: Answer) -> str:
    place = "at top level" if answer.wrapper is None else "in data" if answer.wrapper == "data" else "in another member"
    return f"{answer.exchange.operation} {place}"


def _states(task: Task) -> set[object]:
    return {answer.status for answer in task.own}


def _skipped(history: History) -> Words:
    for task in history.tasks:
        if "queued" in _states(task) and _states(task) & {"completed", "failed"}:
            seen = "processing" in _states(task)
            yield "seen processing" if seen else "never seen processing", task.own[-1].exchange


def _addresses(history: History) -> Words:
    for task in history.tasks:
        found = [answer.value("video_url") for answer in task.own if answer.status == "completed"]
        if len(found) > 1:
            yield "the same in each answer" if len(set(map(str, found))) == 1 else "changed", task.own[-1].exchange


def _duration(history: History) -> Words:
    for task in history.tasks:
        end = next((one for one in task.own if one.status in ("completed", "failed")), None)
        model = task.create.value("model")
        if end is not None and model in _MODELS and task.create.exchange.operation == "create":
            minutes = (end.received - task.create.exchange.sent) / 60
            most = next((limit for limit in _MINUTES if minutes <= limit), None)
            yield f"{model}: {f'at most {most} min' if most else 'longer than a day'}", end.exchange


def _bad_keys(history: History, status: int) -> Words:
    for exchange in history.log:
        bad = exchange.key in ("none", "other") and call_outcome(exchange) is Outcome.REFUSED
        if bad and exchange.operation != "other":
            yield f"HTTP {exchange.status}" if exchange.status == status else "another status", exchange


def _transient(history: History) -> Words:
    for exchange in history.log:
        if exchange.operation == "query" and exchange.key == "first" and exchange.status == 401:
            yield "401 to a key that works" if is_login_failure(exchange) else "401", exchange


def _sync_async(history: History) -> Words:
    yield from (("refused at create", exchange) for exchange in _refused_creates(history))
    for task in history.tasks:
        if task.own and task.own[-1].status == "failed":
            yield "accepted, and failed later", task.own[-1].exchange


def _limited(history: History) -> Words:
    for exchange in history.log:
        wait = exchange.headers.get("retry-after")
        if exchange.status == 429 or (exchange.status == 503 and wait is not None):
            form = "absent" if wait is None else "in seconds" if wait.isdigit() else "in another form"
            yield f"HTTP {exchange.status}, Retry-After {form}", exchange


def _codes(history: History) -> Words:
    found = [answer.exchange for answer in (*history.uploads, *history.details)]
    found += [exchange for asset in history.assets for exchange in asset.deletions[:1]]
    for exchange in found:
        yield f"{exchange.operation} {json_type((exchange.document or {}).get('code'))}", exchange


def _deletion_texts(history: History) -> Words:
    for asset in history.assets:
        for exchange in asset.deletions[:1]:
            text = (exchange.document or {}).get("msg")
            yield "null" if text is None else "success" if text == "success" else "another text", exchange


def _value(name: str) -> Callable[[History], Words]:
    def words(history: History) -> Words:
        return _each(history.queries, lambda one: None if one.value(name) is None else json_type(one.value(name)))

    return words


_FUNCTIONS: Final[Mapping[str, Callable[[History], Words]]] = {
    "CS-ID-FORMAT": _task_id_form,
    "CS-HTTP": lambda history: _each(history.named, lambda one: f"HTTP {one.exchange.status}"),
    "CS-EXTRA": lambda history: _extra(history.creates, _CREATED),
    "CS-FAILED-200": lambda history: ((f"refused by HTTP {one.status}", one) for one in _refused_creates(history)),
    "QR-STATUS-EXTRA": _other_states,
    "QR-ADUR-STRING": _value("actualDuration"),
    "QR-TOK-STRING": _value("totalTokens"),
    "QR-ERR-OBJECT": _value("error"),
    "QR-NULL-OR-ABSENT": _null_or_absent,
    "QR-SKIP-STATES": _skipped,
    "QR-WRAP": lambda history: _each((*history.creates, *history.queries), _wrapper),
    "QR-URL-STABLE": _addresses,
    "QR-EXTRA": lambda history: _extra(history.queries, (*_CREATED, *_GROUP)),
    "LC-TIME": _duration,
    "AS-ID-FORMAT": _asset_id_form,
    "AS-CODE-TYPE": _codes,
    "AS-DEL-MSG": _deletion_texts,
    "ER-ENVELOPE": lambda history: ((_shape(one), one) for one in _refused_creates(history)),
    "ER-STATUS": lambda history: ((f"HTTP {one.status}", one) for one in _refused_creates(history)),
    "ER-AUTH-200": lambda history: _bad_keys(history, 200),
    "ER-AUTH-401": lambda history: _bad_keys(history, 401),
    "ER-AUTH-TRANSIENT": _transient,
    "ER-SYNC-ASYNC": _sync_async,
    "ER-429": _limited,
}
