"""`seedance report merge`: merged shards have the verdicts of an unsplit run."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.runner.shards.merge import merge
from seedance_conformance.runner.shards.shard_logs import MergeError
from tests.report.conftest import case, exchange, footer, header, write_log
from tests.runner.conftest import StartMock, seedance, verdicts

FEW = ["--profile", "quick", "--rules", "CS-*", "--rules", "CR-DUR-*"]
URL = "http://127.0.0.1:1/p"


def shard(folder: Path, base_url: str, text: str, *options: str) -> Path:
    """Run one shard; return the folder of its report."""
    out = folder / text.replace("/", "-of-")
    done = seedance("conform", "--base-url", base_url, *options, "--shard", text, "--out", str(out), folder=folder)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return out


def requests(folder: Path) -> Counter[str]:
    """The numbers of requests, as the report has them."""
    return Counter(json.loads((folder / "report.json").read_text())["requests"])


@pytest.mark.parametrize(
    ("count", "fault", "red"), [(2, (), set()), (3, ("--fault", "id-reused-every-tenth-task"), {"CS-ID-UNIQUE"})]
)
def test_merged_shards_have_the_verdicts_of_one_run(
    tmp_path: Path, start_mock: StartMock, count: int, fault: tuple[str, ...], red: set[str]
) -> None:
    """Each rule has the same verdict, also rules about answers of several shards."""
    base_url = start_mock(*fault)
    parts = [shard(tmp_path, base_url, f"{index}/{count}", *FEW) for index in range(1, count + 1)]
    merged = seedance("report", "merge", *map(str, parts), "--out", str(tmp_path / "all"), folder=tmp_path)
    whole = seedance("conform", "--base-url", base_url, *FEW, "--out", str(tmp_path / "one"), folder=tmp_path)
    found = verdicts(tmp_path / "all")
    assert found == verdicts(tmp_path / "one")
    assert {rule for rule, verdict in found.items() if verdict == "fail"} == red
    assert merged.returncode == whole.returncode == (1 if red else 0)
    assert requests(tmp_path / "all") == sum((requests(part) for part in parts), Counter()), "nothing is lost"
    assert f"the sum of {count} shards" in (tmp_path / "all" / "index.html").read_text()
    assert f"merged from {count} shards: the duration is the sum of theirs" in merged.stdout
    assert (tmp_path / "all" / "junit.xml").exists()


def log(
    folder: Path, shard: str | None, *, ended: bool = True, events: Sequence[dict[str, Any]] = (), **more: Any
) -> Path:
    """Write the smallest log of a shard; return its folder."""
    stopped = more.pop("stopped", None)
    head = header(**{"selected": ["CR-DUR-MIN"], "shard": shard} | more)
    return write_log(folder, [head, *events, *([footer(stopped=stopped)] if ended else [])])


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ({"shard": "1/2"}, "shard 1/2 is given twice"),
        ({"shard": "2/3"}, "they have number of shards 2 and 3"),
        ({"shard": None}, "holds a whole run, not a shard"),
        ({"shard": "2/2", "seed": 5}, "they have seed 7 and 5"),
        ({"shard": "2/2", "profile": "full"}, "they have profile quick and full"),
        ({"shard": "2/2", "version": "9"}, "version 9 wrote"),
        ({"shard": "2/2", "selected": []}, "they have different rules"),
        ({"shard": "2/2", "target": {"base_url": URL + "q", "kind": "loopback"}}, f"they have target {URL} and {URL}q"),
        ({"shard": "2/2", "options": {"media-url": "https://h/m"}}, "they have media-url None and https://h/m"),
        ({"shard": "2/2", "ended": False}, "--resume"),
    ],
)
def test_shards_of_different_runs_are_refused(tmp_path: Path, second: dict[str, Any], message: str) -> None:
    """The message names the reason, and nothing is written."""
    parts = [log(tmp_path / "a", "1/2"), log(tmp_path / "b", **second)]
    with pytest.raises(MergeError, match=re.escape(message)):
        merge(parts, tmp_path / "all")
    assert not (tmp_path / "all").exists()


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    """Two of three shards: exit 2 and one sentence."""
    parts = [log(tmp_path / "a", "1/3"), log(tmp_path / "b", "3/3")]
    done = seedance("report", "merge", *map(str, parts), "--out", "all", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "seedance: the log of shard 2/3 is missing: name the directories of all shards\n"


def test_a_shard_is_not_overwritten(tmp_path: Path) -> None:
    """The merged report can't replace a shard."""
    parts = [log(tmp_path / "a", "1/2"), log(tmp_path / "b", "2/2")]
    with pytest.raises(MergeError, match="is one of the shards"):
        merge(parts, parts[0])
    assert len((parts[0] / "run.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(("stopped", "verdict"), [("interrupted", "inconclusive"), (None, "fail"), ("budget", "fail")])
def test_an_open_violation_of_a_stopped_shard_is_inconclusive(
    tmp_path: Path, stopped: str | None, verdict: str
) -> None:
    """A shard that was stopped didn't wait for its task; another one waited for as long as a task may take."""
    head: dict[str, Any] = {"rules": ["CR-URL-SCHEME"], "selected": ["CR-URL-SCHEME"]}
    opened = {"event": "open", "case": "c", "rule": "CR-URL-SCHEME", "name": "ftp", "expect": "refused"}
    events = [
        exchange(1, "c", "create", body='{"id": "video_1", "status": "queued"}'),
        exchange(2, "follow", "query", method="GET", subject="video_1", body='{"id": "video_1", "status": "queued"}'),
        {**opened, "disputed": False, "exchange": 1},
        case("CR-URL-SCHEME", "pass"),
    ]
    first = log(tmp_path / "a", "1/2", events=[exchange(1, "c", "query")], **head)
    merge([first, log(tmp_path / "b", "2/2", stopped=stopped, events=events, **head)], tmp_path / "all")
    assert verdicts(tmp_path / "all")["CR-URL-SCHEME"] == verdict
