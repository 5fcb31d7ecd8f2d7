"""What a type checker says: the combinations that the documents forbid don't pass."""

import json
import os
import re
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


def illegal_module(head: str) -> str:
    """A module in which every statement after the head is wrong."""
    awaits = "await " if "async" in head else ""
    lines = [f"    {awaits if line.startswith('client') else ''}{line}" for line in ILLEGAL]
    return head + "\n".join(lines) + "\n"


def missed(output: str, name: str, head: str) -> list[str]:
    """The illegal statements that a checker has let pass, by what it says of a module."""
    first = len(head.splitlines()) + 1
    places = {int(found) - first for found in re.findall(rf"{name}\.py:(\d+):.*error", output)}
    return [line for place, line in enumerate(ILLEGAL) if place not in places]


def check(folder: Path, source: str) -> str:
    """What mypy --strict says about a module."""
    file = folder / "user.py"
    file.write_text(source, encoding="utf-8")
    (folder / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    options = [f"--config-file={folder / 'mypy.ini'}", f"--cache-dir={folder / 'cache'}", "--no-error-summary"]
    output, trouble, _ = mypy.api.run([*options, str(file)])
    assert not trouble, trouble
    return output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the modules are checked; mypy's memory of httpx and the client is kept from one to the next."""
    return tmp_path_factory.mktemp("typing")


@pytest.fixture(autouse=True)
def find_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let mypy find the package where it stands."""
    monkeypatch.setenv("MYPYPATH", str(Path(seedance_client.__file__).parents[1]))


def test_legal_calls_pass(folder: Path) -> None:
    """Every mode of the documents passes, and the results have their types."""
    assert check(folder, LEGAL) == ""


@pytest.mark.parametrize("head", [HEAD, ASYNC_HEAD], ids=["Seedance", "AsyncSeedance"])
def test_illegal_calls_do_not(head: str, folder: Path) -> None:
    """Each statement is an error, and there are no others."""
    output = check(folder, illegal_module(head))
    assert missed(output, "user", head) == []
    assert len(set(re.findall(r"user\.py:(\d+): error", output))) == len(ILLEGAL)


def test_pyright_agrees(tmp_path: Path) -> None:
    """Pyright's strict mode finds an error in the same statements of both clients, and none in legal calls."""
    settings = {"extraPaths": [str(Path(seedance_client.__file__).parents[1])], "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings | {"reportUnusedVariable": False}))
    modules = {"legal": LEGAL, "direct": illegal_module(HEAD), "awaited": illegal_module(ASYNC_HEAD)}
    for name, source in modules.items():
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    # Node comes in a wheel; neither it nor a newer pyright is to be looked for elsewhere.
    environment = {**os.environ, "PYRIGHT_PYTHON_GLOBAL_NODE": "0", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert missed(done.stdout, "direct", HEAD) == [], done.stderr
    assert missed(done.stdout, "awaited", ASYNC_HEAD) == []
    assert "legal.py:" not in done.stdout
