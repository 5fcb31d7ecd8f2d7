"""Consoles of every encoding: ids and names are complete, no traceback, and the exit code is right."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from seedance_client import Journal
from seedance_conformance import media
from seedance_conformance.cli.main import main

KEY = "sk-of-a-console"
FOX = "лиса🦊"
"""In none of the encodings, but for KOI8-R, and there in part."""
ID = f"video_{FOX}'="
ASSET = f"asset_{FOX}"
BOX = b"\x00\x00\x00\x0cftypisom\x00\x00\x00\x08moov\x00\x00\x00\x08mdat"
ENCODINGS = ["cp1252", "ascii", "latin-1", "cp437", "koi8-r", "utf-16", "utf-8"]
encodings = pytest.mark.parametrize("encoding", ENCODINGS)


@pytest.fixture
def service(scripted: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A service with non-ASCII ids, URLs and words; commands find it and its key in the environment."""

    def answer(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        task = {"id": ID, "status": "queued"}
        asset = {"assetId": ASSET, "status": "Active", "assetType": "Image"}
        if path.endswith(".mp4"):
            return 200, {}, BOX
        if "asset" in path:
            document: Any = {"code": 0, "data": asset}
        elif method == "POST":
            document = task
        elif path.endswith("bad"):
            document = {"status": "failed", "error": FOX}
        elif path.endswith("other"):
            document = {"id": f"{ID}other", "status": "queued"}
        else:
            document = {**task, "status": "completed", "video_url": f"{scripted.base_url}/{FOX}.mp4"}
        return 200, {}, json.dumps(document, ensure_ascii=False).encode()

    scripted.answer = answer
    monkeypatch.setenv("SEEDANCE_API_KEY", KEY)
    monkeypatch.setenv("SEEDANCE_BASE_URL", scripted.base_url)
    monkeypatch.chdir(tmp_path)
    return scripted


class Done(NamedTuple):
    """The result of a command."""

    code: int
    out: bytes
    err: bytes


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, service: Any, tmp_path: Path) -> Callable[..., Done]:
    """Run a command in this process, with streams of an encoding; `{body}` is a file with a body that breaks a rule."""
    monkeypatch.setattr(media, "export", lambda library, folder, listener: [])  # writing the files takes long
    path = tmp_path / f"{FOX}.json"
    body = {"model": "seedance_2_0_pro", "prompt": FOX, "aspect_ratio": FOX}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")

    def run(encoding: str, *arguments: str) -> Done:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding, write_through=True))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding=encoding, write_through=True))
            patch.setattr(sys, "argv", ["seedance", *(word.replace("{body}", str(path)) for word in arguments)])
            with pytest.raises(SystemExit) as ended:
                main()
            return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    return run


VERBS: dict[str, tuple[list[str], int, str]] = {
    "create": (["create", FOX, "--again"], 0, f"{ID}\n"),
    "create with a long option": (["create", "--prompt-file", "{body}", "--again"], 0, f"{ID}\n"),
    "generate": (["generate", FOX, "--again", "-o", f"{FOX}.mp4"], 0, f"{FOX}.mp4\n"),
    "wait": (["wait", ID], 0, "{base}/лиса🦊.mp4\n"),
    "wait for a failure": (["wait", "bad"], 1, ""),
    "get": (["get", ID], 0, "completed {base}/лиса🦊.mp4\n"),
    "get a failure": (["get", "bad"], 1, f"failed {FOX}\n"),
    "download": (["download", ID], 0, "video_лиса___.mp4\n"),
    "asset upload": (["asset", "upload", "Image", "https://x.example/1.png"], 0, f"asset://{ASSET}\n"),
    "asset get": (["asset", "get", ASSET], 0, "Active\n"),
    "settle": (["settle", ID], 2, ""),
    "a folder that isn't there": (["download", ID, "-o", f"{FOX}/{FOX}.mp4"], 2, ""),
    "an option that isn't there": (["create", f"--{FOX}"], 2, ""),
    "a verb that isn't there": ([FOX], 2, ""),
    "a report that isn't there": (["report", "show", FOX], 2, ""),
    "media export": (["media", "export", FOX], 0, f"{FOX}\n"),
    "rules": (["rules", "CR-PROMPT-*"], 0, ""),
    "help": (["--help"], 0, ""),
    "a target that isn't there": (["conform", "--base-url", FOX], 2, ""),
    "a store that isn't there": (["mock", "--store", f"/proc/{FOX}/x", "--port", "0"], 2, ""),
}
"""Verb -> its arguments, its exit code, and its result."""


@encodings
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_encoding(verb: str, encoding: str, run: Callable[..., Done], service: Any) -> None:
    """Output is UTF-8 on any console, and the exit code is that of the task."""
    arguments, code, result = VERBS[verb]
    done = run(encoding, *arguments)
    assert done.code == code, done.err
    assert b"Traceback" not in done.err
    assert b"UnicodeEncodeError" not in done.err
    if result:
        assert done.out.decode() == result.replace("{base}", service.base_url)
    done.err.decode()
    sent = [body for method, path, body in service.seen if method == "POST" and "asset" not in path]
    assert all(FOX in json.loads(body)["prompt"] for body in sent)


@encodings
def test_check(encoding: str, run: Callable[..., Done]) -> None:
    """A problem that quotes the body is printed, and the exit code is that of the check."""
    done = run(encoding, "check", "{body}")
    assert (done.code, done.err.decode()) == (2, "1 problem\n")
    assert done.out.decode().startswith(f"aspect_ratio = '{FOX}': the service doesn't have this ratio [CR-RATIO-ENUM]")


@encodings
def test_a_created_task_is_resumed_and_settled(encoding: str, run: Callable[..., Done]) -> None:
    """Another command accepts the printed id, and the file is named after it."""
    created = run(encoding, "create", FOX).out.decode().rstrip("\n")
    listed = run(encoding, "resume", "--list").out.decode()
    assert listed.startswith(f"{ID}  created  ")
    assert listed.rstrip().endswith(FOX)
    assert run(encoding, "resume").out.decode() == "video_лиса___.mp4\n"
    assert run(encoding, "settle", created).out.decode() == f"settled {ID}\n"


@encodings
@pytest.mark.parametrize("arguments", [["create", FOX], ["get", ID], ["wait", ID], ["check", "{body}"], ["resume"]])
def test_json_is_ascii(arguments: list[str], encoding: str, run: Callable[..., Done]) -> None:
    """JSON output is ASCII with escapes, on each console."""
    done = run(encoding, *arguments, "--json")
    assert done.out.isascii()
    assert done.code in (0, 2)
    document = json.loads(done.out)
    assert document.get("id", ID) == ID


def test_a_run_and_its_report_in_ascii(tmp_path: Path, run: Callable[..., Done]) -> None:
    """A run on an ASCII console prints its table and folder; `report show` works in each encoding."""
    folder = tmp_path / FOX
    command = [sys.executable, "-m", "seedance_conformance.cli.main", "conform", "--profile", "quick"]
    command += ["--rules", "CR-PROMPT-REQ", "--out", str(folder)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert f"Reports: {folder}/index.html" in done.stdout.decode()
    for encoding in ENCODINGS:
        shown = run(encoding, "report", "show", str(folder))
        assert (shown.code, "CR-PROMPT-REQ" in shown.out.decode()) == (0, True)
        assert run(encoding, "report", "diff", str(folder), str(folder)).code == 0
        merged = run(encoding, "report", "merge", str(folder), "--out", FOX)
        assert b"Traceback" not in merged.err


NO_UTF8 = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""A locale in which Python itself takes arguments and names of files for ASCII."""


@pytest.mark.parametrize(
    "locale", [{"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "utf-16"}, {"LANG": "C"}, NO_UTF8]
)
def test_a_script_in_a_foreign_locale(locale: dict[str, str], service: Any, tmp_path: Path) -> None:
    """A shell passes the id on to the next command, and finds the file by its printed name."""
    seedance = f"{sys.executable} -m seedance_conformance.cli.main"
    script = (
        f'set -e; id=$({seedance} create "{FOX}"); test "$id" = "$ID"; {seedance} wait "$id" >/dev/null; '
        f'cat "$({seedance} download "$id" -o "{FOX}.mp4")"; cat "$({seedance} download "$id")"'
    )
    command, environment = ["bash", "-c", script], os.environ | locale | {"ID": ID}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, BOX + BOX), done.stderr
    assert (tmp_path / f"{FOX}.mp4").exists()
    assert json.loads(service.seen[0][2])["prompt"] == FOX


@pytest.fixture
def terminal(service: Any) -> Callable[..., tuple[int, str]]:
    """Run a command on an ASCII terminal; return exit code and output."""

    def run(*arguments: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        environment = os.environ | {"PYTHONIOENCODING": "ascii", "TERM": "dumb"}
        command = [sys.executable, "-m", "seedance_conformance.cli.main", *arguments]
        shown = b""
        with subprocess.Popen(command, env=environment, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            with suppress(OSError):  # so Linux says that the other side is closed
                while piece := os.read(ours, 65536):
                    shown += piece
        os.close(ours)
        assert shown.isascii()
        return process.returncode, shown.decode("ascii").replace("\r\n", "\n")

    return run


def read_by_a_shell(word: str) -> str:
    """The value that a shell reads from a word."""
    return subprocess.check_output(["bash", "-c", f"printf %s {word}"], timeout=10).decode()


def test_a_terminal_that_cannot_show_it(terminal: Callable[..., tuple[int, str]]) -> None:
    """An id that the terminal can't show is escaped for pasting."""
    code, shown = terminal("create", FOX)
    assert (code, read_by_a_shell(shown.strip())) == (0, ID)
    assert terminal("get", read_by_a_shell(shown.strip()))[0] == 0
    code, shown = terminal("wait", f"{ID}other", "--timeout", "0.2")
    assert code == 6, shown
    assert read_by_a_shell(shown.rsplit("seedance wait ", 1)[1].strip()) == f"{ID}other"
    assert terminal("generate", FOX, "--again", "-o", f"{FOX}.mp4")[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a Linux device")
@pytest.mark.usefixtures("service")
def test_a_full_disk_behind_both_streams() -> None:
    """The exit code for a paid task isn't that of a failed one, though nothing can be printed."""
    command = f"{sys.executable} -m seedance_conformance.cli.main create x >/dev/full 2>/dev/full"
    # PYTHONUNBUFFERED would hide what Python writes at exit.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    assert subprocess.run(["bash", "-c", command], env=environment, check=False, timeout=30).returncode == 5
    assert len(Journal(Path(os.environ["XDG_STATE_HOME"]) / "seedance" / "tasks.jsonl").open_entries(0.0)) == 1
