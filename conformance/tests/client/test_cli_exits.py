"""Each end of the client's verbs has its exit code: for answers of one kind, and for the library's whole table."""

import runpy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from seedance_client import Seedance
from seedance_conformance.cli.client import session
from tests.client.cli_verbs import seedance
from tests.client.library.answers import DONE, KEY, TASK, close, http


@frozen
class Case:
    """What a verb must end with."""

    arguments: list[str]
    post: Any
    get: Any
    exit_code: int
    says: str


def wrong(arguments: list[str], says: str) -> Case:
    """Wrong usage, which sends nothing."""
    return Case(arguments, close, close, 2, says)


def created(reply: Any, exit_code: int, says: str) -> Case:
    """A create that is answered so."""
    return Case(["create", "x"], reply, close, exit_code, says)


def waited(reply: Any, exit_code: int, says: str) -> Case:
    """A wait that is answered so."""
    return Case(["wait", "video_1", "--timeout", "0.3"], close, reply, exit_code, says)


TWO_RESULTS = "-o - and --json both write to stdout"
CASES = {
    "accepted": created(http(TASK), 0, ""),
    "illegal mix": wrong(["create", "x", "--first-image", "ftp://u"], "CR-URL-SCHEME"),
    "standard without a clip": wrong(["create", "x", "--model", "seedance_2_0"], "CR-STD-NEEDS-VIDEO"),
    "its remedy": wrong(
        ["create", "x", "--model", "seedance_2_0"], "add a reference video (--video), or use a pro model"
    ),
    "no prompt": wrong(["create"], "no prompt was given: give one of PROMPT"),
    "two prompts": wrong(["create", "x", "--prompt-file", "-"], "PROMPT and --prompt-file can't be combined"),
    "an empty prompt": wrong(["create", ""], "CR-PROMPT-EMPTY"),
    "a blank prompt": wrong(["create", " \u3000"], "(--unchecked sends it as it is)"),
    "a blank prompt that is meant": Case(["create", " ", "--unchecked"], http(TASK), close, 0, ""),
    "no such prompt": wrong(
        ["create", "--prompt-file", "/nowhere/x.txt"], "from /nowhere/x.txt (No such file or directory)"
    ),
    "an empty stdin": wrong(["create", "-"], "empty"),
    "no place for the video": wrong(["generate", "x", "-o", "/nowhere/x.mp4"], "create the folder"),
    "a directory as the video": wrong(["generate", "x", "-o", "/"], "is a folder"),
    "a journal that is none": wrong(["create", "x", "--journal", "/"], "the journal / can't be used"),
    "a journal in no folder": wrong(
        ["create", "x", "--journal", "/proc/no/tasks.jsonl"], "(--journal FILE, --no-journal)"
    ),
    "a journal and none": wrong(["create", "x", "--journal", "j", "--no-journal"], "exclude each other"),
    "a blank journal": wrong(["create", "x", "--journal", " "], "--journal is blank"),
    "a blank address": wrong(["create", "x", "--base-url", " "], "--base-url is blank"),
    "an id that isn't UTF-8": wrong(["get", "caf\udce9"], "isn't UTF-8"),
    "no time": wrong(["wait", "video_1", "--timeout", "nan"], "0 or more; got nan"),
    "less than no time to wait for what would be paid": wrong(
        ["generate", "x", "-o", "x.mp4", "--timeout", "-1"], "0 or more; got -1"
    ),
    "no time to wait for what would be paid": wrong(
        ["generate", "x", "-o", "x.mp4", "--timeout", "0"], "above 0; got 0"
    ),
    "a prompt that isn't UTF-8": wrong(["create", "caf\udce9"], "isn't UTF-8"),
    "no port": wrong(["get", "video_1", "--base-url", "http://127.0.0.1:99999"], "Port out of range"),
    "an answer that a terminal would obey, and that nobody understands": created(
        http({"error": "\x1b[J\x07 no"}, 400), 5, "\ufffd[J\ufffd no"
    ),
    "no such option": wrong(["create", "x", "--fps", "9"], "--fps"),
    "no such request": wrong(["settle", "video_0"], "doesn't have a request or task 'video_0'"),
    "no such folder": wrong(["resume", "--dir", "/nowhere"], "--dir '/nowhere' can't be written: create the folder"),
    "one of two names": wrong(
        ["create", "x", "--meta", "a=1", "--meta", "a=2"], "'a' is there twice: give each name once"
    ),
    "a last image alone": wrong(
        ["create", "x", "--last-image", "https://x.example/a.png"], "add first_image (--first-image), or leave"
    ),
    "a generated video and JSON on stdout": wrong(["generate", "x", "-o", "-", "--json"], TWO_RESULTS),
    "an awaited video and JSON on stdout": wrong(["wait", "x", "-o", "-", "--json"], TWO_RESULTS),
    "a downloaded video and JSON on stdout": wrong(["download", "x", "-o", "-", "--json"], TWO_RESULTS),
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
    "asset of no kind": wrong(["asset", "upload", "Film", "https://x.example"], "Film"),
    "asset of no address": wrong(["asset", "upload", "Image", "ftp://x.png"], "AS-UP-URL"),
    "asset in the dark": Case(
        ["asset", "upload", "Image", "https://x.example/a"], close, close, 5, "may have taken effect"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_exit_codes(case: Case, hostile: Any) -> None:
    """Each outcome has its exit code and one sentence on stderr, without the key and without a traceback."""
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
    """For each behaviour in the library's table: the same number of POSTs, the exit code of the error, and the id."""
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


def test_messages_name_options_of_the_command_line() -> None:
    """What a client calls an argument is an option or a variable here."""
    no_key = seedance("create", "x", SEEDANCE_API_KEY="")
    assert no_key.exit_code == 2
    assert "api_key" not in no_key.stderr
    assert "set the environment variable SEEDANCE_API_KEY" in no_key.stderr
    local = seedance("create", "x", "--first-image", "cat.png", base_url="https://api.example.com")
    assert "name of a local file" in local.stderr
    assert "--hosting s3://" in local.stderr
    assert "hosting=" not in local.stderr
