"""How the client fits into an application: imports, own httpx clients, pickles, logs, versions, vendoring."""

import asyncio
import copy
import logging
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
import pytest
import seedance_client
from seedance_client import (
    AsyncSeedance,
    Frames,
    Journal,
    OutcomeUnknown,
    References,
    Seedance,
    SeedanceError,
    Video,
    WaitTimeout,
)
from seedance_client.models import TextToVideo
from seedance_client.types import UNSET
from seedance_conformance.offline import offline_client, offline_server

T = TypeVar("T")

REPOSITORY = Path(__file__).parents[3]
PACKAGE = Path(seedance_client.__file__).parent
PRO: Final = "seedance_2_0_pro"
TASK = {"id": "video_1", "object": "video", "created": 1774836724, "model": PRO, "status": "queued"}


def run(program: str, *arguments: str, python: str = sys.executable, **environment: str) -> str:
    """What a program in an interpreter of its own prints."""
    command = [python, "-c", program, *arguments]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def twin_of(value: T) -> T:
    """What comes back from a pickle."""
    twin: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - it is our own
    return twin


def test_import_is_lazy() -> None:
    """Importing the package, and even the client's class, does not import httpx."""
    program = "import sys, seedance_client; from seedance_client import Seedance, Frames; print('httpx' in sys.modules)"
    assert run(program) == "False\n"


def test_httpx_is_imported_in_one_module() -> None:
    """A successor of httpx is a change in one module of the companion."""
    companion = REPOSITORY / "openapi" / "companion"
    users = [path.name for path in companion.rglob("*.py") if "import httpx" in path.read_text(encoding="utf-8")]
    assert users == ["wire.py"]


def test_an_unknown_name() -> None:
    """A name that does not exist is an AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'Sedance'"):
        seedance_client.Sedance  # noqa: B018


def test_own_httpx_client() -> None:
    """A client of the user's own is used, gets the key, and stays open."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=TASK)

    with httpx.Client(transport=httpx.MockTransport(answer)) as own:
        with Seedance("sk-own", base_url="https://api.example.com/x", http_client=own) as client:
            assert client.create("x", model=PRO).id == "video_1"
        assert not own.is_closed
    assert str(seen[0].url) == "https://api.example.com/x/v1/kyyvideo2/videos"
    assert seen[0].headers["authorization"] == "Bearer sk-own"
    assert seen[0].headers["user-agent"].startswith("seedance-client/1.")


def test_own_transports() -> None:
    """A transport is used for everything, by both clients."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=TASK))
    with Seedance("k", base_url="https://api.example.com", transport=transport) as client:
        assert client.create("x", model=PRO).id == "video_1"

    async def main() -> str:
        async with AsyncSeedance("k", base_url="https://api.example.com", transport=transport) as client:
            return (await client.create("x", model=PRO)).id

    assert asyncio.run(main()) == "video_1"


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
@pytest.mark.parametrize("failures", [1, 2, 3])
def test_what_was_not_sent_is_sent_again(error: type[httpx.TransportError], failures: int, either: Any) -> None:
    """Without a connection nothing was sent: three attempts, then an error that says so."""
    calls = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        if calls <= failures:
            raise error("no")
        return httpx.Response(200, json=TASK)

    options = {"transport": httpx.MockTransport(answer)}
    if failures < 3:
        assert either.call("https://api.example.com", "create", "x", model=PRO, options=options).id == "video_1"
    else:
        with pytest.raises(seedance_client.NotConnected):
            either.call("https://api.example.com", "create", "x", model=PRO, options=options)
    assert calls == min(failures + 1, 3)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.CloseError,
        httpx.RemoteProtocolError,
        httpx.LocalProtocolError,
        httpx.ProxyError,
        OSError,
        KeyError,
    ],
)
def test_what_may_have_been_sent_is_not(error: type[Exception], either: Any) -> None:
    """After every other failure the request is not sent again."""
    calls = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        raise error("no")

    with pytest.raises(OutcomeUnknown):
        either.call(
            "https://api.example.com", "create", "x", model=PRO, options={"transport": httpx.MockTransport(answer)}
        )
    assert calls == 1


class ServerDisconnectedError(Exception):
    """What aiohttp raises when a line is dropped after the request was sent."""


def test_a_mislabelled_failure_is_not_sent_again(either: Any) -> None:
    """A transport that calls a dropped line a ConnectTimeout, as httpx-aiohttp does, does not make us pay twice."""
    calls = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        raise httpx.ConnectTimeout("Server disconnected") from ServerDisconnectedError()

    options = {"transport": httpx.MockTransport(answer)}
    with pytest.raises(OutcomeUnknown):
        either.call("https://api.example.com", "create", "x", model=PRO, options=options)
    assert calls == 1


def test_nobody_listens(either: Any) -> None:
    """A closed port is an error that says that nothing was sent."""
    with pytest.raises(seedance_client.NotConnected, match="nothing was sent"):
        either.call("http://127.0.0.1:9/x", "create", "x", model=PRO)


def test_aiohttp_transport(hostile: Any) -> None:
    """The faster transport works where it is installed."""
    aiohttp = pytest.importorskip("httpx_aiohttp", reason="httpx-aiohttp is not installed")

    async def main() -> Any:
        async with AsyncSeedance(
            "sk-offline-client", base_url=hostile.base_url, transport=aiohttp.AiohttpTransport()
        ) as client:
            return await client.create("x", model=PRO)

    content = b'{"id": "video_1", "status": "queued"}'
    hostile.script["POST"] = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)]
    assert asyncio.run(main()).id == "video_1"


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("ftp://x.example", "no http"),
        ("x.example", "no http"),
        ("http://x.example/y", "unencrypted"),
        ("https://user:pw@x.example", "no user"),
        ("https://x.example?key=1", "query"),
    ],
)
def test_unsound_address(base_url: str, words: str) -> None:
    """An address that can't work, or would give the key away, is refused at once."""
    with pytest.raises(ValueError, match=words):
        Seedance("k", base_url=base_url)


@pytest.mark.parametrize("key", ["", " ", "a b", "a\nb", "schlüssel"])
def test_unsound_key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that can't stand in a header is refused without being repeated."""
    monkeypatch.delenv("SEEDANCE_API_KEY", raising=False)
    with pytest.raises(ValueError, match="API key") as caught:
        Seedance(key)
    assert not key.strip() or key not in str(caught.value)


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and address come from the environment; a line end after the key is no part of it."""
    monkeypatch.setenv("SEEDANCE_API_KEY", "sk-env\n")
    monkeypatch.setenv("SEEDANCE_BASE_URL", "http://localhost:1/x/")
    assert repr(Seedance()) == "Seedance(base_url='http://localhost:1/x')"


def test_the_key_is_in_no_repr_and_no_pickle() -> None:
    """A client shows its address alone, and can't be pickled."""
    client = Seedance("sk-very-secret", base_url="http://127.0.0.1:9")
    shown = f"{client!r} {client._core.settings!r} {client._wire!r} {client.assets!r}"
    assert "sk-very-secret" not in shown
    with pytest.raises(TypeError, match="key"):
        pickle.dumps(client)
    with pytest.raises(TypeError, match="key"):
        copy.deepcopy(client._core.settings)


def test_models_can_be_copied_and_pickled(seedance: Seedance) -> None:
    """Requests, tasks, videos, modes and errors survive copy and pickle; a copied video has no client."""
    request = TextToVideo(PRO, "x")
    for again in (copy.deepcopy(request), twin_of(request), copy.copy(request)):
        assert again == request
        assert again.duration is UNSET
        assert again.to_dict() == {"model": PRO, "prompt": "x"}
    task = seedance.create("x", model=PRO)
    video = seedance.wait(task)
    for value in (task, video, Frames("https://a"), References(videos=["https://b"])):
        assert twin_of(value) == copy.deepcopy(value) == value
    twin = twin_of(video)
    with pytest.raises(RuntimeError, match=r"client\.download"):
        twin.download("x.mp4")
    error = WaitTimeout("late", task=task, task_id=task.id, request_id="r")
    copied = twin_of(error)
    assert (str(copied), copied.task, copied.task_id, copied.request_id) == ("late", task, task.id, "r")


def test_log_has_neither_key_nor_prompt(caplog: pytest.LogCaptureFixture) -> None:
    """The log tells what was asked and answered, under the client's name, without secrets."""
    caplog.set_level(logging.DEBUG)
    with offline_client() as client:
        task = client.create("a very private prompt", model=PRO)
        client.wait(task)
    own = [record.getMessage() for record in caplog.records if record.name == "seedance_client"]
    assert own[0].startswith("POST /v1/kyyvideo2/videos: 200 in ")
    assert str(task.request_id) in own[0]
    assert "private" not in caplog.text
    assert "sk-offline-client" not in caplog.text


def test_cancelling_leaves_nothing_behind() -> None:
    """A cancelled wait ends at once, with no task, connection or warning left."""
    with offline_server(queue_seconds=60) as server:

        async def main() -> int:
            async with AsyncSeedance("sk-offline-client", base_url=server.base_url) as client:
                tasks = [await client.create(f"x{n}", model=PRO) for n in range(5)]
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.wait_many(tasks), 0.4)
                return len(asyncio.all_tasks())

        assert asyncio.run(main()) == 1


def test_many_tasks_within_their_concurrency(hostile: Any) -> None:
    """Hundreds of tasks are waited for, with no more questions at once than allowed."""
    with offline_server(queue_seconds=0.2) as server:

        async def main() -> list[Any]:
            async with AsyncSeedance("sk-offline-client", base_url=server.base_url) as client:
                tasks = await asyncio.gather(*(client.create(f"x{n}", model=PRO) for n in range(200)))
                return await client.wait_many(tasks, concurrency=8)

        assert all(result.completed for result in asyncio.run(main()))
        with Seedance("sk-offline-client", base_url=server.base_url) as client:
            ids = [client.create(f"x{n}", model=PRO) for n in range(50)]
            assert all(isinstance(result, Video) for result in client.wait_many(ids, concurrency=4))


def test_coroutines_as_callbacks() -> None:
    """The asynchronous client awaits a callback that is a coroutine function."""
    seen: list[str] = []

    async def update(task: Any) -> None:
        await asyncio.sleep(0)
        seen.append(task.status)

    async def main(base_url: str) -> None:
        async with AsyncSeedance("sk-offline-client", base_url=base_url) as client:
            await client.wait(await client.create("x", model=PRO), on_update=update)

    with offline_server() as server:
        asyncio.run(main(server.base_url))
    assert seen == ["completed"]


PROGRAM = """
import asyncio, importlib, sys
package = importlib.import_module(sys.argv[2])
base_url, path = sys.argv[1], sys.argv[3]
with package.Seedance("sk-offline-client", base_url=base_url) as client:
    client.wait(client.create("x", model="seedance_2_0_pro")).download(path)
async def main():
    async with package.AsyncSeedance("sk-offline-client", base_url=base_url) as client:
        await (await client.wait(await client.create("x", model="seedance_2_0_pro"))).download(path)
asyncio.run(main())
print(package.__name__, sorted(name for name in sys.modules if name.partition(".")[0] == "seedance_client"))
"""


def pythons() -> list[str]:
    """An interpreter of each version that is installed and works, on the PATH or with pyenv."""
    found = []
    for version in ("3.11", "3.12", "3.13"):
        managed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        for path in [shutil.which(f"python{version}"), *map(str, managed)]:
            if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
                found.append(path)
                break
    return found


@pytest.fixture(scope="module")
def vendored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the client below another package, and beside it what it needs, alone."""
    folder = tmp_path_factory.mktemp("vendored")
    (folder / "app" / "vendor").mkdir(parents=True)
    subprocess.run([sys.executable, "scripts/vendoring.py", str(folder / "app" / "vendor")], cwd=REPOSITORY, check=True)
    packages = Path(httpx.__file__).parents[1]
    needed = (
        "httpx",
        "httpcore",
        "h11",
        "anyio",
        "certifi",
        "idna",
        "sniffio",
        "attr",
        "attrs",
        "typing_extensions.py",
    )
    for name in needed:
        if (packages / name).is_dir():
            shutil.copytree(packages / name, folder / name)
        elif (packages / name).exists():
            shutil.copy(packages / name, folder)
    return folder


@pytest.mark.parametrize("python", pythons(), ids=lambda path: Path(path).resolve().name)
def test_a_vendored_copy_works(python: str, vendored: Path, tmp_path: Path) -> None:
    """Under another package, with httpx and attrs alone, on each Python that is installed: create, wait, download."""
    with offline_server() as server:
        arguments = (server.base_url, "app.vendor.seedance_client", str(tmp_path / "x.mp4"))
        said = run(PROGRAM, *arguments, python=python, PYTHONPATH=str(vendored), PYTHONNOUSERSITE="1")
    assert said == "app.vendor.seedance_client []\n"
    assert (tmp_path / "x.mp4").read_bytes()[4:8] == b"ftyp"


def test_errors_are_one_hierarchy() -> None:
    """Every error that is exported is a SeedanceError, and tells its request, answer and task."""
    errors = [value for name in seedance_client.__all__ if isinstance(value := getattr(seedance_client, name), type)]
    kinds = [kind for kind in errors if issubclass(kind, Exception)]
    assert len(kinds) == 15
    for kind in kinds:
        assert issubclass(kind, SeedanceError)
        assert {"task_id", "request", "request_id", "status", "answer", "code"} <= kind("x").__dict__.keys()


def test_journal_shows_its_path(tmp_path: Path) -> None:
    """The repr says where it is."""
    assert str(tmp_path) in repr(Journal(tmp_path / "x"))
