"""What a type checker says: the combinations that the documents forbid don't pass."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import mypy.api
import pytest
import seedance_client

LEGAL = """
from seedance_client import AsyncSeedance, Asset, AsyncVideo, Frames, References, Seedance, SeedanceError, Task, Video
from seedance_client.models import TextToVideo, VideoReference
from seedance_client.models.pro_model import ProModel


def legal(client: Seedance, asset: Asset, model: ProModel) -> None:
    client.create("x", model="seedance_2_0_pro")
    client.create("x", model=model, duration=5, aspect_ratio="9:16", generate_audio=False)
    client.create("x", Frames("https://a"), model="seedance_2_0_pro")
    client.create("x", Frames(first="https://a", last=asset), model="seedance_2_0_fast_pro")
    client.create("x", References(images=["https://a", asset]), model="seedance_2_0_pro")
    client.create("x", References(videos=["https://a"]), model="seedance_2_0_pro")
    client.create("x", References(videos=["https://a"], images=[asset], audios=["https://b"]), model="seedance_2_0")
    client.create("x", References(videos=("https://a",)), model="seedance_2_0_fast")
    client.create("x", model="seedance_2_0", unchecked=True)
    client.create_from(TextToVideo("seedance_2_0_pro", "x"))
    client.create_from(VideoReference("seedance_2_0", "x", ["https://a"]))
    client.create_from({"model": "seedance_2_0_pro", "prompt": "x"})
    task: Task = client.create("x", model="seedance_2_0_pro")
    video: Video = client.wait(task)
    path: str = video.download("fox.mp4")
    many: list[Video | SeedanceError] = client.wait_many([task, "video_1"])


async def also(client: AsyncSeedance) -> None:
    task: Task = await client.create("x", References(videos=["https://a"]), model="seedance_2_0")
    video: AsyncVideo = await client.wait(task)
    path: str = await video.download("fox.mp4")
"""

ILLEGAL = [
    'client.create("x", model="seedance_2_0")',
    'client.create("x", model="seedance_2_0_fast")',
    'client.create("x", Frames("https://a"), model="seedance_2_0")',
    'client.create("x", Frames("https://a"), model="seedance_2_0_fast")',
    'client.create("x", References(images=["https://a"]), model="seedance_2_0")',
    'client.create("x", References(images=["https://a"], audios=["https://b"]), model="seedance_2_0_fast")',
    'client.create("x", References(audios=["https://a"]), model="seedance_2_0")',
    'client.create("x", Frames("https://a"), References(videos=["https://b"]), model="seedance_2_0_pro")',
    'client.create("x", [Frames("https://a"), References(videos=["https://b"])], model="seedance_2_0_pro")',
    'client.create("x", model="seedance_2_0_ultra")',
    'client.create("x", model="seedance_2_0_pro", aspect_ratio="2:1")',
    'client.create("x", model="seedance_2_0_pro", duration="5")',
    'client.create("x", model="seedance_2_0_pro", duration=5.5)',
    'client.create("x", model="seedance_2_0_pro", generate_audio="true")',
    'client.create("x", model="seedance_2_0_pro", seed=7)',
    'client.create("x")',
    'client.create(model="seedance_2_0_pro")',
    'client.create(5, model="seedance_2_0_pro")',
    'client.create("x", "https://a", model="seedance_2_0_pro")',
    "Frames()",
    'Frames(last="https://a")',
    "Frames(5)",
    "References()",
    "References(images=[5])",
    'References(frames=["https://a"])',
    'client.assets.upload("https://a", "image")',
]
"""Statements that break a rule of the mode table or a type, one a line; each must be an error by itself."""

HEAD = """
from seedance_client import AsyncSeedance, Frames, References, Seedance

def illegal(client: Seedance) -> None:
"""
ASYNC_HEAD = HEAD.replace("def illegal(client: Seedance)", "async def illegal(client: AsyncSeedance)")


def check(tmp_path: Path, source: str) -> str:
    """What mypy --strict says about a module."""
    file = tmp_path / "user.py"
    file.write_text(source, encoding="utf-8")
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    options = [f"--config-file={tmp_path / 'mypy.ini'}", f"--cache-dir={tmp_path / 'cache'}", "--no-error-summary"]
    output, trouble, _ = mypy.api.run([*options, str(file)])
    assert not trouble, trouble
    return output


@pytest.fixture(autouse=True)
def find_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let mypy find the package where it stands."""
    monkeypatch.setenv("MYPYPATH", str(Path(seedance_client.__file__).parents[1]))


def test_legal_calls_pass(tmp_path: Path) -> None:
    """Every mode of the documents passes, and the results have their types."""
    assert check(tmp_path, LEGAL) == ""


@pytest.mark.parametrize("head", [HEAD, ASYNC_HEAD], ids=["Seedance", "AsyncSeedance"])
def test_illegal_calls_do_not(head: str, tmp_path: Path) -> None:
    """Each statement is an error, and there are no others."""
    awaits = "await " if "async" in head else ""
    lines = [f"    {awaits if line.startswith('client') else ''}{line}" for line in ILLEGAL]
    output = check(tmp_path, head + "\n".join(lines) + "\n")
    first = len(head.splitlines()) + 1
    wrong = {int(found) - first for found in re.findall(r"user\.py:(\d+): error", output)}
    assert wrong == set(range(len(ILLEGAL))), [ILLEGAL[place] for place in set(range(len(ILLEGAL))) - wrong]


def test_pyright_agrees(tmp_path: Path) -> None:
    """Where pyright is installed, its strict mode finds the same errors, and none in legal calls."""
    pyright = shutil.which("pyright")
    if pyright is None:
        pytest.skip("pyright is not on the PATH")
    settings = {"extraPaths": [str(Path(seedance_client.__file__).parents[1])], "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings | {"reportUnusedVariable": False}))
    (tmp_path / "legal.py").write_text(LEGAL, encoding="utf-8")
    (tmp_path / "user.py").write_text(HEAD + "\n".join(f"    {line}" for line in ILLEGAL) + "\n", encoding="utf-8")
    command = [pyright, "--pythonpath", sys.executable, "legal.py", "user.py"]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120).stdout
    first = len(HEAD.splitlines()) + 1
    wrong = {int(found) - first for found in re.findall(r"user\.py:(\d+):\d+ - error", output) if int(found) >= first}
    assert wrong == set(range(len(ILLEGAL)))
    assert "legal.py:" not in output
