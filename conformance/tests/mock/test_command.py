"""`seedance mock`: one line when it is ready, one sentence for an error, a clean end."""

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
from tests.mock.conftest import command


def run(*options: str) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end."""
    arguments = [sys.executable, "-m", "seedance_conformance.mock", *options]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=20)


def explanation(*options: str) -> str:
    """What the command says about options that it can't use, before it exits with 2."""
    done = run(*options)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_the_base_url_and_ends_cleanly(number: signal.Signals) -> None:
    """On SIGTERM and Ctrl-C it exits with 0; it printed only its base URL; keys also come from the environment."""
    with command(SEEDANCE_MOCK_KEYS="first-key,second-key") as (process, base_url):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/kyyReactApiServer", base_url)
        for key, status in (("second-key", 404), ("other", 401)):
            headers = {"Authorization": f"Bearer {key}"}
            assert httpx.get(base_url + "/v1/result/x", headers=headers, trust_env=False).status_code == status
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=10)
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_a_port_in_use_is_named() -> None:
    """One line names the port and the remedy."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        assert re.fullmatch(rf".*:{port} .*--port.*\n", explanation("--port", port))


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
    """The message names the value or the remedy."""
    assert words in explanation("--port", "0", *options)


def test_an_unwritable_store_is_explained(tmp_path: Path) -> None:
    """One line names the path."""
    assert re.fullmatch(r".*nowhere.*\n", explanation("--store", str(tmp_path / "nowhere" / "tasks.db")))


def test_lists_are_complete() -> None:
    """The lists have every fault, every choice and every shape."""
    for option, names in (("faults", all_faults()), ("choices", CHOICES), ("gateway-shapes", SHAPES)):
        done = run(f"--list-{option}")
        assert [line.split()[0] for line in done.stdout.splitlines()] == list(names)
        assert done.returncode == 0


def test_the_help_names_each_gateway_shape() -> None:
    """Nobody has to know of another option to choose one."""
    words = re.findall(r"[\w-]+", re.sub(r"-\n\s+", "-", run("--help").stdout))
    assert set(SHAPES) <= set(words)
