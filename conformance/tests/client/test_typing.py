"""What a type checker says: the combinations that the documents forbid don't pass."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import mypy.api
import pytest
import seedance_client
from tests.docs.pages import ROOT, blocks

PROGRAMS = sorted((ROOT / "examples").glob("*.py"))

LEGAL = """
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any, BinaryIO

from seedance_client import Asset, Assets, AsyncAssets, AsyncSeedance, AsyncTask, AsyncVideo, Frames, Model, References
from seedance_client import Seedance, SeedanceError, Task, TaskState, Video
from seedance_client.models import TextToVideo, VideoReference
from seedance_client.models.pro_model import ProModel


def show(task: TaskState) -> None:
    print(task.status)


def legal(client: Seedance, asset: Asset, model: ProModel, name: str, any_of_four: Model, file: BinaryIO) -> None:
    client.create("x", model=name)
    client.create("x", model=name, duration=5, again=True, label="a", extra_headers={"X-A": "b"}, timeout=5)
    client.create("x", References(images=["https://a"]), model=any_of_four)
    assets: Assets = client.assets
    client.create("x", model="seedance_2_0_ultra")  # a plain string: checked when it is called
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
    path: Path = video.download("fox.mp4", overwrite=True)
    path = client.download(task, Path("fox.mp4"), on_bytes=lambda received, total: None)
    video.download(file)
    content: bytes = video.read()
    chunks: Generator[bytes, None, None] = video.iter_bytes()
    many: list[Video | SeedanceError] = client.wait_many([task, "video_1"], on_update=show)
    for result in client.as_completed([task]):
        print(result.task_id if isinstance(result, SeedanceError) else result.video_url)
    video = client.generate("x", model="seedance_2_0_pro", to="fox.mp4", on_update=show)
    video = client.generate("x", References(videos=["https://a"]), model="seedance_2_0", to=file)
    video = client.generate("x", model=name)
    video = task.wait(on_update=show)
    task = task.refresh()
    task = Task.from_dict(task.to_dict(), client)
    data: dict[str, Any] = SeedanceError("x").to_dict()
    client.get(task)
    client.assets.get(asset)
    left: tuple[Task, ...] = client.resume().tasks


async def also(client: AsyncSeedance) -> None:
    task: AsyncTask = await client.create("x", References(videos=["https://a"]), model="seedance_2_0")
    video: AsyncVideo = await client.wait(task)
    path: Path = await video.download("fox.mp4")
    assets: AsyncAssets = client.assets
    chunks: AsyncGenerator[bytes, None] = video.iter_bytes()
    async for result in client.as_completed([task], on_update=show):
        print(result)
    video = await client.generate("x", model="seedance_2_0_pro", to="fox.mp4")
    video = await task.wait()
    task = await task.refresh()
"""

ILLEGAL = [
    'client.create("x", Frames("https://a"), References(videos=["https://b"]), model="seedance_2_0_pro")',
    'client.create("x", [Frames("https://a"), References(videos=["https://b"])], model="seedance_2_0_pro")',
    'client.create("x", model="seedance_2_0_pro", aspect_ratio="2:1")',
    'client.create("x", model="seedance_2_0_pro", duration="5")',
    'client.create("x", model="seedance_2_0_pro", duration=5.5)',
    'client.create("x", model="seedance_2_0_pro", generate_audio="true")',
    'client.create("x", model="seedance_2_0_pro", seed=7)',
    'client.generate("x", model="seedance_2_0_pro", seed=7)',
    "client.wait(None)",
    "client.get(5)",
    "client.assets.get(None)",
    'client.download("video_1", None)',
    'client.download("video_1", "fox.mp4", on_bytes=lambda received: None)',
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
    "from seedance_client import Sedance",
]
"""Statements that break a rule of the mode table or a type, one a line; each must be an error by itself."""

WITHOUT_CLIP = [
    'create("x", model="seedance_2_0")',
    'create("x", model="seedance_2_0_fast", duration=5)',
    'create("x", Frames("https://a"), model="seedance_2_0")',
    'create("x", Frames("https://a"), model="seedance_2_0_fast")',
    'create("x", References(images=["https://a"]), model="seedance_2_0")',
    'create("x", References(images=["https://a"], audios=["https://b"]), model="seedance_2_0_fast")',
    'create("x", References(audios=["https://a"]), model="seedance_2_0")',
    'generate("x", model="seedance_2_0", to="fox.mp4")',
    'generate("x", References(images=["https://a"]), model="seedance_2_0_fast")',
]
"""Calls of a standard model without a reference video. Their result can't be used; Pyright marks the call itself."""
REMEDY = "the standard models need a reference video: pass References(videos=[...]), or use a pro model"

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


def without_clip_module(head: str) -> str:
    """A module that uses the results of calls without a reference video."""
    awaits = "await " if "async" in head else ""
    return head + "".join(f"    ({awaits}client.{call}).id\n" for call in WITHOUT_CLIP)


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
    """Each statement is an error, and there are no others; without a clip the error names the remedy by a type."""
    output = check(folder, illegal_module(head))
    assert missed(output, "user", head) == []
    assert len(set(re.findall(r"user\.py:(\d+): error", output))) == len(ILLEGAL)
    output = check(folder, without_clip_module(head))
    lines = re.findall(r"user\.py:(\d+): error: \"StandardModelNeedsReferenceVideo\" has no attribute \"id\"", output)
    assert len(lines) == len(set(lines)) == len(WITHOUT_CLIP), output


def pyright(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Pyright; Node comes in a wheel, and neither it nor a newer pyright is to be looked for elsewhere."""
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    environment = {**os.environ, "PYRIGHT_PYTHON_GLOBAL_NODE": "0", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_pyright_agrees(tmp_path: Path) -> None:
    """Pyright's strict mode finds an error in the same statements of both clients, and none in legal calls.

    It shows the remedy at each call of a standard model without a reference video. A vendored copy is
    clean in a strict project, and has the licence. The programs of examples/ and the recipe for
    pydantic are clean, too.
    """
    copy = tmp_path / "vendor" / "seedance_client"
    shutil.copytree(Path(seedance_client.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    settings = {"extraPaths": ["vendor"], "include": ["*.py", "vendor/seedance_client"], "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings | {"reportUnusedVariable": False}))
    modules = {"legal": LEGAL, "direct": illegal_module(HEAD), "awaited": illegal_module(ASYNC_HEAD)}
    modules |= {"clip": without_clip_module(HEAD), "awaited_clip": without_clip_module(ASYNC_HEAD)}
    for name, source in modules.items():
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    for program in PROGRAMS:
        (tmp_path / f"program_{program.name}").write_bytes(program.read_bytes())
    page = blocks(ROOT / "docs" / "client.md", "python")
    (recipe,) = (block.text.partition("\n\nshot =")[0] for block in page if "StoredTask =" in block.text)
    (tmp_path / "program_recipe.py").write_text("from seedance_client import Task\n" + recipe, encoding="utf-8")
    done = pyright(tmp_path)
    assert missed(done.stdout, "direct", HEAD) == [], done.stderr
    assert missed(done.stdout, "awaited", ASYNC_HEAD) == []
    assert "legal.py:" not in done.stdout
    assert "program_" not in done.stdout
    assert "seedance_client" not in "".join(re.findall(r"^ *(/\S+):\d+:\d+ - ", done.stdout, re.MULTILINE)), done.stdout
    assert "MIT License" in (copy / "LICENSE").read_text(encoding="utf-8")
    for name in ("clip", "awaited_clip"):
        said = re.findall(
            rf"/{name}\.py:(\d+):\d+ - error: The method .* is deprecated\s+(.*) \(reportDeprecated\)", done.stdout
        )
        assert len(said) == len(WITHOUT_CLIP), done.stdout
        assert {remedy for _, remedy in said} == {REMEDY}
