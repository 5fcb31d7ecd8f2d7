"""Odd texts in each place that takes one: no server error, neither in the answer nor in later queries."""

from collections.abc import Callable
from functools import partial
from typing import Final

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.parameters import each_rule
from seedance_conformance.suite.robustness import texts
from seedance_conformance.suite.robustness.expectations import expect_answer
from seedance_conformance.suite.robustness.fixtures import CLOSE, PLAIN, upload_body
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, create_outcome, task_id

pytestmark = [pytest.mark.full, pytest.mark.loopback]

_TEXTS: Final = {
    "RB-TEXT-EMOJI": texts.EMOJI,
    "RB-TEXT-NUL": texts.NUL,
    "RB-TEXT-SURROGATE": texts.SURROGATE,
}


@each_rule(_TEXTS)
def test_odd_text_in_create_is_answered(context: Context, rule: str) -> None:
    """A create with the text in any field, and a query of its task, are answered."""
    for name, body in _places(context, rule, partial(texts.in_create, PLAIN)):
        answer = context.target.create(body, headers=CLOSE)
        expect_answer(answer, f"create with {name}")
        task = task_id(answer) if create_outcome(answer) is Outcome.ACCEPTED else None
        if task is not None:
            expect_answer(context.target.query(task), f"query of a task with {name}")


@each_rule(_TEXTS)
def test_odd_text_in_upload_is_answered(context: Context, rule: str) -> None:
    """An upload with the text in any field, and the detail of its asset, are answered."""
    for name, body in _places(context, rule, partial(texts.in_upload, upload_body(context))):
        answer = context.target.upload(body, headers=CLOSE)
        expect_answer(answer, f"upload with {name}")
        asset = asset_id(answer) if call_outcome(answer) is Outcome.ACCEPTED else None
        if asset is not None:
            expect_answer(context.target.detail(asset), f"detail of an asset with {name}")


def _places(context: Context, rule: str, put: Callable[[str], texts.Places]) -> texts.Places:
    """Each text of a rule in its places, with a name for each body: all are evidence."""
    found = [
        (f"{kind} in {place}", body)
        for turn, (kind, text) in enumerate(_TEXTS[rule])
        for place, body in texts.in_turns(put(text), turn)
    ]
    context.evidence(len(found))
    return found
