"""The billing table on random answers: a possible id is never free, and a refusal never names a task."""

import json
import string
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from seedance_conformance.transport.answers.billing import Charge, certainly_refused, charge, named_task
from tests.transport.answers.test_billing import create

_letters = st.text(string.ascii_letters + string.digits + "-_.", min_size=1, max_size=20)
_names = st.one_of(_letters, st.sampled_from(["code", "error", "msg", "message", "data", "result", "status", "detail"]))
_scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20))
_documents = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_names, inner, max_size=4)),
    max_leaves=12,
)
_refusals: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"error": "no"}, {"code": 1001}, {"code": "401", "msg": "no"}, {"error": {"code": "a.b", "message": "no"}}]
)
_statuses = st.sampled_from([200, 201, 202, 204, 301, 400, 401, 403, 404, 405, 409, 422, 429, 451, 500, 501, 503])
_id_names = st.one_of(
    st.sampled_from(["id", "data", "result", "ID", "taskId", "task_id", "Task-ID", "video_id", "uuid", "requestId"]),
    _letters.map(lambda name: f"{name}_id"),
    _letters.map(lambda name: f"{name}Id"),
)
_ids = st.one_of(st.integers(), _letters, st.text(min_size=1).filter(lambda text: bool(text.strip())))


@st.composite
def _with_id(draw: st.DrawFn) -> Any:
    """A refusal with something like an id in objects, lists or a JSON text."""
    inner: Any = {draw(_id_names): draw(_ids)}
    for _ in range(draw(st.integers(0, 3))):
        other = draw(st.dictionaries(_letters, _scalars, max_size=2))
        match draw(st.sampled_from(["object", "list", "text"])):
            case "object":
                inner = {**other, draw(_letters): inner}
            case "list":
                inner = [*other.values(), inner]
            case _:
                inner = {**other, draw(_letters): json.dumps(inner)}
    return {**draw(_refusals), "more": inner}


@given(_statuses, _with_id(), st.sampled_from(["POST", "PUT", "BREW"]))
@example(400, {"more": {"0id": " x"}}, "POST")
def test_a_possible_id_is_never_a_certain_refusal(status: int, document: Any, method: str) -> None:
    """In any place, with any status."""
    assert not certainly_refused(create(status, document, method, retry_after="1"))


@given(_statuses, _refusals, _id_names, _ids, st.integers(1, 30))
def test_a_possible_id_survives_a_cut(status: int, refusal: Any, name: str, value: Any, lost: int) -> None:
    """A body that is cut off after an id isn't JSON, and isn't a certain refusal."""
    text = json.dumps({**refusal, name: value, "more": {"list": [1, 2]}})
    assert not certainly_refused(create(status, text[: -min(lost, 24)].encode()))


@given(_statuses, st.one_of(_documents, _with_id(), st.binary(max_size=80)), st.sampled_from(["POST", "PUT"]))
def test_an_answer_never_both_refuses_and_has_an_id(status: int, document: Any, method: str) -> None:
    """Only a complete success is accepted."""
    exchange = create(status, document, method)
    found = charge(exchange)
    assert (found is Charge.REFUSED) == certainly_refused(exchange)
    assert not (found is Charge.REFUSED and named_task(exchange))
    assert found is not Charge.ACCEPTED or (200 <= status < 300 and named_task(exchange))


@given(st.sampled_from([200, 201, 202, 204]), _documents)
def test_a_success_without_a_no_is_never_free(status: int, document: Any) -> None:
    """A 2xx answer is a certain refusal only with an `error` or a known code."""
    says_no = isinstance(document, dict) and (document.get("error") or document.get("code"))
    assert says_no or not certainly_refused(create(status, document))
