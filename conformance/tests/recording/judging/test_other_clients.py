"""Recordings of clients that the kit didn't make, of a correct and of a wrong server, through the proxy."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.mock.server import MockServer
from tests.proxy.conftest import running
from tests.recording.conftest import Judge

Send = Callable[[str, str, bytes | None], Any]
BODY = b'{"model": "seedance_2_0_pro", "prompt": "A kite over the dunes"}'
KEY = "Bearer sk-canary-0123456789abcdef"


def _curl(method: str, url: str, body: bytes | None) -> Any:
    command = ["curl", "-sS", "-X", method, "-H", f"Authorization: {KEY}", url]
    command += ["-H", "Content-Type: application/json", "--data-binary", body.decode()] if body else []
    done = subprocess.run(command, capture_output=True, check=True, timeout=20)
    return json.loads(done.stdout)


def _urllib(method: str, url: str, body: bytes | None) -> Any:
    headers = {"Authorization": KEY, **({"Content-Type": "application/json"} if body else {})}
    request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310 - our own proxy
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize(
    ("send", "fault", "rule"),
    [
        pytest.param(
            *(_curl, "total-tokens-fraction-when-completed", "QR-TOK-COMPLETED"),
            marks=pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl"),
        ),
        (_urllib, "create-answers-status-completed", "CS-STATUS-QUEUED"),
    ],
    ids=["curl", "urllib"],
)
def test_ordinary_use(tmp_path: Path, judge: Judge, send: Send, fault: str, rule: str) -> None:
    """The correct server conforms, the wrong one breaks its rule, and the key is nowhere."""
    verdicts = []
    for turn, faults in enumerate(((), (fault,))):
        with (
            MockServer(queue_seconds=0.0, process_seconds=0.0, faults=faults) as mock,
            running(mock.base_url, tmp_path / str(turn)) as proxy,
        ):
            task = send("POST", f"{proxy.base_url}/v1/kyyvideo2/videos", BODY)["id"]
            for _ in range(3):
                send("GET", f"{proxy.base_url}/v1/result/{task}", None)
            time.sleep(0.02)
            judged = judge(proxy.path)
        assert "canary" not in proxy.path.read_text()
        assert not judged.with_verdict("error")
        assert judged.verdict("QR-ID-ECHO") == "pass"
        verdicts.append(judged.verdict(rule))
        assert judged.with_verdict("fail") == ({rule} if faults else set())
    assert verdicts == ["pass", "fail"]
