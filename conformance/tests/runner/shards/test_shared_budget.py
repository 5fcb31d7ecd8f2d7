"""A budget of a split run is one budget: shards side by side never bill more, and the merged report has the sum."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from seedance_conformance.runner.shards.merge import merge
from tests.runner.conftest import seedance
from tests.runner.money.billing import Billing, Conformed, conform_remote

MIXED = ("accept", "refuse", "drop", "refuse", "refuse")
"""What becomes of the creates in turn."""


def side_by_side(base_url: str, folder: Path, count: int, budget: int) -> list[Conformed]:
    """Run all shards at the same time."""

    def run(index: int) -> Conformed:
        options = ("--shard", f"{index}/{count}", "--budget", str(budget))
        return conform_remote(base_url, folder / f"part-{index}", *options)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(1, count + 1)))


@pytest.mark.parametrize(("turns", "count", "budget"), [(("accept",), 3, 2), (("accept",), 2, 11), (MIXED, 3, 13)])
def test_shards_together_stay_within_the_budget(
    billing: Billing, tmp_path: Path, turns: tuple[str, ...], count: int, budget: int
) -> None:
    """Each spends its share, a shard with none sends no create, and the merged report has the sum."""
    billing.manner = lambda number: turns[number % len(turns)]
    done = side_by_side(billing.base_url, tmp_path, count, budget)
    assert billing.billed <= budget
    assert billing.billed == budget or turns is MIXED
    shares = [one.report["requests"]["budget"] for one in done]
    assert sum(shares) == budget
    for one, share in zip(done, shares, strict=True):
        requests = one.report["requests"]
        assert requests["creates_accepted"] + requests["creates_maybe_billed"] <= share
        assert one.code in (1, 3, 4), one.output
        assert ("sends no create: give --budget 3 or more" in " ".join(one.output.split())) == (share == 0)
        assert (one.code == 4) or share
    parts = [str(one.out) for one in done]
    merged = seedance("report", "merge", *parts, "--out", str(tmp_path / "all"), folder=tmp_path)
    whole = Conformed(merged.returncode, merged.stdout, tmp_path / "all").report["requests"]
    used = whole["creates_accepted"] + whole["creates_maybe_billed"]
    assert billing.billed <= used <= budget == whole["budget"]
    assert f"{used} of {budget} units of the budget used: " in merged.stdout


def test_a_resumed_shard_keeps_its_share(billing: Billing, tmp_path: Path) -> None:
    """It continues within the same share; a larger budget of the run gives it its share of that."""
    first = ("--shard", "1/2", "--budget", "9", "--fail-fast", "--concurrency", "1")
    stopped = conform_remote(billing.base_url, tmp_path / "a", *first)
    assert stopped.report["stopped"] == "fail-fast"
    assert billing.billed < 5
    ended = conform_remote(billing.base_url, tmp_path / "a", "--resume", str(tmp_path / "a"))
    assert (billing.billed, ended.report["requests"]["budget"]) == (5, 5), ended.output
    more = conform_remote(billing.base_url, tmp_path / "a", "--resume", str(tmp_path / "a"), "--budget", "13")
    assert (billing.billed, more.report["requests"]["budget"]) == (7, 7), more.output
    other = conform_remote(billing.base_url, tmp_path / "b", "--shard", "2/2", "--budget", "9")
    assert (billing.billed, other.report["requests"]["budget"]) == (11, 4), other.output
    merged = merge([tmp_path / "a", tmp_path / "b"], tmp_path / "all")
    assert merged.log.events[0]["share"] == 11


def test_the_plan_of_each_shard_has_its_share(tmp_path: Path) -> None:
    """What the unsplit run needs, and two tasks a shard for the media that several need, is enough for each."""
    for index, share in ((1, 15), (2, 15), (3, 15)):
        options = ("--dry-run", "--shard", f"{index}/3", "--budget", "45", "--media-url", "https://h.example/m")
        said = conform_remote("http://127.0.0.1:9/x", tmp_path / "out", *options).output
        assert f"--budget 45 is one budget for all shards: shard {index}/3 may spend {share} of it.\n" in said
        assert f"A share of {share} is enough for a target that keeps the rules." in said


def test_the_plan_of_a_shard_without_budget_says_so(tmp_path: Path) -> None:
    """It names the smallest budget of which each shard has a unit."""
    options = ("--dry-run", "--shard", "3/3", "--budget", "2")
    said = conform_remote("http://127.0.0.1:9/x", tmp_path / "out", *options).output
    reason = "So it sends no create: give --budget 3 or more, or use fewer shards."
    assert f"shard 3/3 may spend 0 of it.\n{reason}\n" in said
