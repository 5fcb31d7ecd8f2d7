"""The Celery workers of examples/celery_fleet, while they, the broker and the database are killed."""

import importlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from bench.fleet import Fleet, VideoJob, measure
from bench.fleet_service import Billing, video
from bench.servers import ROOT


def test_no_video_is_paid_twice() -> None:
    """Each job is delivered twice, all servers fail once: each is billed once, or unknown, or beyond the limit."""
    result = measure(3, 24, kill_seconds=8.0, limit=21)
    assert result.faults == []
    assert result.videos + result.unknown + result.limited == 24
    assert result.bills <= 21
    assert result.videos >= 12


def test_two_films_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gets a file of its own, in a folder that is made: the second one was paid for, too."""
    monkeypatch.syspath_prepend(ROOT / "examples/celery_fleet")
    steps = importlib.import_module("fleet")
    client = Mock()
    monkeypatch.setattr(steps, "client", lambda: client)
    monkeypatch.setattr(steps, "journal", Mock())
    monkeypatch.setattr(steps, "FOLDER", tmp_path / "films")
    for task_id in ("video_1", "video_2"):
        steps.download(task_id, "shot-1")
    paths = [call.args[1] for call in client.download.call_args_list]
    assert len({*paths}) == 2
    assert {path.parent for path in paths} == {tmp_path / "films"}
    assert (tmp_path / "films").is_dir()


Judge = Callable[[dict[str, int], dict[str, str], list[str]], list[str]]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """The faults of a fleet that has ended, with three jobs: by the bills, the rows of the journal and the videos."""

    def faults(bills: dict[str, int], rows: dict[str, str], videos: list[str]) -> list[str]:
        for name in videos:
            (tmp_path / f"{name}.mp4").write_bytes(video(f"A fox, {name}"))
        monkeypatch.setattr(Fleet, "rows", lambda self: rows)
        jobs = [VideoJob(f"job-{number}") for number in range(3)]
        service = Billing(bills=Counter({f"A fox, {name}": times for name, times in bills.items()}))
        unused: Any = None
        return Fleet(jobs, service, unused, unused, tmp_path, 3, "").result(1.0).faults

    return faults


@pytest.mark.parametrize(
    ("bills", "rows", "videos", "fault"),
    [
        ({"job-0": 2}, {"job-0": "downloaded"}, ["job-0"], "'A fox, job-0' was billed 2 times"),
        ({"job-0": 1}, {"job-0": "created"}, [], "job-0 was paid for, and has no video"),
        ({}, {"job-0": "downloaded"}, ["job-0"], "job-0 has a video that wasn't paid for"),
        ({"job-0": 4}, {}, ["job-0"], "4 bills exceed the limit of 3"),
        ({}, {"job-1": "created"}, [], "3 jobs have no end, such as job-0"),
    ],
)
def test_the_judge_notices(bills: Any, rows: Any, videos: list[str], fault: str, judge: Judge) -> None:
    """What was billed twice, above the limit, or lost, is a fault."""
    assert fault in judge(bills, rows, videos)


def test_what_is_unknown_is_no_fault(judge: Judge) -> None:
    """A job that may have been billed, and is reported, is as it should be."""
    rows = {"job-0": "unknown", "job-1": "unknown", "job-2": "unknown"}
    assert judge({"job-0": 1}, rows, []) == []
