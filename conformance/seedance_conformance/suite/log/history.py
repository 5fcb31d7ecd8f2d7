"""The exchange log of a run, sorted by task and by asset."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field, frozen

from seedance_conformance.suite.log.values import show
from seedance_conformance.transport.answers.answer import (
    Outcome,
    asset_id,
    call_outcome,
    create_outcome,
    task_id,
    task_place,
)
from seedance_conformance.transport.exchange import Exchange

_TASK_FIELDS = frozenset({"id", "object", "created", "model", "status"})
_ASSET_FIELDS = frozenset({"assetId", "status", "assetType", "createTime"})
# Only a body that is huge on purpose is longer, and its field has no limit that a rule states.
_LONGEST_REQUEST = 4_000_000

# By operation, id and role of the key: only answers to its owner are evidence about a task.
_BySubject = dict[tuple[str, str, str], list[Exchange]]


@frozen
class Answer:
    """One successful answer about a task or an asset, with its fields read through a wrapper such as `data`."""

    exchange: Exchange
    fields: Mapping[str, object]
    wrapper: str | None = None

    def value(self, name: str) -> object:
        """A field's value, where null and absent are the same: None."""
        return self.fields.get(name)

    def show(self, name: str) -> str:
        """A field for a note: its name and JSON, or that it is absent."""
        return f"{name} {show(self.fields[name])}" if name in self.fields else f"{name} absent"

    @property
    def status(self) -> object:
        """The status word, or the value in its place."""
        return self.fields.get("status")

    @property
    def received(self) -> float:
        """When the whole answer had arrived, in Unix seconds."""
        return self.exchange.sent + self.exchange.seconds

    def before(self, other: "Answer") -> bool:
        """Whether this answer had arrived before the request of the other was sent.

        Otherwise the two have no order: polls overlap, and the server may have handled the later one first. The numbers
        guard against a clock that is set back during the run.
        """
        return self.received <= other.exchange.sent and self.exchange.number < other.exchange.number


@frozen
class Task:
    """One task, and the answers about it to its owner.

    Attributes:
        given: the id as in the create answer, a string or a number.
        answers: the successful answers to its owner's queries, by sending time.
        own: those that don't name another known task; only QR-ID-ECHO judges the others.
        refusals: its owner's queries that were refused, by sending time.
    """

    id: str
    create: Answer
    given: object
    answers: tuple[Answer, ...]
    own: tuple[Answer, ...]
    refusals: tuple[Exchange, ...] = ()


@frozen
class Asset:
    """One asset, and the answers about it to its owner.

    Attributes:
        details: the successful detail answers that had arrived before its first deletion was requested, by time.
        deletions: the answers to its owner's deletions.
        after: the answers to its owner's detail calls after the first deletion, by time.
    """

    id: str
    upload: Answer
    details: tuple[Answer, ...]
    deletions: tuple[Exchange, ...]
    after: tuple[Exchange, ...] = ()


@define(repr=False)  # pytest prints the values of fixtures, and this one contains the whole run
class History:
    """A log, and what is known about the target.

    Attributes:
        log: every exchange of the run.
        remote: answers are read tolerantly, since the live service is known to differ from the pages.
        clock_moved: the target is a mock whose clock was set, so its times show nothing.
        creates: successful create answers with a task, also an incomplete one.
        without_task: successful create answers that are objects without a task: the id is elsewhere or missing.
        named: all successful create answers with an id, in any place.
        tasks: of all these by creation, except tasks that share their id.
        uploads: successful upload answers.
        assets: by upload, except assets that share their id.
    """

    log: Sequence[Exchange]
    remote: bool = False
    clock_moved: bool = False
    creates: list[Answer] = field(init=False)
    without_task: list[Answer] = field(init=False)
    named: list[Answer] = field(init=False)
    tasks: list[Task] = field(init=False)
    uploads: list[Answer] = field(init=False)
    assets: list[Asset] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Sort the log once for all monitors."""
        by_subject = _by_subject(self.log)
        created = [answer for answer in map(create_answer, self.log) if answer]
        objects = [answer for answer in created if answer.exchange.document is not None]
        self.creates = [answer for answer in objects if holds_task(answer)]
        self.without_task = [answer for answer in objects if not holds_task(answer)]
        self.named = [answer for answer in created if task_id(answer.exchange) is not None]
        self.tasks = _tasks(self.named, by_subject)
        self.uploads = [answer for answer in map(_upload_answer, self.log) if answer]
        self.assets = _assets(self.uploads, by_subject)

    @property
    def queries(self) -> list[Answer]:
        """Every successful answer to an owner's query."""
        return [answer for task in self.tasks for answer in task.answers]

    @property
    def queried_tasks(self) -> int:
        """The number of tasks with a successful query."""
        return sum(1 for task in self.tasks if task.answers)

    @property
    def details(self) -> list[Answer]:
        """Every successful detail answer to an owner about an asset that was not deleted."""
        return [answer for asset in self.assets for answer in asset.details]


def calls(log: Iterable[Exchange]) -> int:
    """The number of calls; several polls of one task or asset count once.

    The number of polls until the end depends on time, and reports of one seed must be the same.
    """
    return len({(one.operation, one.key, one.subject) if _is_poll(one) else one.number for one in log})


def _is_poll(exchange: Exchange) -> bool:
    return exchange.operation in ("query", "detail") and exchange.subject is not None


def request_fields(exchange: Exchange) -> dict[str, object]:
    """The fields of the JSON object that was sent; empty if it wasn't an object, or is too large to be read again."""
    if exchange.request_size > _LONGEST_REQUEST:
        return {}
    try:
        body = json.loads(exchange.request_body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def succeeded(exchange: Exchange, method: str) -> bool:
    """Whether the call was made with its documented method and answered by a 2xx."""
    return exchange.method == method and exchange.status is not None and 200 <= exchange.status < 300


def _by_subject(log: Sequence[Exchange]) -> _BySubject:
    """The exchanges about each id by sending time; rate-limit responses and passing 401s show nothing about it."""
    found: _BySubject = defaultdict(list)
    for exchange in sorted(log, key=lambda one: one.sent):
        if exchange.subject is not None and exchange.status not in (401, 429):
            found[exchange.operation, exchange.subject, exchange.key].append(exchange)
    return found


def create_answer(exchange: Exchange) -> Answer | None:
    """The answer to a create that was not refused; None for every other exchange.

    An answer that isn't an object has no fields, and counts only with an id.
    """
    if exchange.operation != "create" or not succeeded(exchange, "POST"):
        return None
    if create_outcome(exchange) is Outcome.REFUSED:
        return None
    bare = Answer(exchange, {}) if task_id(exchange) is not None else None
    return _answer(exchange, _TASK_FIELDS) or bare


def holds_task(answer: Answer) -> bool:
    """Whether an answer to a create has the form of a task: two documented fields, or the documented id alone.

    Inside a wrapper it needs four: a gateway's own record departs once, not in each field.
    """
    if len(_TASK_FIELDS & answer.fields.keys()) >= (2 if answer.wrapper is None else 4):
        return True
    place = task_place(answer.exchange) if answer.wrapper is None else None
    return place is not None and place.path == "id" and isinstance(place.value, str)


def _upload_answer(exchange: Exchange) -> Answer | None:
    if exchange.operation != "upload" or not succeeded(exchange, "POST"):
        return None
    if call_outcome(exchange) is not Outcome.ACCEPTED:
        return None
    return _answer(exchange, frozenset({"assetId"}))


def _lookup(exchange: Exchange, names: frozenset[str]) -> Answer | None:
    """A successful answer to a query or detail.

    An answer with several of the documented fields is a result, even if others are missing: a missing id must be judged
    as a missing id, and the `error` of a failed task isn't a refusal.
    """
    answer = _answer(exchange, names) if succeeded(exchange, "GET") else None
    if answer is None or len(names & answer.fields.keys()) >= 2:
        return answer
    return None if call_outcome(exchange) is Outcome.REFUSED else answer


def _answer(exchange: Exchange, names: frozenset[str]) -> Answer | None:
    """An object answer, read through a member such as `data` if that has more of the documented fields."""
    document = exchange.document
    if document is None:
        return None
    best = Answer(exchange, document)
    for name, inner in document.items():
        if isinstance(inner, dict) and len(names & inner.keys()) > len(names & best.fields.keys()):
            best = Answer(exchange, inner, wrapper=name)
    return best


def _tasks(creates: Sequence[Answer], found: _BySubject) -> list[Task]:
    """The tasks with a unique id: answers about a shared id can't be assigned to a task."""
    ids = [task_id(answer.exchange) for answer in creates]
    owners = Counter(ids)
    tasks = []
    for identifier, create in zip(ids, creates, strict=True):
        if identifier is not None and owners[identifier] == 1:
            asked = found.get(("query", identifier, create.exchange.key), [])
            answers = tuple(answer for one in asked if (answer := _lookup(one, _TASK_FIELDS)))
            own = tuple(answer for answer in answers if not _names_another(answer, identifier, owners))
            refusals = tuple(one for one in asked if one.method == "GET" and call_outcome(one) is Outcome.REFUSED)
            place = task_place(create.exchange)
            tasks.append(Task(identifier, create, place and place.value, answers, own, refusals))
    return tasks


def _names_another(answer: Answer, identifier: str, known: Mapping[str | None, int]) -> bool:
    """Whether an answer names another known task than this one."""
    name = answer.value("id")
    return isinstance(name, str) and name != identifier and name in known


def _assets(uploads: Sequence[Answer], found: _BySubject) -> list[Asset]:
    ids = [asset_id(answer.exchange) for answer in uploads]
    owners = Counter(ids)
    assets = []
    for identifier, upload in zip(ids, uploads, strict=True):
        if identifier is None or owners[identifier] > 1:
            continue
        key = upload.exchange.key
        deletions = tuple(found.get(("delete", identifier, key), []))
        asked = found.get(("detail", identifier, key), [])
        gone = min((exchange.sent for exchange in deletions), default=float("inf"))
        deleted = min((exchange.ended for exchange in deletions), default=float("inf"))
        alive = [exchange for exchange in asked if exchange.ended <= gone]
        details = tuple(answer for one in alive if (answer := _lookup(one, _ASSET_FIELDS)))
        after = tuple(exchange for exchange in asked if exchange.sent >= deleted)
        assets.append(Asset(identifier, upload, details, deletions, after))
    return assets
