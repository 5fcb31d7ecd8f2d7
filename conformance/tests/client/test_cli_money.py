"""The client's verbs where money is at stake: what is sent, and what a script makes of the end."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from seedance_client import Seedance
from seedance_conformance.cli.client import create, generate, session, wait
from tests.client.cli_verbs import KEY
from tests.client.library.answers import MP4, close, http

TASK = {"id": "video_1", "status": "queued"}


def run(command: Any, *arguments: str, base_url: str = "", stdin: str | None = None) -> Result:
    """Run a verb in this process; what comes from stdin is in Latin-1."""
    environment = {"SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": base_url, "SEEDANCE_JOURNAL": None}
    return CliRunner(charset="latin-1", env=environment).invoke(command, list(arguments), input=stdin)


def test_a_prompt_in_another_encoding(hostile: Any, tmp_path: Path) -> None:
    """A prompt from stdin or a file must be UTF-8, in every locale; a byte order mark is removed."""
    done = run(create.command, "-", stdin="caf\xe9")
    assert (done.exit_code, "isn't UTF-8" in done.stderr) == (2, True)
    hostile.script["POST"] = [http(TASK)]
    prompt = tmp_path / "prompt.txt"
    prompt.write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\n")
    assert run(create.command, "--prompt-file", str(prompt), base_url=hostile.base_url).exit_code == 0
    assert json.loads(hostile.seen[0].body)["prompt"] == "caf\xe9"


@pytest.mark.parametrize("stdout", ["> /dev/full", ">&-", "| true"])
def test_a_result_that_nobody_takes(stdout: str, hostile: Any) -> None:
    """A paid task whose id can't be written to stdout does not end as wrong usage: it would be sent again."""
    hostile.script["POST"] = [http(TASK)]
    command = f"set -o pipefail; {sys.executable} -m seedance_conformance.cli.main create x {stdout}"
    environment = {**os.environ, "SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": hostile.base_url}
    environment.pop("PYTHONUNBUFFERED", None)  # with its buffer, Python tries once more at its end
    done = subprocess.run(["bash", "-c", command], env=environment, stderr=subprocess.PIPE, text=True, timeout=30)
    assert done.returncode == 5
    assert "stdout" in done.stderr
    assert "seedance wait video_1" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a Linux device")
def test_a_stored_video_is_not_to_be_downloaded_again(hostile: Any, tmp_path: Path) -> None:
    """If only the result can't be written to stdout, the message says where the video is."""
    done = http({**TASK, "status": "completed", "video_url": f"{hostile.base_url}/o.mp4"})
    hostile.script = {"POST": [http(TASK)], "GET": [done, http(MP4)]}
    output = tmp_path / "fox.mp4"
    command = f"{sys.executable} -m seedance_conformance.cli.main generate x -o {output} > /dev/full"
    environment = {**os.environ, "SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": hostile.base_url}
    ended = subprocess.run(["bash", "-c", command], env=environment, stderr=subprocess.PIPE, text=True, timeout=30)
    assert output.exists(), ended.stderr
    assert ended.returncode == 5
    assert f"Its video is stored as {output}" in ended.stderr
    assert "seedance download" not in ended.stderr


def test_a_download_that_fails_says_how_to_go_on(hostile: Any, tmp_path: Path) -> None:
    """After the wait it is the download that is to be repeated, not the wait."""
    done = http({**TASK, "status": "completed", "video_url": f"{hostile.base_url}/o.mp4"})
    hostile.script = {"POST": [http(TASK)], "GET": [done, close]}
    ended = run(generate.command, "x", "-o", str(tmp_path / "fox.mp4"), base_url=hostile.base_url)
    assert ended.exit_code == 4
    assert f"seedance download video_1 -o {tmp_path / 'fox.mp4'}" in ended.stderr
    assert "still be running" not in ended.stderr


@pytest.mark.parametrize("timeout", ["0.3", "60"])
def test_a_completed_task_without_an_address_does_not_go_on(
    timeout: str, hostile: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is paid for: the advice is to wait for its video, within the time limit or after it."""
    monkeypatch.setattr(session, "Seedance", partial(Seedance, clock=clock))
    hostile.script["GET"] = [http({**TASK, "status": "completed", "video_url": None})]
    ended = run(wait.command, "video_1", "--timeout", timeout, base_url=hostile.base_url)
    assert ended.exit_code == (6 if timeout == "0.3" else 4)
    assert "Wait for its video with: seedance wait video_1" in ended.stderr
    assert "is paid for" in ended.stderr
    assert "still be running" not in ended.stderr


def test_journal_refuses_the_same_again(hostile: Any, tmp_path: Path) -> None:
    """With a journal the same command is not paid twice by mistake."""
    hostile.script["POST"] = [http(TASK)]
    arguments = ["x", "--journal", str(tmp_path / "journal.jsonl")]
    assert run(create.command, *arguments, base_url=hostile.base_url).exit_code == 0
    second = run(create.command, *arguments, base_url=hostile.base_url)
    assert second.exit_code == 2
    assert "or pass --again" in second.stderr
    assert run(create.command, *arguments, "--again", base_url=hostile.base_url).exit_code == 0
    assert hostile.count("POST") == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "seedance_2_0"], "add a reference video (--video), or use a pro model"),
        (["--last-image", "https://media.example.com/a.png"], "add first_image (--first-image), or leave"),
        (["--meta", "shot=1", "--meta", "shot=2"], "'shot' is there twice: give each name once"),
    ],
)
def test_a_remedy_names_the_options(arguments: list[str], said: str, hostile: Any) -> None:
    """The command line has other names than the API; nothing is sent."""
    result = run(create.command, "x", *arguments, base_url=hostile.base_url)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not hostile.seen
