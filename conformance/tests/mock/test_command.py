"""`seedance mock`: one line when it is ready, one sentence for an error, a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from seedance_conformance.mock.api.gateway_shapes import SHAPES
from seedance_conformance.mock.choices import CHOICES
from seedance_conformance.mock.faults import all_faults


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "seedance_conformance.mock", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_the_base_url_and_ends_cleanly(number: signal.Signals) -> None:
    """On SIGTERM and Ctrl-C it exits with 0; it printed only its base URL; keys also come from the environment."""
    command = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0"]
    environment = os.environ | {"SEEDANCE_MOCK_KEYS": "first-key,second-key"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        assert base_url.startswith("http://127.0.0.1:")
        assert base_url.endswith("/kyyReactApiServer")
        headers = {"Authorization": "Bearer second-key"}
        assert httpx.get(base_url + "/v1/result/x", headers=headers, trust_env=False).status_code == 404
        assert httpx.get(base_url + "/v1/result/x", trust_env=False).status_code == 401
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=10)
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_a_port_in_use_is_named() -> None:
    """It exits with 2 and one line that names the port and the remedy."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        done = run("--port", port)
    assert done.returncode == 2
    assert port in done.stderr
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fault", "no-such"], "fault 'no-such' doesn't exist"),
        (["--choice", "no-such=1"], "choice 'no-such' doesn't exist"),
        (["--choice", "rate-limit=7"], "use none, 429, 503"),
        (["--choice", "rate-limit"], "isn't NAME=VALUE"),
        (["--api-key", "has blank"], "blanks"),
        (["--queue-seconds", "-1"], "0 or more"),
        (["--queue-seconds", "nan"], "0 or more"),
        (["--error-style", "odd"], "in-band"),
        (["--gateway-shape", "odd"], "use documented, data-id"),
        (["--result-lag", "-1"], "0 or more"),
        (["--result-lag-status", "500"], "use 404"),
        (["--result-encoding", "a\nb"], "such as aws-chunked"),
        (["--port", "70000"], "70000"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_bad_use_is_explained(options: list[str], words: str) -> None:
    """It exits with 2, and names the value or the remedy."""
    done = run("--port", "0", *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unwritable_store_is_explained(tmp_path: Path) -> None:
    """It exits with 2 and one line."""
    done = run("--port", "0", "--store", str(tmp_path / "nowhere" / "tasks.db"))
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert done.stderr.count("\n") == 1


def test_lists_are_complete() -> None:
    """The lists have every fault, every choice and every shape."""
    faults, choices, shapes = run("--list-faults"), run("--list-choices"), run("--list-gateway-shapes")
    assert [line.split()[0] for line in shapes.stdout.splitlines()] == list(SHAPES)
    assert [line.split()[0] for line in faults.stdout.splitlines()] == list(all_faults())
    assert [line.split()[0] for line in choices.stdout.splitlines()] == list(CHOICES)
    assert (faults.returncode, choices.returncode) == (0, 0)


def test_the_help_names_each_gateway_shape() -> None:
    """Nobody has to know of another option to choose one."""
    words = re.findall(r"[\w-]+", re.sub(r"-\n\s+", "-", run("--help").stdout))
    assert set(SHAPES) <= set(words)
