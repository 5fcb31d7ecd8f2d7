"""The counterexamples of a report work on their own; `scripts/mutants --replay` tries those of every fault."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen
from click.testing import CliRunner
from seedance_conformance.cli.media import command as media_command
from seedance_conformance.cli.report import command
from seedance_conformance.media import Library, MediaServer
from seedance_conformance.media.server import SERVE_PORT
from seedance_conformance.mock.server import MockServer
from tests.runner.conftest import KEYS, seedance
from tests.runner.money.billing import Billing, as_elsewhere, conform_remote, seedance_with_keys
from tests.scripts.workshop import load_script

FAULTS = {
    "any-ratio-accepted": "CR-RATIO-ENUM",
    "start-of-a-key-accepted-on-query": "RB-KEY-NEAR",
    "deleted-asset-still-shown": "RB-ID-DELETED",
    "processing-goes-back-to-queued": "QR-STATUS-MONOTONE",
    "image-SVG-accepted": "MD-IMG-FORMAT",
    "foreign-task-visible": "RB-FOREIGN-TASK",
    "task-from-undecodable-body": "RB-BODY-UTF8",
    "too-long-duration-accepted-the-second-time": "CR-DUR-MAX",
}
"""Faults that don't disturb each other, and the rule that each breaks: one for each part of a script."""

ENVIRONMENT = {"SEEDANCE_API_KEY": KEYS[0], "SEEDANCE_API_KEY_2": KEYS[1]}
PACE: dict[str, Any] = {
    "api_keys": KEYS,
    "queue_seconds": 0.05,
    "process_seconds": 0.1,
    "choices": {"unfetchable": "late"},
}


remotely = partial(seedance_with_keys, as_elsewhere)


@frozen
class Judged:
    """A faulty mock that a run has judged: its base URL, what was printed, the folder with the report, the rules."""

    base_url: str
    printed: str
    folder: Path
    rows: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """One run against all of these faults."""
    folder = tmp_path_factory.mktemp("run")
    with MockServer(faults=tuple(FAULTS), **PACE) as mock:
        rules = [word for rule in FAULTS.values() for word in ("--rules", rule)]
        pace = ["--poll-seconds", "0.05", "--task-timeout", "6", "--examples", "2"]
        done = seedance("conform", "--base-url", mock.base_url, *rules, *pace, folder=folder)
        assert done.returncode == 1, done.stdout + done.stderr
        out = folder / "conformance-report"
        rows = json.loads((out / "report.json").read_text())["rules"]
        yield Judged(mock.base_url, done.stdout, out, {row["id"]: row for row in rows})


def test_every_script_shows_its_fault_again(judged: Judged) -> None:
    """Each fault has its red rule, and its pasted script prints something else than with a sound mock."""
    replays = load_script("replays")  # which `scripts/mutants` uses
    # Slow enough for bash on a busy machine to see each state.
    slow = PACE | {"queue_seconds": 1.0, "process_seconds": 1.0}
    faulty_mock = MockServer(faults=tuple(FAULTS), **slow)
    with faulty_mock as faulty, MockServer(**slow) as sound, MediaServer(Library()) as media:
        media.library.prepare()
        shown = {
            rule: replays.replay(
                judged.rows[rule]["counterexample"]["script"]
                .replace(f":{SERVE_PORT}/", f":{media.port}/")
                .replace(judged.base_url, faulty.base_url),
                faulty.base_url,
                sound.base_url,
                ENVIRONMENT,
            )
            for rule in FAULTS.values()
        }
    assert {rule: one for rule, one in shown.items() if not one.again} == {}
    assert "401" in shown["RB-KEY-NEAR"].sound
    assert "HTTP/1.1 200" in shown["RB-KEY-NEAR"].faulty


def test_a_script_holds_no_secret_and_names_what_it_needs(judged: Judged) -> None:
    """Keys are variables or derived from them; a script with media begins with the command that serves them."""
    scripts = {rule: judged.rows[rule]["counterexample"]["script"] for rule in FAULTS.values()}
    shown = [*scripts.values(), judged.printed, (judged.folder / "run.jsonl").read_text()]
    assert not any(key in text for key in KEYS for text in shown)
    assert "expected: refused" in judged.printed
    assert '"duration": 16' in judged.printed
    assert "$SEEDANCE_API_KEY" in judged.printed
    assert "Authorization: Bearer ${SEEDANCE_API_KEY%?}" in scripts["RB-KEY-NEAR"]
    assert '"Authorization: Bearer $SEEDANCE_API_KEY_2"' in scripts["RB-FOREIGN-TASK"]
    first = f"# First, in another terminal: seedance media serve --port {SERVE_PORT}"
    assert scripts["MD-IMG-FORMAT"].splitlines()[1] == first
    assert first not in scripts["CR-RATIO-ENUM"]


def test_late_reds_name_their_case_and_file(judged: Judged) -> None:
    """A rule that is red because of the end of a task says which file in which place was accepted."""
    observed = judged.rows["MD-IMG-FORMAT"]["counterexample"]["observed"]
    assert observed.startswith("svg.svg as ")
    assert observed.endswith(": accepted and completed")


def test_a_replay_judges_the_same_case_again(judged: Judged) -> None:
    """With the fault it still shows: exit 1, and few requests; the run's own report stays as it is."""
    before = (judged.folder / "report.json").read_bytes()
    done = seedance("report", "replay", "RB-KEY-NEAR", folder=judged.folder.parent)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("RB-KEY-NEAR still shows: expected refused")
    replayed = json.loads((judged.folder / "replay" / "RB-KEY-NEAR" / "report.json").read_text())
    assert {row["id"] for row in replayed["rules"] if row["verdict"] != "skipped"} == {"RB-KEY-NEAR"}
    assert (judged.folder / "report.json").read_bytes() == before


def test_a_replay_against_a_sound_target_shows_nothing(judged: Judged) -> None:
    """Without the fault: exit 0."""
    with MockServer(**PACE) as sound:
        given = ("CR-DUR-MAX", str(judged.folder), "--base-url", sound.base_url)
        done = seedance("report", "replay", *given, folder=judged.folder.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("CR-DUR-MAX doesn't show any more: pass, ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["CR-DUR-MIN"], "CR-DUR-MIN is 'skipped' in "),
        (["CR-NONE"], "CR-NONE isn't a rule in "),
        (["CR-DUR-MAX", "--base-url", "https://gateway.example/v"], "set the most it may bill with --budget N"),
        (["CR-DUR-MAX", "--budget", "-1"], "--budget is -1"),
    ],
)
def test_a_replay_that_is_set_up_wrongly_sends_nothing(
    judged: Judged, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2 with the reason: nothing to replay, or a target that bills without a budget."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    rule, *options = arguments
    done = CliRunner().invoke(command, ["replay", rule, str(judged.folder), *options])
    assert (done.exit_code, message in done.output) == (2, True), done.output


def test_replays_against_a_dead_target_have_no_verdict(judged: Judged) -> None:
    """A target that can't be reached is neither mended nor broken: exit 3, with the reason."""
    given = ("CR-RATIO-ENUM", str(judged.folder), "--base-url", "http://127.0.0.1:9/kyyReactApiServer")
    done = seedance("report", "replay", *given, folder=judged.folder.parent)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "can't be reached" in done.stdout


def test_a_replay_never_pays_unasked(billing: Billing, tmp_path: Path) -> None:
    """The budget of the run isn't used again: without one nothing is sent, with one no more is billed."""
    out = tmp_path / "run"
    options = ("--budget", "9", "--rules", "CR-DUR-MAX")
    assert conform_remote(billing.base_url, out, *options).code == 1
    asked, billed = billing.asked, billing.billed
    refused = remotely("report", "replay", "CR-DUR-MAX", str(out))
    assert (refused.returncode, billing.asked) == (2, asked), refused.stdout + refused.stderr
    assert "may bill each create that it accepts" in refused.stderr
    nothing = remotely("report", "replay", "CR-DUR-MAX", str(out), "--budget", "0")
    assert (nothing.returncode, billing.asked) == (4, asked), nothing.stdout + nothing.stderr
    again = remotely("report", "replay", "CR-DUR-MAX", str(out), "--budget", "1")
    assert again.returncode == 1, again.stdout + again.stderr
    assert billing.billed == billed + 1
    log = (out / "replay" / "CR-DUR-MAX" / "run.jsonl").read_text()
    assert '"event": "accepted"' in log


def test_media_are_served_at_the_port_that_scripts_name(tmp_path: Path) -> None:
    """One line says where; a port in use is exit 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = CliRunner().invoke(media_command, ["serve", "--port", str(port)])
    assert refused.exit_code == 2
    assert f"127.0.0.1:{port} can't be used" in refused.output
    command_line = [sys.executable, "-m", "seedance_conformance.cli.main", "media", "serve", "--port", str(port)]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = served.stdout.readline().strip()
        assert address == f"http://127.0.0.1:{port}"
        found = httpx.get(f"{address}/image-1.png"), httpx.get(f"{address}/missing.png")
        served.terminate()
    assert [answer.status_code for answer in found] == [200, 404]
    assert found[0].headers["content-type"] == "image/png"
