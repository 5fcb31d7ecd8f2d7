"""No file of a run, and no line on the console, shows a key or a header value from the environment."""

import json
from pathlib import Path

import pytest
from tests.conftest import Scripted
from tests.runner.money.billing import KEY, SECOND, conform_here

CANARIES = {"TENANT": "canary-tenant-77", "LOGIN": "Basic Y2FuYXJ5OmxvZ2lu"}


def test_a_target_that_repeats_all_headers(scripted: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It accepts everything, and repeats all headers in header and body."""

    def answer(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        said = {"headers": scripted.headers[-1], "url": f"http://a.test/?k={KEY}"}
        task = path.rpartition("/")[2] if "result" in path else f"video_{len(scripted.headers)}"
        document = {"id": task, "object": "video", "status": "completed", "echo": said}
        return 200, {"X-Echo": json.dumps(said)}, json.dumps(document).encode()

    scripted.answer = answer
    for name, value in CANARIES.items():
        monkeypatch.setenv(name, value)
    done = conform_here(
        f"{scripted.base_url}/api",
        tmp_path / "out",
        *("--header", "X-Tenant=env:TENANT", "--header", "Authorization=env:LOGIN", "--header", "X-Route: blue"),
        *("--auth-header", "X-Api-Key", "--profile", "quick", "--rules", "CR-DUR-MAX", "--rules", "RB-KEY-MISSING"),
    )
    assert done.code == 1, done.output
    assert {(headers["x-tenant"], headers["x-route"]) for headers in scripted.headers} == {(CANARIES["TENANT"], "blue")}
    files = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert set(files) == {"run.jsonl", "report.json", "junit.xml", "index.html"}
    for name, text in {**files, "console": done.output}.items():
        for secret in (*CANARIES.values(), "Y2FuYXJ5OmxvZ2lu", KEY, SECOND):
            assert secret not in text, f"{name} shows {secret}"
        assert "X-Tenant: $TENANT" in text or name == "run.jsonl", name
