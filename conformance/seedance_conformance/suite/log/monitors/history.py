"""The exchange log, sorted by task and by asset: what the monitors look at."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field, frozen

from seedance_conformance.suite.log.monitors.read import show
from seedance_conformance.transport.answer import Outcome, asset_id, call_outcome, create_outcome, task_id, task_place
from seedance_conformance.transport.exchange import Exchange

_TASK_FIELDS = frozenset({"id", "object", "created", "model", "status"})
_ASSET_FIELDS = frozenset({"assetId", "status", "assetType", "createTime"})

_BySubject = dict[tuple[str, str, str], list[Exchange]]
# By operation, id and the role of the key: only the owner's answers are evidence about a task.


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
        """A field for a sentence: its name and JSON, or that it is absent."""
        return f"{name} {show(self.fields[name])}" if name in self.fields else f"{name} absent"

    @property
    def status(self) -> object:
        """The status word, or whatever stands in its place."""
        return self.fields.get("status")

    @property
    def received(self) -> float:
        """When the whole answer had arrived, in Unix seconds."""
        return self.exchange.sent + self.exchange.seconds

    def before(self, other: "Answer") -> bool:
        """Whether this answer had arrived before the other was asked for.

        Only then do the two have an order: polls of several threads overlap, and the server may have looked at the
        later one first. The numbers guard against a clock that was set back during the run.
        """
        return self.received <= other.exchange.sent and self.exchange.number < other.exchange.number


@frozen
class Task:
    """One task, and what its owner was told about it.

    Attributes:
        id: as text.
        create: the answer that created it.
        given: the id as the create answer has it, a text or a number.
        answers: the successful answers to its owner's queries, by sending time.
        own: those that do not name another known task; the others are QR-ID-ECHO's affair alone.
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
    """One asset, and what its owner was told about it.

    Attributes:
        id: as text.
        upload: the answer that created it.
        details: the successful detail answers that had arrived before it was first asked to be deleted, by time.
        deletions: what its owner's deletions were answered.
        after: what its owner's detail calls were answered after the first deletion, by time.
    """

    id: str
    upload: Answer
    details: tuple[Answer, ...]
    deletions: tuple[Exchange, ...]
    after: tuple[Exchange, ...] = ()


@define(repr=False)  # pytest writes out the values of fixtures, and this one holds the whole run
class History:
    """A log, and what is known of the target that answered.

    Attributes:
        log: every exchange of the run.
        remote: documented forms are read tolerantly, for the live service is known to differ in places.
        clock_moved: the target is a mock whose clock was set, so its times say nothing.
        creates: successful create answers that hold a task, whatever it lacks.
        formless: successful create answers without one: objects that give the id elsewhere, or none.
        named: all successful create answers that give an id, wherever that stands.
        tasks: by creation, of all these; those whose id another task has too are left out.
        uploads: successful upload answers.
        assets: by upload; those whose id another asset has too are left out.
    """

    log: Sequence[Exchange]
    remote: bool = False
    clock_moved: bool = False
    creates: list[Answer] = field(init=False)
    formless: list[Answer] = field(init=False)
    named: list[Answer] = field(init=False)
    tasks: list[Task] = field(init=False)
    uploads: list[Answer] = field(init=False)
    assets: list[Asset] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Sort the log once; every monitor reads the same view."""
        by_subject = _by_subject(self.log)
        created = [answer for answer in map(create_answer, self.log) if answer]
        objects = [answer for answer in created if answer.exchange.document is not None]
        self.creates = [answer for answer in objects if holds_task(answer)]
        self.formless = [answer for answer in objects if not holds_task(answer)]
        self.named = [answer for answer in created if task_id(answer.exchange) is not None]
        self.tasks = _tasks(self.named, by_subject)
        self.uploads = [answer for answer in map(_upload_answer, self.log) if answer]
        self.assets = _assets(self.uploads, by_subject)

    @property
    def queries(self) -> list[Answer]:
        """Every successful answer to an owner's query of an own task."""
        return [answer for task in self.tasks for answer in task.answers]

    @property
    def asked_about(self) -> int:
        """The number of tasks that a query told something of."""
        return sum(1 for task in self.tasks if task.answers)

    @property
    def looked_up(self) -> int:
        """The number of assets that a detail call told something of."""
        return sum(1 for asset in self.assets if asset.details)

    @property
    def details(self) -> list[Answer]:
        """Every successful detail answer to an owner about an own asset that was not deleted."""
        return [answer for asset in self.assets for answer in asset.details]


def calls(log: Iterable[Exchange]) -> int:
    """The number of calls, where asking again about the same task or asset is no further one.

    How often something has to be asked until it has ended is a matter of time, and reports of one seed are the same.
    """
    return len({(one.operation, one.key, one.subject) if _is_poll(one) else one.number for one in log})


def _is_poll(exchange: Exchange) -> bool:
    return exchange.operation in ("query", "detail") and exchange.subject is not None


def request_fields(exchange: Exchange) -> dict[str, object]:
    """The fields of the JSON object that was sent; empty if it was none."""
    try:
        body = json.loads(exchange.request_body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def succeeded(exchange: Exchange, method: str) -> bool:
    """Whether the call was made with its documented method and answered by a 2xx."""
    return exchange.method == method and exchange.status is not None and 200 <= exchange.status < 300


def _by_subject(log: Sequence[Exchange]) -> _BySubject:
    """The exchanges about each id; a call that was put off or met a passing 401 says nothing about it."""
    found: _BySubject = defaultdict(list)
    for exchange in log:
        if exchange.subject is not None and exchange.status not in (401, 429):
            found[exchange.operation, exchange.subject, exchange.key].append(exchange)
    return found


def create_answer(exchange: Exchange) -> Answer | None:
    """The answer to a create that was not refused; one that is no object has no fields, and counts if it gives an id.

    None for every other exchange.
    """
    if exchange.operation != "create" or not succeeded(exchange, "POST"):
        return None
    if create_outcome(exchange) is Outcome.REFUSED:
        return None
    bare = Answer(exchange, {}) if task_id(exchange) is not None else None
    return _answer(exchange, _TASK_FIELDS) or bare


def holds_task(answer: Answer) -> bool:
    """Whether an answer to a create has the form of a task: at least two of its documented fields."""
    return len(_TASK_FIELDS & answer.fields.keys()) >= 2


def _upload_answer(exchange: Exchange) -> Answer | None:
    if exchange.operation != "upload" or not succeeded(exchange, "POST"):
        return None
    if call_outcome(exchange) is not Outcome.ACCEPTED:
        return None
    return _answer(exchange, frozenset({"assetId"}))


def _lookups(asked: Sequence[Exchange], method: str, names: frozenset[str]) -> tuple[Answer, ...]:
    answers = [answer for exchange in asked if (answer := _lookup(exchange, method, names))]
    return tuple(sorted(answers, key=lambda answer: answer.exchange.sent))


def _lookup(exchange: Exchange, method: str, names: frozenset[str]) -> Answer | None:
    """A successful answer to a query or detail.

    An answer with several of the documented fields is a result whatever else it lacks: a missing id has to be seen
    as a missing id, and the `error` of a failed task is no refusal.
    """
    answer = _answer(exchange, names) if succeeded(exchange, method) else None
    if answer is None or len(names & answer.fields.keys()) >= 2:
        return answer
    return None if call_outcome(exchange) is Outcome.REFUSED else answer


def _answer(exchange: Exchange, names: frozenset[str]) -> Answer | None:
    """An object answer, read through the member that holds more of the documented fields, `data` or another."""
    document = exchange.document
    if document is None:
        return None
    best = Answer(exchange, document)
    for name, inner in document.items():
        if isinstance(inner, dict) and len(names & inner.keys()) > len(names & best.fields.keys()):
            best = Answer(exchange, inner, wrapper=name)
    return best


def _tasks(creates: Sequence[Answer], found: _BySubject) -> list[Task]:
    """The tasks whose id is theirs alone: what a shared id answers belongs to no task for sure."""
    ids = [task_id(answer.exchange) for answer in creates]
    owners = Counter(ids)
    tasks = []
    for identifier, create in zip(ids, creates, strict=True):
        if identifier is not None and owners[identifier] == 1:
            asked = found.get(("query", identifier, create.exchange.key), [])
            answers = _lookups(asked, "GET", _TASK_FIELDS)
            strangers = owners.keys() - {identifier}
            own = tuple(answer for answer in answers if answer.value("id") not in strangers)
            refused = [one for one in asked if one.method == "GET" and call_outcome(one) is Outcome.REFUSED]
            refusals = tuple(sorted(refused, key=lambda one: one.sent))
            place = task_place(create.exchange)
            tasks.append(Task(identifier, create, place and place.value, answers, own, refusals))
    return tasks


def _assets(uploads: Sequence[Answer], found: _BySubject) -> list[Asset]:
    ids = [asset_id(answer.exchange) for answer in uploads]
    owners = Counter(ids)
    assets = []
    for identifier, upload in zip(ids, uploads, strict=True):
        if identifier is None or owners[identifier] > 1:
            continue
        key = upload.exchange.key
        deletions = tuple(found.get(("delete", identifier, key), []))
        asked = sorted(found.get(("detail", identifier, key), []), key=lambda one: one.sent)
        gone = min((exchange.sent for exchange in deletions), default=float("inf"))
        deleted = min((exchange.ended for exchange in deletions), default=float("inf"))
        alive = [exchange for exchange in asked if exchange.ended <= gone]
        after = tuple(exchange for exchange in asked if exchange.sent >= deleted)
        assets.append(Asset(identifier, upload, _lookups(alive, "GET", _ASSET_FIELDS), deletions, after))
    return assets
