"""`seedance load`: its options, and one small run with Locust."""

import json
import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from seedance_conformance.cli import load
from seedance_conformance.mock.server import MockServer

TARGET = ("--base-url", "http://127.0.0.1:9/x")
KEY = "sk-secret-0123456789"


def call(*words: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(load.command, words, env={"SEEDANCE_API_KEY": KEY})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--users", "1"), "--base-url is missing"),
        ((*TARGET, "--users", "1"), "give --users N and --run-time T, or --web"),
        (("--base-url", "https://example.org/x", "--users", "1", "--run-time", "1s"), "--budget N"),
        ((*TARGET, "--budget", "-1"), "--budget is -1"),
        (("--base-url", "https://zcbservice.aizfw.cn/x", "--no-billing"), "--no-billing can't be given"),
    ],
)
def test_bad_use_is_explained(words: tuple[str, ...], message: str) -> None:
    """Exit code 2, with a sentence that names the remedy."""
    done = call(*words)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("option", ["--web-port {}", "--web-port={}", "-P {}"])
def test_a_port_of_the_page_that_is_taken_is_named(option: str, tmp_path: Path) -> None:
    """Locust itself would end with a traceback, and the run would look as if somebody had interrupted it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = call(*TARGET, "--out", str(tmp_path / "out"), "--web", *option.format(port).split())
    message = f"Locust's page can't be on 127.0.0.1:{port} (Address already in use): choose another --web-port"
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "out").exists()


def test_a_worker_needs_the_key() -> None:
    """It says so before it connects to a master, whose run would lack its users."""
    done = CliRunner().invoke(load.command, ["--worker", "--master-host", "127.0.0.1"], env={"SEEDANCE_API_KEY": None})
    assert (done.exit_code, "SEEDANCE_API_KEY isn't set" in done.stderr) == (2, True), done.stderr


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Locust the command names it before it does anything."""
    monkeypatch.setattr(load, "find_spec", lambda name: None)
    assert isinstance(call(*TARGET).exception, ModuleNotFoundError)


def test_an_error_of_locust_has_its_name(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Locust checks its own options; its message names Locust, not a file."""
    monkeypatch.setenv("SEEDANCE_API_KEY", KEY)
    with pytest.raises(SystemExit) as ended:
        load.command.main([*TARGET, "-u", "1", "-t", "soon", "--out", str(tmp_path)], standalone_mode=False)
    assert ended.value.code == 2
    assert capfd.readouterr().err.startswith("locust: error: argument -t/--run-time")


def test_options_of_locust_are_handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They come unchanged and in their order; the page listens on this machine only; no word has the key."""
    seen: list[list[str]] = []

    def run(words: list[str]) -> int:
        seen.append(words)
        return 0

    monkeypatch.setattr(load, "_run", run)
    out = (*TARGET, "--out", str(tmp_path))
    call(*out, "-u", "3", "--run-time", "5s", "--csv", "a/b", "--master", "--expect-workers=2")
    call(*out, "--web", "--web-port", "9000")
    call("--worker", "--master-host", "h", "--processes", "4")
    assert seen[0][-7:] == ["--web-host", "127.0.0.1", "--headless", "--csv", "a/b", "--master", "--expect-workers=2"]
    assert seen[1][-4:] == ["--web-host", "127.0.0.1", "--web-port", "9000"]
    assert seen[2] == ["--worker", "--master-host", "h", "--processes", "4"]
    assert KEY not in str(seen)


def test_nothing_of_locust_is_imported_in_our_process() -> None:
    """Gevent replaces parts of Python's library, so it stays in processes of its own."""
    assert not {"gevent", "locust"} & set(sys.modules)


def test_a_run_judges_the_mock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two users make videos for a second: every rule passes, and Locust's own files are there."""
    monkeypatch.setenv("SEEDANCE_API_KEY", KEY)
    monkeypatch.setenv("SEEDANCE_API_KEY_2", "another")
    monkeypatch.chdir(tmp_path)
    with MockServer(queue_seconds=0.05, process_seconds=0.05) as mock:
        words = f"--base-url {mock.base_url} --users 2 --spawn-rate 2 --run-time 1s --csv numbers".split()
        with pytest.raises(SystemExit) as ended:
            load.command.main([*words, "--poll-seconds", "0.05", "--only-summary"], standalone_mode=False)
    assert ended.value.code == 0
    report = json.loads((tmp_path / "load-report" / "report.json").read_text())
    assert report["counts"]["fail"] == report["counts"]["inconclusive"] == 0
    assert report["requests"]["creates_accepted"] > 0
    assert (tmp_path / "numbers_stats.csv").exists()
    written = "".join(path.read_text() for path in (tmp_path / "load-report").iterdir()) + "".join(capfd.readouterr())
    assert KEY not in written
