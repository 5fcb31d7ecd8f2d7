"""A server with the same answer to each create breaks no rule about bodies or media."""

from pathlib import Path
from typing import Final

import pytest
from tests.runner.money.billing import Billing, Reply, conform_here

SAME: Final[dict[str, Reply]] = {
    "500": (500, {}, b"{}"),
    "502, a page": (502, {"Content-Type": "text/html"}, b"<html><h1>Bad Gateway</h1></html>"),
    "303": (303, {"Location": "/login"}, b""),
    "404": (404, {}, b'{"message": "no such route"}'),
    "200, empty": (200, {}, b""),
}


@pytest.mark.parametrize("name", SAME)
def test_an_answer_that_never_changes_breaks_no_rule_about_bodies(billing: Billing, tmp_path: Path, name: str) -> None:
    """The rules are inconclusive; only rules about the answer itself fail."""
    billing.reply = lambda task: SAME[name]
    done = conform_here(billing.base_url, tmp_path, "--profile", "quick", "--rules", "CR-*", "--rules", "MD-*")
    red = [row["id"] for row in done.report["rules"] if row["verdict"] in ("fail", "error")]
    assert red == [], done.output
    assert done.report["counts"]["inconclusive"] > 20
