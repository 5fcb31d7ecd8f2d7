"""The command against servers that bill every create and give undocumented answers: the budget holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from tests.answer_shapes import ACCEPTED
from tests.runner.money.billing import Billing, Conformed, Reply, conform_remote, documented, in_shape
from tests.runner.money.test_remote_money import spent

Answer = Callable[[str], Reply]


def saying(status: int, document: object) -> Answer:
    """An answer function; `TASK` in the body is replaced by the id."""
    body = document if isinstance(document, str) else json.dumps(document)
    return lambda task: (status, {}, body.replace("TASK", task).encode())


ANSWERS: Final[dict[str, tuple[Answer, str]]] = {
    "id as data": (in_shape(ACCEPTED["id as data"]), "10 tasks accepted, 0 maybe billed"),
    "code 200, taskId": (in_shape(ACCEPTED["code 200, taskId"]), "10 tasks accepted, 0 maybe billed"),
    "nothing known": (in_shape(ACCEPTED["nothing known"]), "0 tasks accepted, 10 maybe billed"),
    "a refusal with an id": (saying(400, {"error": "no", "task_id": "TASK"}), "0 tasks accepted, 10 maybe billed"),
    "a conflict": (saying(409, {"error": "no"}), "0 tasks accepted, 10 maybe billed"),
}
"""How a server answers what it bills, and what the last line of the console says of that."""


def last_line(done: Conformed) -> str:
    """The last line of the console."""
    return [line for line in done.output.splitlines() if " of the budget used: " in line][-1]


@pytest.mark.parametrize("name", ANSWERS)
def test_the_budget_holds_and_the_ledger_tells_the_truth(billing: Billing, tmp_path: Path, name: str) -> None:
    """For each kind of answer the server bills at most ten creates, and all reports say so."""
    billing.reply, words = ANSWERS[name]
    done = conform_remote(billing.base_url, tmp_path, "--budget", "10")
    assert billing.billed == billing.asked == spent(done) == 10, done.output
    assert done.code in (1, 4)
    assert done.report["stopped"] == "budget"
    requests = done.report["requests"]
    assert requests["creates_accepted"] + requests["creates_maybe_billed"] == 10
    assert last_line(done) == f"10 of 10 units of the budget used: {words}, {requests['creates_refused']:,} refused"
    page = (tmp_path / "index.html").read_text()
    assert f"<dt>Maybe billed</dt><dd>{requests['creates_maybe_billed']}</dd>" in page
    assert "<dt>Budget used</dt><dd>10 of 10</dd>" in page


def test_the_three_counts_add_up(billing: Billing, tmp_path: Path) -> None:
    """Accepted, maybe billed and refused add up to the server's own count."""
    kinds: dict[int, Answer] = {
        0: documented,
        1: saying(200, ""),
        2: saying(400, {"error": {"message": "no"}}),
        3: saying(404, "<html><h1>404 Not Found</h1></html>"),
    }
    billing.reply = lambda task: kinds[int(task.rpartition("_")[2]) % 4](task)
    done = conform_remote(billing.base_url, tmp_path, "--budget", "12", "--rules", "CR-*")
    requests = done.report["requests"]
    sent = [number % 4 for number in range(1, billing.asked + 1)]
    assert requests["creates_accepted"] == sent.count(0)
    assert requests["creates_maybe_billed"] == sent.count(1)
    assert requests["creates_refused"] == sent.count(2) + sent.count(3)
    assert requests["creates_accepted"] + requests["creates_maybe_billed"] == 12
