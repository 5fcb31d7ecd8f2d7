"""The programs of examples/ work against the mock, and the page of the client shows each of them."""

import asyncio
import re
import runpy
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from seedance_client import AsyncSeedance, AsyncTask, OutcomeUnknown, Seedance, Video
from seedance_conformance.media.server import MediaServer
from seedance_conformance.mock.server import MockServer
from seedance_conformance.offline import KEY, offline_server
from tests.docs.pages import ROOT
from tests.serving import serving_folder

FOLDER = ROOT / "examples"
PROGRAMS = sorted(FOLDER.glob("*.py"))
PAGE = (ROOT / "docs" / "client.md").read_text("utf-8")


@pytest.fixture
def mock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MockServer]:
    """A mock that the environment names, and an empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    with offline_server() as server:
        monkeypatch.setenv("SEEDANCE_API_KEY", KEY)
        monkeypatch.setenv("SEEDANCE_BASE_URL", server.base_url)
        yield server


def creates(server: MockServer) -> int:
    """How many tasks the mock has."""
    return sum(server.app.service.store.task(key) is not None for key in range(1, 50))


def start(name: str, *arguments: object) -> dict[str, Any]:
    """Run a program as a script, and return its names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [name, *(str(argument) for argument in arguments)])
        return runpy.run_path(str(FOLDER / name), run_name="__main__")


def exit_code(name: str, *arguments: object) -> object:
    """The exit code of a program that is run as a script."""
    with pytest.raises(SystemExit) as ended:
        start(name, *arguments)
    return ended.value.code


def is_film(path: Path) -> bool:
    """Whether the file is an MP4."""
    return path.read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_is_short_and_on_the_page(path: Path) -> None:
    """Each has at most 60 lines, and the page includes and links the file."""
    assert len(path.read_text("utf-8").splitlines()) <= 60
    assert f"](../examples/{path.name})" in PAGE
    assert f"```{{literalinclude}} ../examples/{path.name}\n" in PAGE


def test_the_page_names_no_other_program() -> None:
    """There are eight, and what the page includes exists."""
    assert {path.name for path in PROGRAMS} == set(re.findall(r"literalinclude\} \.\./examples/(\S+)", PAGE))
    assert len(PROGRAMS) == 8


def test_a_script(mock: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    """The script saves the video, and ends with 0."""
    assert exit_code("generate_video.py", "A red fox", "fox.mp4") == 0
    assert is_film(Path("fox.mp4"))
    assert "bytes" in capsys.readouterr().err


def test_a_script_with_a_blank_prompt(mock: MockServer) -> None:
    """The script ends with 2, and nothing was sent."""
    assert exit_code("generate_video.py", " ", "fox.mp4") == 2
    assert creates(mock) == 0


def test_a_batch(mock: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Unfit prompts are left out, the money ends the creates (12 x 4 s x 0.1 of 5), and the others are saved."""
    prompts = [" ", *(f"A fox, take {take}" for take in range(14))]
    found = start_batch(prompts)
    assert found == creates(mock) == len(list(Path().glob("shot-*.mp4"))) == 12
    assert "stopped at shot 14" in capsys.readouterr().out


def test_a_batch_in_trouble(mock: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a create's outcome is unknown, no more is created, and what was created before is saved."""
    real = AsyncSeedance.create

    async def create(self: AsyncSeedance, prompt: str, **options: Any) -> AsyncTask:
        if prompt == "lost":
            raise OutcomeUnknown("the answer was lost")
        task: AsyncTask = await real(self, prompt, **options)
        return task

    monkeypatch.setattr(AsyncSeedance, "create", create)
    assert start_batch(["A red fox", "lost", "A white fox"]) == creates(mock) == 1


def start_batch(prompts: list[str]) -> int:
    """Run the batch in this thread."""
    return int(asyncio.run(runpy.run_path(str(FOLDER / "batch.py"))["main"](prompts)))


async def ask_for_a_shot(app: Any) -> tuple[dict[str, str], int]:
    """Post a shot, and ask until the worker has saved it; a wrong one is refused."""
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://app") as web:
        wrong = await web.post("/shots", json={})
        shot = (await web.post("/shots", json={"prompt": "A red fox"})).json()["id"]
        limit = time.monotonic() + 20
        while (state := (await web.get(f"/shots/{shot}")).json())["state"] == "running" and time.monotonic() < limit:
            await asyncio.sleep(0.02)
        return state, wrong.status_code


def test_a_web_application(mock: MockServer) -> None:
    """A request is answered at once, the worker saves the video, and a missing prompt is refused."""
    state, wrong = asyncio.run(ask_for_a_shot(runpy.run_path(str(FOLDER / "web_app.py"))["app"]))
    assert is_film(Path(state["state"]))
    assert wrong == 422
    assert creates(mock) == 1


def test_a_web_application_that_starts_again(mock: MockServer) -> None:
    """The worker finishes the task that the process before has left in the journal."""
    with Seedance(journal="tasks.jsonl") as client:
        left = client.create("A white fox", model="seedance_2_0_pro").id

    asyncio.run(ask_for_a_shot(runpy.run_path(str(FOLDER / "web_app.py"))["app"]))
    assert is_film(Path(f"{left}.mp4"))


def test_local_media(mock: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are published, and the mock has read them at their URLs; a missing file costs nothing."""
    with MediaServer() as media:
        for name, url in (("fox.png", media.image(1)), ("walk.mp4", media.video(1))):
            Path(name).write_bytes(httpx.get(url).content)
    (tmp_path / "public").mkdir()
    with serving_folder(tmp_path / "public") as url:
        monkeypatch.setenv("PUBLIC_FOLDER", str(tmp_path / "public"))
        monkeypatch.setenv("PUBLIC_URL", url)
        assert exit_code("local_media.py", "gone.png", "walk.mp4") == 2
        assert exit_code("local_media.py", "fox.png", "walk.mp4") == 0
    assert is_film(Path("referenced.mp4"))
    assert creates(mock) == 1


def test_an_interactive_session(mock: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    """A film is made, a mistake is told and costs nothing, and a repeated one is refused."""
    session = start("interactive.py")
    assert is_film(session["film"]("A red fox sleeps").download("asleep.mp4"))
    assert session["film"](" ") is None
    assert session["film"]("A red fox sleeps") is None
    assert "DuplicateRequest" in capsys.readouterr().out
    session["client"].close()
    assert creates(mock) == 1


@pytest.mark.parametrize("step", [(Seedance, "as_completed"), (Video, "download")], ids=["waiting", "downloading"])
def test_a_crash(step: tuple[type, str], mock: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run breaks off after two creates; the next one saves both videos; no run creates more."""
    with monkeypatch.context() as patch:
        patch.setattr(*step, crash)
        with pytest.raises(KeyboardInterrupt):
            start("crash_and_resume.py")
    assert creates(mock) == 2
    for _ in range(2):
        assert exit_code("crash_and_resume.py") == 0
    assert creates(mock) == 2
    assert is_film(Path("dawn.mp4"))
    assert is_film(Path("dusk.mp4"))


def crash(*_: object, **__: object) -> None:
    """What Ctrl-C does."""
    raise KeyboardInterrupt


def test_own_httpx_client(mock: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    """The hook sees each answer, without queries."""
    with caplog.at_level("INFO", "films"):
        start("own_http_client.py")
    assert is_film(Path("eating.mp4"))
    lines = [record.getMessage() for record in caplog.records if record.name == "films"]
    assert lines[0].startswith("POST ")
    assert not any("?" in line for line in lines)


def test_the_unit_tests_are_collected(pytestconfig: pytest.Config) -> None:
    """A whole test run has the tests of the example, too."""
    assert "examples/test_film.py" in pytestconfig.getini("testpaths")
