"""The client's verbs as a script meets them: results on stdout, the rest on stderr, and the exit codes."""

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from click.testing import CliRunner, Result
from seedance_client import Seedance
from seedance_conformance.cli.client import session
from seedance_conformance.mock.server import MockServer

KEY = "sk-of-the-command-line"
TASK = {"id": "video_1", "object": "video", "created": 1774836724, "model": "seedance_2_0_pro", "status": "queued"}
DONE = {**TASK, "status": "completed", "video_url": "https://cdn.example.com/o.mp4"}


def http(body: object, status: int = 200) -> bytes:
    """An answer."""
    content = json.dumps(body).encode()
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def close(connection: socket.socket) -> None:
    """Close the line without a word."""


def seedance(verb: str, *arguments: str, base_url: str = "", stdin: str | None = None, key: str = KEY) -> Result:
    """Run a verb in this process."""
    command = import_module(f"seedance_conformance.cli.client.{verb}").command
    environment = {"SEEDANCE_API_KEY": key, "SEEDANCE_BASE_URL": base_url, "SEEDANCE_JOURNAL": None}
    return CliRunner(env=environment).invoke(command, list(arguments), input=stdin, prog_name=f"seedance {verb}")


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """A quick mock."""
    with MockServer(api_keys=[KEY], queue_seconds=0.05, process_seconds=0.05) as server:
        yield server.base_url


def test_generate_makes_a_file(mock: str, tmp_path: Path) -> None:
    """One command from prompt to file: the id at once on stderr, the path alone on stdout."""
    path = tmp_path / "fox.mp4"
    done = seedance("generate", "A red fox", "-o", str(path), base_url=mock)
    assert (done.exit_code, done.stdout) == (0, f"{path}\n"), done.stderr
    lines = done.stderr.splitlines()
    assert lines[0].startswith("task video_")
    assert lines[-1].endswith(": completed")
    assert path.read_bytes()[4:8] == b"ftyp"
    assert "\x1b" not in done.output


def test_steps_one_by_one(mock: str, tmp_path: Path) -> None:
    """The verbs hand the id on: create, wait, get, download."""
    task_id = seedance("create", "-", "--duration", "4", base_url=mock, stdin="A kite\n").stdout.strip()
    waited = json.loads(seedance("wait", task_id, "--json", base_url=mock).stdout)
    assert (waited["id"], waited["status"], waited["duration"]) == (task_id, "completed", pytest.approx(4, abs=0.1))
    assert seedance("get", task_id, base_url=mock).stdout == f"completed {waited['video_url']}\n"
    path = tmp_path / "kite.mp4"
    assert seedance("download", task_id, "-o", str(path), base_url=mock).stdout == f"{path}\n"
    assert path.exists()
    again = tmp_path / "again.mp4"
    assert seedance("wait", task_id, "-o", str(again), base_url=mock).stdout == f"{again}\n"
    assert again.read_bytes() == path.read_bytes()


def test_prompt_from_a_file(hostile: Any, tmp_path: Path) -> None:
    """A prompt may stand in a file; every option reaches the request in the API's spelling."""
    (tmp_path / "prompt.txt").write_text("水墨\n", encoding="utf-8")
    hostile.script["POST"] = [http(TASK)]
    options = ["--model", "seedance_2_0_fast", "--duration", "6", "--aspect-ratio", "9:16", "--no-audio"]
    media = [
        "--video",
        "https://m.example/v.mp4",
        "--image",
        "asset://a",
        "--image",
        "asset://b",
        "--sound",
        "asset://s",
    ]
    file = str(tmp_path / "prompt.txt")
    done = seedance("create", "--prompt-file", file, *options, *media, base_url=hostile.base_url)
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


@frozen
class Case:
    """What a verb must end with."""

    arguments: list[str]
    post: Any
    get: Any
    exit_code: int
    says: str


def created(reply: Any, exit_code: int, says: str) -> Case:
    """A create that is answered so."""
    return Case(["create", "x"], reply, close, exit_code, says)


def waited(reply: Any, exit_code: int, says: str) -> Case:
    """A wait that is answered so."""
    return Case(["wait", "video_1", "--timeout", "0.3"], close, reply, exit_code, says)


CASES = {
    "accepted": created(http(TASK), 0, ""),
    "illegal mix": Case(["create", "x", "--first-image", "u"], close, close, 2, "CR-URL-SCHEME"),
    "standard without a clip": Case(["create", "x", "--model", "seedance_2_0"], close, close, 2, "CR-STD-NEEDS-VIDEO"),
    "no prompt": Case(["create"], close, close, 2, "one prompt"),
    "two prompts": Case(["create", "x", "--prompt-file", "-"], close, close, 2, "one prompt"),
    "an empty prompt": Case(["create", ""], close, close, 2, "CR-PROMPT-EMPTY"),
    "a blank prompt": Case(["create", " \u3000"], close, close, 2, "(--unchecked sends it as it is)"),
    "a blank prompt that is meant": Case(["create", " ", "--unchecked"], http(TASK), close, 0, ""),
    "an empty stdin": Case(["create", "-"], close, close, 2, "empty"),
    "no place for the video": Case(["generate", "x", "-o", "/nowhere/x.mp4"], close, close, 2, "make the directory"),
    "a directory as the video": Case(["generate", "x", "-o", "/"], close, close, 2, "no name of a file"),
    "a journal that is none": Case(["create", "x", "--journal", "/"], close, close, 2, "the journal / can't be used"),
    "a journal in no folder": Case(
        ["create", "x", "--journal", "/proc/no/tasks.jsonl"], close, close, 2, "(--journal FILE, --no-journal)"
    ),
    "a journal and none": Case(
        ["create", "x", "--journal", "j", "--no-journal"], close, close, 2, "exclude each other"
    ),
    "a blank journal": Case(["create", "x", "--journal", " "], close, close, 2, "--journal is blank"),
    "a blank address": Case(["create", "x", "--base-url", " "], close, close, 2, "base_url is blank"),
    "an id that is no UTF-8": Case(["get", "caf\udce9"], close, close, 2, "no UTF-8"),
    "no time": Case(["wait", "video_1", "--timeout", "nan"], close, close, 2, "0 or more; got nan"),
    "no time to wait for what would be paid": Case(
        ["generate", "x", "-o", "x.mp4", "--timeout", "-1"], close, close, 2, "0 or more; got -1"
    ),
    "a prompt that is no UTF-8": Case(["create", "caf\udce9"], close, close, 2, "no UTF-8"),
    "no port": Case(["get", "video_1", "--base-url", "http://127.0.0.1:99999"], close, close, 2, "Port out of range"),
    "an answer that a terminal would obey": created(http({"error": "\x1b[2J\x07 no"}, 400), 4, "\ufffd[2J\ufffd no"),
    "no such option": Case(["create", "x", "--fps", "9"], close, close, 2, "--fps"),
    "key refused": created(http({"error": {"message": "no"}}, 401), 3, "key"),
    "key refused within 200": created(http({"code": "204", "msg": "login"}), 3, "key"),
    "refused": created(http({"error": "no"}, 400), 4, "refused"),
    "refused within 200": created(http({"code": 1001, "msg": "no"}), 4, "no"),
    "no answer": created(close, 5, "may have been started"),
    "500": created(http({}, 500), 5, "may have been started"),
    "answer without an id": created(http({}), 5, "may have been started"),
    "id salvaged": created(http({**TASK, "status": "failed"}), 5, "seedance wait video_1"),
    "unchecked": Case(["create", "x", "--model", "seedance_2_0", "--unchecked"], http(TASK), close, 0, ""),
    "completed": waited(http(DONE), 0, "completed"),
    "failed": waited(http({**TASK, "status": "failed", "error": "[red]no face[/red]"}), 1, "[red]no face[/red]"),
    "not in time": waited(http(TASK), 6, "seedance wait video_1"),
    "service down": waited(http({}, 500), 6, "seedance wait video_1"),
    "unknown task": waited(http({"message": "not found"}, 404), 4, "not found"),
    "key refused while waiting": waited(http({}, 401), 3, "seedance wait video_1"),
    "get a failed one": Case(["get", "video_1"], close, http({**TASK, "status": "failed", "error": "no"}), 1, ""),
    "get unknown": Case(["get", "video_1"], close, http({}, 404), 4, "refused"),
    "download too early": Case(["download", "video_1"], close, http(TASK), 4, "queued"),
    "asset unknown": Case(["asset", "get", "a"], close, http({"code": -1, "msg": "not found"}), 4, "not found"),
    "asset of no kind": Case(["asset", "upload", "Film", "https://x.example"], close, close, 2, "Film"),
    "asset of no address": Case(["asset", "upload", "Image", "x.png"], close, close, 2, "AS-UP-URL"),
    "asset in the dark": Case(
        ["asset", "upload", "Image", "https://x.example/a"], close, close, 5, "may have been done"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_exit_codes(case: Case, hostile: Any) -> None:
    """Each end has its exit code and one sentence on stderr; the key is nowhere, and there is no traceback."""
    hostile.script = {"POST": [case.post], "GET": [case.get]}
    done = seedance(case.arguments[0], *case.arguments[1:], base_url=hostile.base_url)
    assert done.exit_code == case.exit_code, done.output
    assert case.says in done.stderr
    assert KEY not in done.output
    assert "Traceback" not in done.output
    assert "\x1b" not in done.output
    assert hostile.count("POST") <= (case.post is not close or case.exit_code == 5)
    assert case.exit_code in (0, 1) or not done.stdout


HOSTILE = runpy.run_path(str(Path(__file__).parent / "library" / "test_hostile_create.py"))
"""The table of behaviours that the library is held against."""
EXITS = {None: 0, "AuthenticationFailed": 3, "Refused": 4, "Busy": 4, "OutcomeUnknown": 5}


@pytest.mark.parametrize("name", HOSTILE["CASES"])
def test_exit_codes_of_the_whole_table(name: str, hostile: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each behaviour of the library's table: as few POSTs, the exit code of its error, and the id is told."""
    case = HOSTILE["CASES"][name]
    impatient = partial(Seedance, limits=evolve(HOSTILE["IMPATIENT"], retry_budget=30), clock=clock)
    monkeypatch.setattr(session, "Seedance", impatient)
    hostile.script["POST"] = list(case.replies)
    done = seedance("create", "A kite", base_url=hostile.base_url)
    assert done.exit_code == EXITS[case.error and case.error.__name__], done.output
    assert hostile.count("POST") == case.posts
    assert case.task_id is None or case.task_id in done.output
    assert done.stdout == (f"{case.task_id}\n" if case.error is None else "")
    assert "Traceback" not in done.output
    print(f"{case.posts} POST, exit {done.exit_code}, id {case.task_id}")


def test_without_a_key(hostile: Any) -> None:
    """No key is wrong usage, and says where it is looked for."""
    done = seedance("create", "x", base_url=hostile.base_url, key="")
    assert done.exit_code == 2
    assert "SEEDANCE_API_KEY" in done.stderr


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
    assert seedance("check", str(tmp_path / "missing.json")).exit_code == 2


def test_check_looks_into_media(scripted: Any) -> None:
    """With --media the files are fetched: a text is no image, and a missing one is said to be so."""
    scripted.answer = lambda method, path, body: (200, {}, b"a text") if path == "/text.png" else (404, {}, b"")
    images = [f"{scripted.base_url}/text.png", f"{scripted.base_url}/gone.png"]
    body = json.dumps({"model": "seedance_2_0_pro", "prompt": "x", "referenceImages": images})
    document = json.loads(seedance("check", "-", "--media", "--json", stdin=body).stdout)
    assert {(problem["rule"], problem["field"]) for problem in document["problems"]} == {
        ("MD-IMG-FORMAT", "referenceImages[0]"),
        ("RB-UNFETCHABLE", "referenceImages[1]"),
    }


def test_assets(mock: str, hostile: Any) -> None:
    """Upload prints the address that a request takes; get and delete take the id."""
    receipt = http({"code": 0, "msg": None, "data": {"assetId": "asset-1"}})
    detail = {
        "name": None,
        "assetId": "asset-1",
        "status": "Active",
        "assetType": "Image",
        "url": "u",
        "createTime": "t",
    }
    shown = http({"code": 0, "msg": None, "data": detail})
    hostile.script = {
        "POST": [receipt],
        "GET": [shown, shown, shown, http({"code": -1, "msg": "not found", "data": None})],
        "DELETE": [http({"code": "0", "msg": "success", "data": None})],
    }
    upload = ["upload", "Image", "https://media.example.com/face.png", "--name", "lead"]
    assert seedance("asset", *upload, base_url=hostile.base_url).stdout == "asset://asset-1\n"
    assert seedance("asset", "get", "asset-1", base_url=hostile.base_url).stdout == "Active\n"
    assert seedance("asset", "delete", "asset-1", base_url=hostile.base_url).stdout == "deleted asset-1\n"


def test_ctrl_c_says_that_the_task_goes_on(tmp_path: Path) -> None:
    """An interrupted generate exits 130 with the id and the command that waits for it."""
    with MockServer(api_keys=[KEY], queue_seconds=60, process_seconds=60) as server:
        environment = {**os.environ, "SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": server.base_url}
        command = [
            sys.executable,
            "-m",
            "seedance_conformance.cli.main",
            "generate",
            "x",
            "-o",
            str(tmp_path / "x.mp4"),
        ]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as run:
            assert run.stderr is not None
            task_id = run.stderr.readline().split()[1]
            time.sleep(0.2)
            run.send_signal(signal.SIGINT)
            _, said = run.communicate(timeout=20)
    assert run.returncode == 130
    assert f"seedance wait {task_id}" in said
    assert "Traceback" not in said
