"""Tasks and assets of another key are invisible, in both directions, while they run and after they have ended."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.endpoints import valid_call
from seedance_conformance.suite.robustness.expectations import expect_exists, expect_refusal
from seedance_conformance.suite.robustness.fixtures import ended_task, let_review_end, live_asset, live_task

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.second_key]

both_ways = pytest.mark.parametrize(
    ("owner", "stranger"), [("first", "second"), ("second", "first")], ids=["second-asks", "first-asks"]
)


@both_ways
@pytest.mark.rule("RB-FOREIGN-TASK")
def test_a_foreign_task_is_invisible(context: Context, owner: str, stranger: str) -> None:
    """A query with another key is refused while the task runs and after its end, and changes nothing for the owner."""
    for stage, find in (("a running", live_task), ("an ended", ended_task)):
        task = find(context, owner)
        answer = valid_call(context, "query", task).send(context, key=stranger)
        expect_refusal(answer, f"query of {stage} foreign task")
        expect_exists(context.target.query(task, key=owner), "a stranger's query")
    context.evidence(2)


@both_ways
@pytest.mark.rule("RB-FOREIGN-ASSET")
@pytest.mark.parametrize("endpoint", ["detail", "delete"])
def test_a_foreign_asset_is_invisible(context: Context, endpoint: str, owner: str, stranger: str) -> None:
    """Detail and deletion with another key are refused, before and after the asset is Active, and the asset stays."""
    asset = live_asset(context, owner)
    send = context.target.detail if endpoint == "detail" else context.target.delete
    for stage in ("new", "reviewed"):
        if stage == "reviewed":
            let_review_end(context, asset, owner)
        expect_refusal(send(asset, key=stranger), f"{endpoint} of a {stage} foreign asset")
        expect_exists(context.target.detail(asset, key=owner), f"a stranger's {endpoint}")
    context.evidence(2)
