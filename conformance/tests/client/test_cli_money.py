"""The client's verbs where money is at stake: what is sent, and what a script makes of the end."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from seedance_client import Seedance
from seedance_conformance.cli.client import session
from tests.client.cli_verbs import in_a_shell, seedance
from tests.client.library.answers import MP4, TASK, close, http


def test_a_prompt_in_another_encoding(hostile: Any, tmp_path: Path) -> None:
    """A prompt from stdin or a file must be UTF-8, in every locale; a byte order mark is removed."""
    done = seedance("create", "-", stdin=b"caf\xe9")
    assert (done.exit_code, "isn't UTF-8" in done.stderr) == (2, True)
    hostile.script["POST"] = [http(TASK)]
    prompt = tmp_path / "prompt.txt"
    prompt.write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\n")
    assert seedance("create", "--prompt-file", str(prompt), base_url=hostile.base_url).exit_code == 0
    assert json.loads(hostile.seen[0].body)["prompt"] == "caf\xe9"


@pytest.mark.parametrize("stdout", ["> /dev/full", ">&-", "| true"])
def test_a_result_that_nobody_takes(stdout: str, hostile: Any) -> None:
    """A paid task whose id can't be written to stdout does not end as wrong usage: it would be sent again."""
    hostile.script["POST"] = [http(TASK)]
    done = in_a_shell(f"create x {stdout}", hostile.base_url)
    assert done.returncode == 5
    assert "stdout" in done.stderr
    assert "seedance wait video_1" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a Linux device")
def test_a_stored_video_is_not_to_be_downloaded_again(hostile: Any, target: Path) -> None:
    """If only the result can't be written to stdout, the message says where the video is."""
    done = http({**TASK, "status": "completed", "video_url": f"{hostile.base_url}/o.mp4"})
    hostile.script = {"POST": [http(TASK)], "GET": [done, http(MP4)]}
    ended = in_a_shell(f"generate x -o {target} > /dev/full", hostile.base_url)
    assert target.exists(), ended.stderr
    assert ended.returncode == 5
    assert f"Its video is stored as {target}" in ended.stderr
    assert "seedance download" not in ended.stderr


def test_a_download_that_fails_says_how_to_go_on(hostile: Any, tmp_path: Path) -> None:
    """After the wait it is the download that is to be repeated, not the wait."""
    done = http({**TASK, "status": "completed", "video_url": f"{hostile.base_url}/o.mp4"})
    hostile.script = {"POST": [http(TASK)], "GET": [done, close]}
    ended = seedance("generate", "x", "-o", str(tmp_path / "fox.mp4"), base_url=hostile.base_url)
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
    ended = seedance("wait", "video_1", "--timeout", timeout, base_url=hostile.base_url)
    assert ended.exit_code == (6 if timeout == "0.3" else 4)
    assert "Wait for its video with: seedance wait video_1" in ended.stderr
    assert "is paid for" in ended.stderr
    assert "still be running" not in ended.stderr
