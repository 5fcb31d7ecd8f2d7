"""Rules about every request of the run, judged over the whole exchange log when all other tests are done."""

import re
from math import ceil
from typing import Any

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.history import calls, request_fields
from seedance_conformance.suite.log.lost_tasks import forgotten
from seedance_conformance.suite.media.reachability import why_unreached
from seedance_conformance.suite.robustness.fixtures import PLAIN
from seedance_conformance.suite.server_errors import NOT_IMPLEMENTED
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, describe, task_id, task_status
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import ASSET_PATH, CREATE_PATH, RESULT_PATH, UPLOAD_PATH
from seedance_conformance.transport.reproduction.script import ONCE, Repetition

pytestmark = [pytest.mark.last, pytest.mark.log]

_UNAVAILABLE = 503
_MOST = 200
_DOCUMENTED = re.compile(
    f"POST .*{CREATE_PATH}|GET .*{RESULT_PATH}[^/]+|POST .*{UPLOAD_PATH}|(GET|DELETE) .*{ASSET_PATH}(?!upload$)[^/]+"
)


@pytest.mark.rule("RB-NO-5XX")
def test_no_request_is_answered_with_a_server_error(context: Context) -> None:
    """Every answer is below 500, except 501 for a method and 503 with Retry-After."""
    answered = [exchange for exchange in _log(context) if exchange.status is not None]
    errors = [exchange for exchange in answered if _is_server_error(exchange)]
    if errors:
        raise _server_error(errors, answered)
    context.evidence(calls(answered))


@pytest.mark.rule("RB-NO-HANG")
def test_every_request_is_answered(context: Context) -> None:
    """Every request gets a complete answer."""
    log = _log(context)
    for exchange in log:
        if exchange.status is None or exchange.failure is not None:
            what = f"{exchange.method} ({exchange.operation}): {describe(exchange)}"
            raise Breach("an answer within the time limit", what, exchange)
    context.evidence(calls(log))


@pytest.mark.rule("RB-JSON-LABEL")
def test_json_answers_are_labelled(context: Context) -> None:
    """The Content-Type of every answer with a JSON object or array says that it is JSON, also for errors."""
    texts = [exchange for exchange in _log(context) if isinstance(exchange.json, dict | list)]
    if not texts:
        raise Inconclusive("no answer of this run was JSON")
    for exchange in texts:
        label = exchange.headers.get("content-type", "")
        media_type = label.partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            what = f"{exchange.operation} answered HTTP {exchange.status} with Content-Type '{label}'"
            raise Breach("JSON is labelled application/json or +json", what, exchange)
    context.evidence(calls(texts))


@pytest.mark.rule("RB-TASK-ENDS")
@pytest.mark.bills(4, borrows=True)
def test_valid_tasks_end_completed(context: Context) -> None:
    """Every task of a valid body ends in time, and completed; no task is forgotten before.

    If other tasks of the model complete, a failed one failed for what is special in its body: the rule of its case
    judges that (`suite/log/test_late.py`).
    """
    once = {created.number: (case, created) for case, created in context.promised if task_id(created)}
    promised = list(once.values()) or _plain_tasks(context)
    completing = {_model(created) for _, created in promised if _completed(context, created)}
    gone = forgotten(context.target.outages.evidence(context.target.log), remote=context.remote)
    if gone is not None:
        raise gone
    for case, created in promised:
        ended = context.poller.wait_task(task_id(created) or "")
        if ended is None and context.poller.unknown(task_id(created) or ""):
            context.doubt("RB-TASK-ENDS", f"{case.name}: the target does not know the id that it gave")
            continue
        if ended is None:
            last = context.poller.last(task_id(created) or "") or created
            raise Breach("the task ends in time", f"{case.name}: still {describe(last)}", last, endless=True)
        if task_status(ended) == "completed":
            continue
        if _model(created) in completing:
            continue
        doubt = why_unreached(context, case.body)
        if doubt is None:
            raise Breach("a valid task completes", f"{case.name}: {describe(ended)}", ended)
        context.doubt("RB-TASK-ENDS", doubt)
    context.evidence(len(promised))


def _model(created: Exchange) -> object:
    return request_fields(created).get("model")


def _completed(context: Context, created: Exchange) -> bool:
    ended = context.poller.wait_task(task_id(created) or "")
    return ended is not None and task_status(ended) == "completed"


def _log(context: Context) -> list[Exchange]:
    log = list(context.target.log)
    if not log:
        raise Inconclusive("nothing was sent in this run")
    return log


def _server_error(errors: list[Exchange], answered: list[Exchange]) -> Breach:
    """The breach by the error that is easiest to see again.

    The best is one that was alone, and whose request never got another answer; then one that was alone, since a
    sporadic error needs only patience; then one of requests that were sent at the same time.
    """
    fine = {_request(one) for one in answered if not _is_server_error(one)}
    looked_at = errors[:_MOST]  # of thousands, some are enough
    together = {one.number: _together(one, answered) for one in looked_at}
    shown = min(looked_at, key=lambda one: (together[one.number] > 1, _request(one) in fine))
    what = f"{shown.method} ({shown.operation}): {describe(shown)}"
    if len(errors) > 1:
        what += f"; {len(errors)} of {len(answered)} requests got a server error"
    if together[shown.number] > 1:
        repetition = Repetition(together[shown.number], parallel=True)
    else:
        repetition = Repetition(min(ceil(3 * len(answered) / len(errors)), _MOST)) if _request(shown) in fine else ONCE
    return Breach("no server error on any input", what, shown, repetition=repetition)


def _request(exchange: Exchange) -> tuple[str, str, str, bytes]:
    return exchange.method, exchange.url, exchange.key, exchange.request_body


def _together(exchange: Exchange, log: list[Exchange]) -> int:
    """How many requests of its kind were on their way while this one was, itself included."""
    return sum(
        one.operation == exchange.operation and one.sent < exchange.ended and exchange.sent < one.ended for one in log
    )


def _is_server_error(exchange: Exchange) -> bool:
    if exchange.status is None or exchange.status < 500:
        return False
    if exchange.status == NOT_IMPLEMENTED:
        return _DOCUMENTED.fullmatch(f"{exchange.method} {exchange.url.partition('?')[0]}") is not None
    return not (exchange.status == _UNAVAILABLE and "retry-after" in exchange.headers)


def _plain_tasks(context: Context) -> list[tuple[Case, Exchange]]:
    """New tasks, one of each model, for a run that has created none."""
    bodies: list[dict[str, Any]] = [{**PLAIN, "model": f"seedance_2_0{speed}_pro"} for speed in ("", "_fast")]
    if context.full:
        video = {"prompt": PLAIN["prompt"], "referenceVideos": [context.media.video(1)]}
        bodies += [{**video, "model": f"seedance_2_0{speed}"} for speed in ("", "_fast")]
    made = []
    for body in bodies:
        created = context.target.create(body)
        if create_outcome(created) is Outcome.ACCEPTED and task_id(created) is not None:
            case = Case("RB-TASK-ENDS", f"a plain task of {body['model']}", body, "accepted")
            context.promise(case, created)
            made.append((case, created))
    if not made:
        raise Inconclusive(f"no valid task was accepted in this run: {describe(created)}")
    return made
