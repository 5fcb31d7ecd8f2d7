"""Records how the target answers odd calls: other routes, headers, bodies and ids; these tests never fail."""

from functools import partial

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.open_questions import observe_each
from seedance_conformance.suite.robustness.fixtures import PLAIN
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, task_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import CREATE_PATH, RESULT_PATH, UPLOAD_PATH

_FORM = b'--edge\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nA boat\r\n--edge--\r\n'
_UNKNOWN = "video_00000000-0000-4000-8000-000000000000"


def _own_task(context: Context) -> str:
    """The newest task of this run, or a new one where that is not billed."""
    for exchange in reversed(context.target.log):
        if exchange.operation == "create" and exchange.key == "first" and (name := _created(exchange)):
            return name
    if context.remote:
        raise Inconclusive("this run has no task to query")
    answer = context.target.create(PLAIN)
    if name := _created(answer):
        return name
    raise Inconclusive(f"no create is accepted: {describe(answer)}")


def _created(answer: Exchange) -> str | None:
    return task_id(answer) if create_outcome(answer) is Outcome.ACCEPTED else None


def _status(exchange: Exchange) -> str:
    """The HTTP status, for calls without a known endpoint."""
    return f"HTTP {exchange.status}" if exchange.status is not None else describe(exchange)


@pytest.mark.rule("EP-QUERY-ALIAS")
@pytest.mark.bills(borrows=True)
def test_query_alias(context: Context) -> None:
    """Whether GET on the create path with an id answers like the query."""
    task = _own_task(context)
    alias = context.target.send("GET", f"{CREATE_PATH}/{task}")
    answers = "the same id" if task_id(alias) == task else "no task"
    context.observe(f"{answers}: {describe(alias)}".replace(task, "{id}"), alias)


@pytest.mark.rule("EP-AUTH-FORMS")
@pytest.mark.bills(borrows=True)
def test_authorization_forms(context: Context) -> None:
    """How a query is answered if the key is sent in other forms."""
    path = RESULT_PATH + _own_task(context)
    key = context.target.credential()
    forms = {"bare key": key, "lower-case bearer": f"bearer {key}", "Basic": f"Basic {key}", "no key": "Bearer"}
    send = partial(context.target.send, "GET", path, operation="query")
    observe_each(context, {label: send(authorization=value) for label, value in forms.items()})


@pytest.mark.rule("EP-CT-MULTIPART")
@pytest.mark.full
@pytest.mark.loopback
def test_multipart(context: Context) -> None:
    """Whether multipart/form-data is accepted."""
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    create = context.target.create(None, headers=headers, content=_FORM)
    upload = context.target.send("POST", UPLOAD_PATH, operation="upload", headers=headers, content=_FORM)
    observe_each(context, {"create": create, "upload": upload}, create)


@pytest.mark.rule("EP-IDEMPOTENCY")
@pytest.mark.full
@pytest.mark.loopback
def test_the_same_create_twice(context: Context) -> None:
    """Whether the same body makes two tasks, with and without an `Idempotency-Key`."""
    plain = [task_id(context.target.create(PLAIN)) for _ in range(2)]
    headers = {"Idempotency-Key": "7f2c1a60"}
    keyed = [task_id(context.target.create(PLAIN, headers=headers)) for _ in range(2)]
    parts = [
        f"{label}: {'one task' if len(set(ids)) == 1 else 'two tasks'}"
        for label, ids in (("same body", plain), ("same Idempotency-Key", keyed))
        if None not in ids
    ]
    if not parts:
        raise Inconclusive("no create is accepted")
    context.observe("; ".join(parts))


@pytest.mark.rule("CR-BODY-BAD")
@pytest.mark.bills(3)
def test_bad_bodies(context: Context) -> None:
    """How malformed JSON, an empty body and an array are answered."""
    bodies = {"malformed": b'{"model": ', "empty": b"", "array": b"[]"}
    observe_each(context, {label: context.target.create(None, content=content) for label, content in bodies.items()})


@pytest.mark.rule("CR-BODY-SIZE")
@pytest.mark.full
@pytest.mark.loopback
def test_large_bodies(context: Context) -> None:
    """How large a body may be. An unknown field pads it, so a refusal may be due to that field."""
    sizes = (100_000, 1_000_000, 8_000_000)
    sent = {f"{size // 1000} kB": context.target.create({**PLAIN, "padding": "x" * size}) for size in sizes}
    observe_each(context, sent)


@pytest.mark.rule("QR-UNKNOWN-ID")
def test_unknown_task(context: Context) -> None:
    """How a query of an id that never existed is answered."""
    answer = context.target.query(_UNKNOWN)
    context.observe(describe(answer), answer)


@pytest.mark.rule("QR-FOREIGN-ID")
@pytest.mark.second_key
@pytest.mark.bills(borrows=True)
def test_foreign_task(context: Context) -> None:
    """How a query of another key's task is answered."""
    answer = context.target.query(_own_task(context), key="second")
    context.observe(describe(answer), answer)


@pytest.mark.rule("LC-NO-CANCEL")
@pytest.mark.full
@pytest.mark.bills(2)
def test_no_cancel_and_no_list(context: Context) -> None:
    """Whether there are routes to list tasks, or to cancel one, tried on a task that never existed."""
    calls = {
        "list by GET on the create path": ("GET", CREATE_PATH),
        "DELETE on the query path": ("DELETE", RESULT_PATH + _UNKNOWN),
        "POST cancel": ("POST", f"{CREATE_PATH}/{_UNKNOWN}/cancel"),
    }
    sent = {label: context.target.send(method, path) for label, (method, path) in calls.items()}
    context.observe("; ".join(f"{label} {_status(answer)}" for label, answer in sent.items()))


@pytest.mark.rule("ER-404")
def test_unknown_route(context: Context) -> None:
    """How an unknown route is answered."""
    answer = context.target.send("GET", "/v1/no-such-route")
    context.observe(describe(answer), answer)


@pytest.mark.rule("ER-FIRST")
@pytest.mark.bills(1)
def test_several_violations(context: Context) -> None:
    """Which violation the answer names if a body has several."""
    answer = context.target.create({"model": "no_such_model", "duration": 99, "aspect_ratio": "2:1"})
    context.observe(describe(answer), answer)
