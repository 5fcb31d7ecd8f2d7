"""`seedance proxy` as a process: Ctrl-C waits for what is due, and writes the reports."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from seedance_conformance.cli.proxy import command
from tests.proxy.conftest import RawServer
from tests.proxy.raw_messages import PREFIX, answered, create


def _started(raw: RawServer, out: Path) -> "tuple[subprocess.Popen[str], int]":
    """A proxy as a process, and its port."""
    words = [sys.executable, "-m", "seedance_conformance.cli.main", "proxy", "--port", "0", "--out", str(out)]
    words += ["--upstream", raw.url]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = urlsplit(process.stdout.readline().strip())
    assert address.path == PREFIX
    assert address.port is not None
    return process, address.port


def test_ctrl_c_waits_for_the_answer_to_a_create_and_reports(raw: RawServer, tmp_path: Path) -> None:
    """The task of a create that was under way is in the report; a broken rule gives exit code 1."""

    def late(connection: socket.socket, request: bytes) -> None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        connection.sendall(answered().replace(b'"object": "video"', b'"object": "movie"'))

    raw.answer = late
    process, port = _started(raw, tmp_path)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(create())
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
    output, lines = process.communicate(timeout=60)
    assert process.returncode == 1, lines
    assert "CS-OBJECT" in output
    assert "#1 POST create: 200 after" in lines
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["requests"]["creates_accepted"] == 1
    assert not [path for path in tmp_path.iterdir() if "canary" in path.read_text()]


def test_a_second_ctrl_c_does_not_wait(raw: RawServer, tmp_path: Path) -> None:
    """The create whose answer never came counts as maybe billed, and the reports are written."""
    arrived = threading.Event()

    def never(connection: socket.socket, request: bytes) -> None:
        arrived.set()
        connection.recv(1)

    raw.answer = never
    process, port = _started(raw, tmp_path)
    assert process.stderr is not None
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(create())
        assert arrived.wait(20)
        process.send_signal(signal.SIGINT)
        assert process.stderr.readline() == "waiting for 1 answer, at most 15 s (Ctrl-C: don't wait)\n"
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, lines = process.communicate(timeout=60)
    assert time.monotonic() - begun < 12
    assert (process.returncode, "MAYBE BILLED" in lines, "Traceback" in lines) == (3, True, False)
    assert "0 tasks accepted, 1 maybe billed, 0 refused" in output
    assert "Exit code 3: Nothing was judged" in output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--upstream", "api.example.com"], "isn't a valid http(s) URL: give the base URL"),
        (["--upstream", "http://user:canary@h/x"], "has a user, a query or a fragment"),
        (["--upstream", "http://h/x", "--port", "99999"], "can't listen on 127.0.0.1:99999"),
        (["--upstream", "http://h/x", "--record-only", "--check"], "--record-only refuses nothing"),
        (["--upstream", "http://h/x", "--port", "0", "--out", "file"], "'file' can't be written"),
    ],
)
def test_usage_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str) -> None:
    """One sentence, without a secret, and exit code 2."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    done = CliRunner().invoke(command, words)
    assert (done.exit_code, done.exception.__class__) == (2, SystemExit)
    assert message in done.output
    assert "canary" not in done.output
