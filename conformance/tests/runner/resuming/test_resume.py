"""`--resume` continues a run that was stopped or killed, and sends nothing billable twice."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.runner.configuration.settings import SettingsError
from seedance_conformance.runner.event_log import EventLog, LogInUse
from seedance_conformance.runner.resuming.previous_run import PreviousRun
from tests.report.conftest import exchange as any_exchange
from tests.report.conftest import footer
from tests.runner.conftest import seedance
from tests.runner.settled import KEYS, begin_log, settled

URL = "http://127.0.0.1:8765/p"
FAR = "https://gateway.invalid/p"


def begun(folder: Path, **given: Any) -> Path:
    """Write a log that has only a header; return its folder."""
    begin_log(folder, **given).close()
    return folder


def append(folder: Path, *events: dict[str, Any], cut: str = "") -> Path:
    """Append events, and perhaps the beginning of one."""
    with (folder / "run.jsonl").open("a") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)
        file.write(cut)
    return folder


def reserved(send: int, case: str = "test_a", mark: str = "m") -> dict[str, Any]:
    """An entry of the ledger."""
    return {"event": "reserved", "send": send, "case": case, "mark": mark}


def accepted(send: int) -> dict[str, Any]:
    """An entry of the ledger."""
    return {"event": "accepted", "send": send, "task": f"video_{send}", "key": "first", "time": "2026-11-22T00:00:00Z"}


def exchange(number: int, operation: str = "create", **more: Any) -> dict[str, Any]:
    """An accepted create; other fields change it."""
    return any_exchange(number, "test_a", operation, **{"send": None} | more)


def test_killed_runs_send_nothing_twice_and_lose_nothing() -> None:
    """Runs are killed at random moments; `scripts/bench resumes` repeats this."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.resumes", "1", "3"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_options_come_from_the_previous_run(tmp_path: Path) -> None:
    """Target, profile, seed, rules, budget and so on needn't be given again."""
    given: dict[str, Any] = {
        "base_url": FAR,
        "budget": 9,
        "seed": 4,
        "rules": ["CR-DUR-*"],
        "strict": True,
        "shard": "1/2",
    }
    folder = begun(tmp_path / "a", **given)
    again = settled(resume=str(folder))
    assert again.options() == settled(out=str(tmp_path / "b"), **given).options()
    assert (again.resume, again.out) == (True, folder)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": 5}, "--seed differs from the run in"),
        ({"base_url": URL + "x"}, "--base-url differs"),
        ({"budget": 8}, "--budget differs"),
        ({"profile": "full"}, "--profile differs"),
        ({"rules": ["CR-DUR-MIN"]}, "--rules differs"),
        ({"strict": True}, "--strict differs"),
        ({"shard": "1/2"}, "--shard differs"),
        ({"out": "elsewhere"}, "--out elsewhere differs from --resume"),
    ],
)
def test_contradicting_options_are_refused(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    """A resumed run keeps its options."""
    folder = begun(tmp_path, base_url=URL, budget=9, profile="quick")
    with pytest.raises(SettingsError, match=message):
        settled(resume=str(folder), **given)


@pytest.mark.parametrize("status", [400, 429])
def test_a_refusal_before_any_acceptance_is_held(tmp_path: Path, status: int) -> None:
    """It stays spent until a create is accepted, and the case is not sent again; so does a busy answer."""
    folder = append(begun(tmp_path, base_url=FAR, budget=9), reserved(1), exchange(1, status=status, send=1))
    previous = PreviousRun.read(folder)
    assert (previous.spent, previous.held, previous.trusted) == (1, {1}, False)
    assert previous.refused_and_not_released == set()
    assert [one.exchange.status for one in previous.sent if one.exchange] == [status]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 409, "body": "{}"},
        {"status": 200, "body": ""},
        {"status": 400, "body": '{"task_id": "t-1"}'},
        {"status": 429, "body": '{"task_id": "t-1"}'},
        {"status": 404, "body": {"text": "<html>", "cut_from_bytes": 90_000}},
    ],
)
def test_a_maybe_billed_request_stays_spent_and_is_not_sent_again(tmp_path: Path, answer: dict[str, Any]) -> None:
    """This includes a rate-limit answer that names a task, and an answer that the log has cut."""
    folder = append(begun(tmp_path, base_url=FAR, budget=9), reserved(1), exchange(1, send=1, **answer))
    previous = PreviousRun.read(folder)
    assert (previous.spent, previous.unsettled, previous.refused_and_not_released) == (1, 1, set())
    assert [one.exchange.status for one in previous.sent if one.exchange] == [answer["status"]]


def test_an_id_in_a_refusal_is_polled_after_a_kill(tmp_path: Path) -> None:
    """The ledger has the id, but the log lacks the answer."""
    named = accepted(1) | {"event": "named", "key": "second"}
    previous = PreviousRun.read(append(begun(tmp_path, base_url=FAR, budget=9), reserved(1), named))
    assert previous.orphans == [("video_1", "second")]
    assert previous.used_second_key


def test_merged_shards_can_not_be_resumed(tmp_path: Path) -> None:
    """Each shard has its own budget, so a run over all would count wrongly."""
    folder = begun(tmp_path, base_url=FAR, budget=9, shard="1/2")
    log = folder / "run.jsonl"
    log.write_text(log.read_text().replace('"shard": "1/2", "share"', '"shard": null, "share"'))
    with pytest.raises(SettingsError, match="holds merged shards: resume the shard that was stopped"):
        settled(resume=str(folder))


def test_tasks_of_the_second_account_need_its_key(tmp_path: Path) -> None:
    """Without it the run couldn't poll them."""
    folder = append(begun(tmp_path, base_url=FAR, budget=9), reserved(1), accepted(1) | {"key": "second"})
    with pytest.raises(SettingsError, match="SEEDANCE_API_KEY_2 isn't set, but the run in"):
        settled(resume=str(folder))
    assert settled(KEYS | {"SEEDANCE_API_KEY_2": "l"}, resume=str(folder)).resume


def test_the_same_options_may_be_given_again(tmp_path: Path) -> None:
    """Equal options aren't an error."""
    folder = begun(tmp_path, base_url=URL, seed=3)
    assert settled(resume=str(folder), seed=3, base_url=URL, rules=["*"], out=str(folder)).seed == 3


def test_a_finished_run_writes_its_reports_again(tmp_path: Path) -> None:
    """Nothing is sent, and the exit code is that of the run."""
    folder = append(begun(tmp_path / "a", base_url=URL), footer(exit_code=1))
    done = seedance("conform", "--resume", str(folder), folder=tmp_path)
    assert done.returncode == 1
    assert f"the run in {folder} has ended: nothing is left to do" in done.stderr
    assert json.loads((folder / "report.json").read_text())["exit_code"] == 1
    assert (folder / "index.html").exists()


@pytest.mark.parametrize("text", [None, '{"format": "other"}\n', ""])
def test_without_a_log_there_is_nothing_to_resume(tmp_path: Path, text: str | None) -> None:
    """One sentence, and no new run starts."""
    if text is not None:
        (tmp_path / "run.jsonl").write_text(text)
    with pytest.raises(SettingsError, match="can't be resumed"):
        settled(resume=str(tmp_path))


def test_a_log_of_paid_tasks_is_not_overwritten(tmp_path: Path) -> None:
    """A new run in the folder of a killed remote run ends with a hint to --resume, and keeps the log."""
    folder = append(begun(tmp_path / "a", base_url=FAR, budget=3), reserved(1), accepted(1), reserved(2))
    before = (folder / "run.jsonl").read_bytes()
    done = seedance("conform", "--rules", "CR-DUR-MIN", "--out", str(folder), folder=tmp_path)
    assert done.returncode == 2
    assert f"was stopped before 2 paid tasks had ended: continue it with --resume {folder}" in done.stderr
    assert (folder / "run.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "events",
    [
        (),
        (reserved(1), {"event": "released", "send": 1}),
        (reserved(1), accepted(1), footer()),
        (
            reserved(1),
            accepted(1),
            exchange(1, body='{"id": "video_1", "status": "queued"}', send=1),
            exchange(2, operation="query", method="GET", subject="video_1", body='{"id": 1, "status": "completed"}'),
        ),
    ],
    ids=["nothing sent", "refused", "ended", "settled"],
)
def test_a_log_without_open_tasks_may_be_overwritten(tmp_path: Path, events: tuple[dict[str, Any], ...]) -> None:
    """If all paid tasks have ended, a new run may replace the log."""
    append(begun(tmp_path, base_url=FAR, budget=3), *events)
    assert settled(base_url=FAR, budget=3, out=str(tmp_path)).out == tmp_path


def test_a_log_is_written_by_one_run_alone(tmp_path: Path) -> None:
    """Two runs that resume one log would send everything twice."""
    journal = EventLog(tmp_path / "run.jsonl")
    journal.write({"event": "one"})
    with pytest.raises(LogInUse, match="another run"):
        EventLog(tmp_path / "run.jsonl")
    journal.close()
    assert (tmp_path / "run.jsonl").read_text() == '{"event": "one"}\n'
    with (tmp_path / "run.jsonl").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_ledger_shows_what_is_spent(tmp_path: Path) -> None:
    """Refused and unsent requests are free, unanswered ones are spent, and ids without an answer are known."""
    folder = append(
        begun(tmp_path, base_url=FAR, budget=9),
        reserved(1),
        exchange(1, status=400, send=1),
        {"event": "released", "send": 1},
        reserved(2),
        {"event": "released", "send": 2},
        reserved(3),
        exchange(2, status=429, send=3),
        {"event": "released", "send": 3},
        reserved(4),
        accepted(4),
        exchange(3, body='{"id": "video_4", "status": "queued"}', send=4),
        reserved(5),
        accepted(5),
        reserved(6),
        cut='{"event": "accep',
    )
    previous = PreviousRun.read(folder)
    assert (previous.spent, previous.last_send, previous.unsettled) == (3, 6, 3)
    assert previous.orphans == [("video_5", "first")]
    answers = [(one.exchange.status if one.exchange else None) for one in previous.sent]
    assert answers == [400, 200, None, None]


def test_verdicts_of_finished_tests_stay(tmp_path: Path) -> None:
    """The footer is dropped, exchanges stay, and gaps in their numbers are closed."""
    verdict = {"event": "case", "rule": "CR-DUR-MIN", "verdict": "pass", "late": False, "note": "", "count": 1}
    folder = append(
        begun(tmp_path, base_url=URL),
        exchange(2),
        {**verdict, "case": "test_a", "exchange": 2},
        {"event": "done", "case": "test_a"},
        exchange(4, case="test_b"),
        {**verdict, "case": "test_b"},
        {**verdict, "case": "", "verdict": "skipped"},
        footer(stopped="interrupted", exit_code=130),
    )
    kept = PreviousRun.read(folder).kept[1:]
    assert [(one["event"], one.get("case")) for one in kept] == [
        ("exchange", "test_a"),
        ("case", "test_a"),
        ("done", "test_a"),
        ("exchange", "test_b"),
    ]
    assert [one["number"] for one in kept if one["event"] == "exchange"] == [1, 2]
    assert kept[1]["exchange"] == 1
