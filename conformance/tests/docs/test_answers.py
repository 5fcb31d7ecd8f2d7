"""The page about answers lists each observed create answer, as the code treats it."""

import json
import re
from typing import Final

from seedance_client._sdk.create.outcome import decide
from seedance_client._sdk.transport.effects import Answer
from seedance_conformance.transport.answers.billing import Charge, charge
from tests.answer_shapes import ACCEPTED, FURTHER
from tests.docs.pages import ROOT
from tests.transport.answers.test_billing import create

LEDGER: Final = {Charge.ACCEPTED: "accepted", Charge.UNKNOWN: "maybe billed", Charge.REFUSED: "refused"}


def test_the_page_has_the_outcome_of_each_shape() -> None:
    """Each shape has one row: the error or the place of the id, and the entry of the suite's ledger."""
    section = (ROOT / "docs" / "answers.md").read_text("utf-8").partition("## Creates")[2].partition("## Queries")[0]
    written = re.findall(r"^\| `([^`]+)` \| `.*` \| (.+) \| (.+) \|$", section, re.MULTILINE)
    expected = []
    for name, shape in (ACCEPTED | FURTHER).items():
        outcome = decide(Answer(200, {}, json.dumps(shape.body).encode()))
        unknown = "`OutcomeUnknown`, with the id" if shape.task_id else "`OutcomeUnknown`"
        client = f"task, from `{outcome.task.place}`" if outcome.task else unknown
        expected.append((name, client, LEDGER[charge(create(200, shape.body))]))
    assert sorted(written) == sorted(expected)
