"""The client's verbs as a script meets them: results on stdout, the rest on stderr, and the exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.mock.server import MockServer
from tests.client.cli_verbs import seedance
from tests.client.library.answers import KEY, TASK, http


def test_generate_makes_a_file(service: str, tmp_path: Path) -> None:
    """One command from prompt to file: the id is first on stderr, only the path is on stdout."""
    path = tmp_path / "fox.mp4"
    done = seedance("generate", "A red fox", "-o", str(path), base_url=service)
    assert (done.exit_code, done.stdout) == (0, f"{path}\n"), done.stderr
    lines = done.stderr.splitlines()
    assert lines[0].startswith("task video_")
    assert lines[-1].endswith(": completed")
    assert path.read_bytes()[4:8] == b"ftyp"
    assert "\x1b" not in done.output


def test_steps_one_by_one(service: str, tmp_path: Path) -> None:
    """The verbs hand the id on: create, wait, get, download."""
    task_id = seedance("create", "-", "--duration", "4", base_url=service, stdin="A kite\n").stdout.strip()
    waited = json.loads(seedance("wait", task_id, "--json", base_url=service).stdout)
    assert (waited["id"], waited["status"], waited["duration"]) == (task_id, "completed", pytest.approx(4, abs=0.1))
    fields = "id status model created video_url duration tokens error error_code"  # no raw answer, no local path
    assert sorted(waited) == sorted(fields.split())
    assert seedance("get", task_id, base_url=service).stdout == f"completed {waited['video_url']}\n"
    path = tmp_path / "kite.mp4"
    assert seedance("download", task_id, "-o", str(path), base_url=service).stdout == f"{path}\n"
    assert path.exists()
    again = tmp_path / "again.mp4"
    assert seedance("wait", task_id, "-o", str(again), base_url=service).stdout == f"{again}\n"
    assert again.read_bytes() == path.read_bytes()


def test_prompt_from_a_file(hostile: Any, tmp_path: Path) -> None:
    """A prompt may stand in a file; every option reaches the request in the API's spelling."""
    (tmp_path / "prompt.txt").write_text("水墨\n", encoding="utf-8")
    hostile.script["POST"] = [http(TASK)]
    options = "--model seedance_2_0_fast --duration 6 --aspect-ratio 9:16 --no-audio"
    media = "--video https://m.example/v.mp4 --image asset://a --image asset://b --sound asset://s"
    arguments = ["--prompt-file", str(tmp_path / "prompt.txt"), *options.split(), *media.split()]
    done = seedance("create", *arguments, base_url=hostile.base_url)
    assert done.stdout == "video_1\n", done.stderr
    assert json.loads(hostile.seen[0].body) == {
        "model": "seedance_2_0_fast",
        "prompt": "水墨",
        "duration": 6,
        "aspect_ratio": "9:16",
        "generateAudio": False,
        "referenceVideos": ["https://m.example/v.mp4"],
        "referenceImages": ["asset://a", "asset://b"],
        "referenceAudios": ["asset://s"],
    }


def test_check(tmp_path: Path) -> None:
    """A body from a file or stdin is held against the rules; problems are results."""
    good, bad = '{"model": "seedance_2_0_pro", "prompt": "x"}', '{"model": "seedance_2_0", "duration": 3}'
    (tmp_path / "good.json").write_text(good)
    assert seedance("check", str(tmp_path / "good.json")).exit_code == 0
    done = seedance("check", "-", stdin=bad)
    assert done.exit_code == 2
    rules = [line.split("[")[1].split("]")[0] for line in done.stdout.splitlines()]
    assert sorted(rules) == ["CR-DUR-MIN", "CR-PROMPT-REQ", "CR-STD-NEEDS-VIDEO"]
    document = json.loads(seedance("check", "-", "--json", stdin=bad).stdout)
    assert sorted(problem["rule"] for problem in document["problems"]) == sorted(rules)
    assert seedance("check", "-", stdin="{").exit_code == 2
    gone = seedance("check", str(tmp_path / "missing.json"))
    assert (gone.exit_code, gone.stderr.count("missing.json")) == (2, 1)
    assert "(No such file or directory): give another file" in gone.stderr


def test_check_looks_into_media(scripted: Any) -> None:
    """With --media the files are downloaded: a text isn't an image, and a missing file is reported."""
    scripted.answer = lambda method, path, body: (200, {}, b"a text") if path == "/text.png" else (404, {}, b"")
    images = [f"{scripted.base_url}/text.png", f"{scripted.base_url.upper()}/gone.png"]
    body = json.dumps({"model": "seedance_2_0_pro", "prompt": "x", "referenceImages": images})
    document = json.loads(seedance("check", "-", "--media", "--json", stdin=body).stdout)
    assert {(problem["rule"], problem["field"]) for problem in document["problems"]} == {
        ("MD-IMG-FORMAT", "referenceImages[0]"),
        ("RB-UNFETCHABLE", "referenceImages[1]"),
    }


def test_assets(hostile: Any) -> None:
    """Upload prints the address that a request takes; get and delete take the id."""
    receipt = http({"code": 0, "msg": None, "data": {"assetId": "asset-1"}})
    detail = {"assetId": "asset-1", "status": "Active", "assetType": "Image", "name": None, "url": "u"}
    shown = http({"code": 0, "msg": None, "data": {**detail, "createTime": "t"}})
    hostile.script = {
        "POST": [receipt],
        "GET": [shown, shown, shown, http({"code": -1, "msg": "not found", "data": None})],
        "DELETE": [http({"code": "0", "msg": "success", "data": None})],
    }
    upload = ["upload", "Image", "https://media.example.com/face.png", "--name", "lead"]
    assert seedance("asset", *upload, base_url=hostile.base_url).stdout == "asset://asset-1\n"
    assert seedance("asset", "get", "asset-1", base_url=hostile.base_url).stdout == "Active\n"
    assert seedance("asset", "delete", "asset-1", base_url=hostile.base_url).stdout == "deleted asset-1\n"


def test_ctrl_c_says_that_the_task_goes_on(target: Path) -> None:
    """An interrupted generate exits 130 with the id and the command that waits for it."""
    with MockServer(api_keys=[KEY], queue_seconds=60, process_seconds=60) as server:
        environment = {**os.environ, "SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": server.base_url}
        command = [sys.executable, "-m", "seedance_conformance.cli.main", "generate", "x", "-o", str(target)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as run:
            assert run.stderr is not None
            task_id = run.stderr.readline().split()[1]
            time.sleep(0.2)
            run.send_signal(signal.SIGINT)
            _, said = run.communicate(timeout=20)
    assert run.returncode == 130
    assert f"seedance wait {task_id}" in said
    assert "Traceback" not in said
