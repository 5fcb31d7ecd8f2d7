"""The command against servers that bill each create and refuse it: the budget holds."""

from pathlib import Path
from typing import Final

import pytest
from seedance_conformance.mock.api.gateway_shapes import SHAPES
from tests.runner.conftest import StartMock
from tests.runner.money.billing import Billing, conform_remote
from tests.runner.money.test_hostile_money import Answer, last_line, saying
from tests.runner.money.test_remote_money import spent

REFUSALS: Final[dict[str, Answer]] = {
    "an unknown name": saying(400, {"ref": "ab12cd"}),
    "an unknown name in a code": saying(200, {"code": 402, "handle": "x7f"}),
    "an unknown name, no digit": saying(400, {"plate": "xyz"}),
    "nothing": saying(400, {"error": {"message": "no"}}),
    "empty": saying(403, ""),
    "a page": saying(404, "<html><h1>404 Not Found</h1></html>"),
}
"""How a server answers each create that it takes and bills; none has an id that anybody could read."""


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("budget", [1, 6])
def test_refusals_alone_never_cost_more_than_the_budget(
    billing: Billing, tmp_path: Path, name: str, budget: int
) -> None:
    """The ledger counts them as maybe billed, and the run ends with the answer to the first known-good body."""
    billing.reply = REFUSALS[name]
    done = conform_remote(billing.base_url, tmp_path, "--budget", str(budget))
    assert billing.billed == billing.asked == spent(done) <= budget, done.output
    assert f"{billing.billed} maybe billed" in last_line(done)
    if "unknown name" in name:  # it looks like an id already
        assert done.code == 4, done.output
    elif budget > 1:
        assert done.code == 3, done.output
        assert done.report["stopped"] == "trouble"
        assert "The first known-good body was answered HTTP 4" in done.output


def test_one_accepted_create_releases_the_refusals(billing: Billing, tmp_path: Path) -> None:
    """Refusals of a target that accepts something count."""
    billing.manner = lambda number: "accept" if number >= 8 else "refuse"
    done = conform_remote(billing.base_url, tmp_path, "--budget", "10", "--rules", "CR-DUR-*")
    assert billing.billed == spent(done) <= 10
    assert done.report["stopped"] in (None, "budget")
    assert last_line(done).endswith(f" {billing.asked - billing.billed} refused")


@pytest.mark.parametrize("options", [("--error-style", "flat"), *(("--gateway-shape", name) for name in SHAPES)])
def test_the_check_never_ends_a_run_on_a_correct_target(
    start_mock: StartMock, tmp_path: Path, options: tuple[str, str]
) -> None:
    """The mock accepts a known-good body, so all its refusals are free."""
    base_url = start_mock(*options)
    rules = ("--rules", "CR-DUR-*", "--rules", "CR-MODEL-ENUM")
    done = conform_remote(base_url, tmp_path, "--profile", "quick", "--budget", "40", *rules)
    assert done.report["stopped"] is None, done.output
    assert " 0 refused" not in last_line(done)
