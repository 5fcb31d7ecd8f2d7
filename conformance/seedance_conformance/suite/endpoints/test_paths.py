"""The paths and methods of create and query, and the media type of a JSON body."""

import json
from urllib.parse import urlencode

import pytest

from seedance_conformance.cases.bodies import PLAIN, Body, Shape
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.existing_tasks import existing_task
from seedance_conformance.suite.media.addresses import is_published
from seedance_conformance.suite.server_errors import answered, expect_evidence
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, maybe_accepted, task_id
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import CREATE_PATH, RESULT_PATH

_OTHER_PATHS = ("/v1/kyyvideo2", "/v1/kyyvideo2/video", "/v1/kyyvideo2/videos/new", "/v1/result")
# The real host may serve other products there, so these aren't tried on a remote target.
_OTHER_PRODUCTS = ("/v1/videos", "/v2/kyyvideo2/videos", "/kyyvideo2/videos")
_FORM = "application/x-www-form-urlencoded"


@pytest.mark.rule("EP-CREATE-PATH")
@pytest.mark.bills(2, borrows=True)
def test_post_on_the_create_path_creates(context: Context) -> None:
    """Create is `POST {base}/v1/kyyvideo2/videos`: it accepts the plainest body of at least one model."""
    answer = _first_created(context)
    if not maybe_accepted(answer):
        raise Breach("a task, from one of the plain bodies at least", describe(answer), answer)


@pytest.mark.rule("EP-CREATE-PATH")
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.bills(2)
def test_no_other_method_creates(context: Context, method: str) -> None:
    """Create is a POST: the same body with another method makes no task."""
    for body in _plain_bodies(context):
        _expect_no_task(_post(context, body, method=method))


@pytest.mark.rule("EP-CREATE-PATH")
@pytest.mark.parametrize(
    "path", [*_OTHER_PATHS, *(pytest.param(path, marks=pytest.mark.loopback) for path in _OTHER_PRODUCTS)]
)
@pytest.mark.bills(2)
def test_no_other_path_creates(context: Context, path: str) -> None:
    """Create has one path: the same body on another path makes no task."""
    for body in _plain_bodies(context):
        _expect_no_task(_post(context, body, path=path))


@pytest.mark.rule("EP-QUERY-PATH")
@pytest.mark.parametrize("shape", [pytest.param(shape, id=shape.name) for shape in PLAIN])
@pytest.mark.bills(1, borrows=True)
def test_get_with_the_id_of_a_create_queries(context: Context, shape: Shape) -> None:
    """Query is `GET {base}/v1/result/{id}` with the id from create as a path segment, for tasks of each model."""
    body = context.addresses.published(shape.body(context.addresses))
    created = existing_task(context, model=shape.model) or _create(context, body)
    made = _task(created)
    for _ in range(2):
        answer = context.target.query(made)
        if not _shows_a_task(answer):
            raise Breach("the task", describe(answer), answer)


@pytest.mark.rule("EP-QUERY-PATH")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.bills(4, borrows=True)
def test_no_other_method_queries(context: Context, method: str) -> None:
    """Query is a GET: other methods on the path of a task don't show it."""
    path = RESULT_PATH + _task(_first_created(context))
    for content in (None, b"{}"):
        _expect_no_task(context.target.send(method, path, content=content))


@pytest.mark.rule("EP-QUERY-PATH")
@pytest.mark.parametrize("path", [RESULT_PATH, RESULT_PATH.rstrip("/")])
@pytest.mark.bills(2, borrows=True)
def test_a_query_without_id_shows_no_task(context: Context, path: str) -> None:
    """The id is a path segment: a query without one shows no task."""
    _task(_first_created(context))
    _expect_no_task(context.target.send("GET", path))


@pytest.mark.rule("EP-CT-JSON")
@pytest.mark.bills(2, borrows=True)
def test_json_is_accepted_as_application_json(context: Context) -> None:
    """JSON bodies are sent as `application/json`, and accepted with that media type."""
    answer = _first_created(context)
    if not maybe_accepted(answer):
        raise Breach("accepted as application/json", describe(answer), answer)


@pytest.mark.rule("EP-CT-JSON")
@pytest.mark.parametrize("label", ["text/plain", _FORM])
@pytest.mark.bills(3)
def test_json_is_refused_as_another_media_type(context: Context, label: str) -> None:
    """JSON bodies are sent as `application/json`: as text or as a form, they make no task."""
    for body in _plain_bodies(context):
        _expect_no_task(_post(context, body, label=label))
    if label == _FORM:
        form = urlencode(_plain_bodies(context)[0]).encode()
        _expect_no_task(context.target.create(None, headers={"Content-Type": label}, content=form))


def _plain_bodies(context: Context) -> list[Body]:
    """The plainest body of a pro model, and that of a standard model if there are media for it."""
    bodies = [shape.body(context.addresses) for shape in PLAIN[:2]]
    return [context.addresses.published(body) for body in bodies if is_published(body)]


def _first_created(context: Context) -> Exchange:
    """The first accepted create of the plain bodies, or the last refused one."""
    before = existing_task(context)
    if before is not None:
        return before
    for body in _plain_bodies(context):
        answer = _create(context, body)
        if maybe_accepted(answer):
            break
    return answer


def _create(context: Context, body: object) -> Exchange:
    return answered(lambda: context.target.create(body), remote=context.remote)


def _post(
    context: Context, body: Body, *, method: str = "POST", path: str = CREATE_PATH, label: str = "application/json"
) -> Exchange:
    """A create that is wrong in one way. It counts as a create: if it is accepted, it costs as much."""
    content = json.dumps(body).encode()
    return context.target.send(method, path, operation="create", headers={"Content-Type": label}, content=content)


def _task(created: Exchange) -> str:
    made = task_id(created)
    if create_outcome(created) is not Outcome.ACCEPTED or made is None:
        raise Inconclusive(f"no task to query: {describe(created)}")
    return made


def _shows_a_task(answer: Exchange) -> bool:
    return answer.status is not None and 200 <= answer.status < 300 and task_id(answer) is not None


def _expect_no_task(answer: Exchange) -> None:
    expect_evidence(answer, method=True)
    if _shows_a_task(answer):
        raise Breach("no task", describe(answer), answer)
