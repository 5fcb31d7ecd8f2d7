"""Every call needs `Authorization: Bearer KEY`; any other value is refused.

Refusals cost nothing, so the quick profile judges create and query, too. On a remote target each rule is tried with one
value: many wrong keys in a row look like an attack.
"""

from contextlib import suppress
from typing import Final

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.existing_tasks import existing_task
from seedance_conformance.suite.robustness.credentials import RULES, wrong_values
from seedance_conformance.suite.robustness.endpoints import ENDPOINTS, Call, Endpoint, valid_call
from seedance_conformance.suite.robustness.expectations import expect_exists, expect_refusal
from seedance_conformance.suite.robustness.fixtures import ended_task, fresh_asset
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, call_outcome, create_outcome, describe
from seedance_conformance.transport.exchange import Exchange

_MAIN: Final = ("create", "query")
"""The endpoints that the quick profile has, too, and that get all values.

A server mostly has one check for all endpoints, so the others get a third of the values.
"""


def _items(rule: str) -> list[object]:
    right = rule == "EP-AUTH-BEARER"
    marks: dict[Endpoint, list[pytest.MarkDecorator]] = {
        # The wrong header that is tried may be billed, and then the right one.
        "create": [pytest.mark.bills(2, borrows=True) if right else pytest.mark.bills(1)],
        "query": [pytest.mark.bills(1, borrows=True)],  # the task that is asked for
    }
    return [
        pytest.param(rule, endpoint, marks=[pytest.mark.rule(rule), *marks.get(endpoint, [pytest.mark.full])])
        for endpoint in ENDPOINTS
    ]


@pytest.mark.parametrize(("rule", "endpoint"), [item for rule in RULES for item in _items(rule)])
def test_a_wrong_authorization_is_refused(context: Context, rule: str, endpoint: Endpoint) -> None:
    """Each endpoint refuses each wrong header, and a refused deletion deletes nothing."""
    values = wrong_values(rule, context.target)
    values = values[:1] if context.remote else values
    if endpoint not in _MAIN:
        values = values[::3]
    calls = _calls(context, endpoint)
    for turn, (name, value) in enumerate(values):
        # A server may check keys for running tasks only. One wrong value shows that, so only the first is sent to the
        # ended task, too.
        for call in calls if turn == 0 else calls[:1]:
            answer = call.send(context, authorization=value)
            expect_refusal(answer, f"{endpoint} with {name}")
            if endpoint == "delete" and call.subject:
                expect_exists(context.target.detail(call.subject), f"a deletion with {name}")
    context.evidence(len(values) + len(calls) - 1)


@pytest.mark.parametrize(("rule", "endpoint"), _items("EP-AUTH-BEARER"))
def test_the_bearer_key_is_accepted(context: Context, rule: str, endpoint: Endpoint) -> None:
    """The same call is accepted with `Bearer KEY` and refused without the header."""
    subject = fresh_asset(context) if endpoint == "delete" else None
    call = valid_call(context, endpoint, subject)
    without = call.send(context, authorization=None)
    expect_refusal(without, f"{endpoint} without Authorization")
    with_key = (existing_task(context) if endpoint == "create" else None) or call.send(context)
    outcome = create_outcome(with_key) if endpoint == "create" else call_outcome(with_key)
    if outcome is Outcome.REFUSED:
        if _is_about_the_key(with_key, without):
            raise Breach("the key is accepted as `Bearer KEY`", f"{endpoint}: {describe(with_key)}", with_key)
        raise Inconclusive(f"{endpoint} is refused for another reason: {describe(with_key)}")
    context.evidence(2)


def _calls(context: Context, endpoint: Endpoint) -> list[Call]:
    calls = [valid_call(context, endpoint)]
    if endpoint == "query" and context.full:
        with suppress(Inconclusive):
            calls.append(valid_call(context, endpoint, ended_task(context)))
    return calls


def _is_about_the_key(answer: Exchange, without_key: Exchange) -> bool:
    return answer.status in (401, 403) or (answer.status, answer.body) == (without_key.status, without_key.body)
