"""The clients for the tests of an application: the server behind them, their fixtures, and local files."""

import asyncio
import io
import sys
from pathlib import Path

import pytest
from attrs import frozen
from PIL import Image
from seedance_client import Frames, ResultExpired, SpendingLimit, TaskFailed
from seedance_conformance import pytest_fixtures
from seedance_conformance.offline import AsyncOfflineClient, OfflineClient, async_offline_client, offline_client
from seedance_conformance.offline import async_seedance as async_seedance  # a fixture
from seedance_conformance.offline import seedance as seedance  # a fixture
from tests.client.library.answers import PRO


def test_the_server_is_reachable(seedance: OfflineClient) -> None:
    """A test lets a task fail, moves the clock, and sees what was sent."""
    task = seedance.create("x", model=PRO)
    seedance.server.fail(task, "no foxes left")
    with pytest.raises(TaskFailed, match="no foxes left"):
        task.wait()
    late = seedance.wait(seedance.create("y", model=PRO))
    seedance.server.set_status(late, "processing")
    assert late.refresh().status == "processing"
    seedance.server.set_status(late, "completed")
    seedance.server.advance(-25 * 3600)
    old = seedance.create("z", model=PRO).wait()
    seedance.server.advance(25 * 3600)
    with pytest.raises(ResultExpired):
        seedance.download(old.id, io.BytesIO())
    assert next(call["method"] for call in seedance.server.calls()) == "POST"
    with pytest.raises(ValueError, match="no task video_9"):
        seedance.server.fail("video_9")


def test_faults_of_the_mock() -> None:
    """`faults` reach the mock behind the client, and options in a dictionary the client."""
    with offline_client({"max_tasks": 1}, faults=["duration-16-accepted"]) as client:
        assert client.create("x", model=PRO, duration=16, unchecked=True).id
        with pytest.raises(SpendingLimit):
            client.create("x", model=PRO)


def test_an_unknown_option_of_the_mock() -> None:
    """The error lists the options, and says where those of the client go."""
    said = r"'max_tasks', but .*faults.*arguments of the client go into a dictionary"
    with pytest.raises(TypeError, match=said), offline_client(max_tasks=1):
        pass


def test_the_asynchronous_client(async_seedance: AsyncOfflineClient) -> None:
    """The fixture and the context manager give a client with its mock, for any event loop."""

    async def main() -> None:
        async with async_seedance as client:
            task = await client.create("x", model=PRO)
            client.server.fail(task)
            with pytest.raises(TaskFailed):
                await client.wait(task)
        async with async_offline_client({"max_tasks": 1}, queue_seconds=0.01) as other:
            assert (await other.wait(await other.create("x", model=PRO))).completed

    asyncio.run(main())


def test_a_local_file_reaches_the_mock(seedance: OfflineClient, tmp_path: Path) -> None:
    """The mock fetches it from loopback, and judges it."""
    good, small = tmp_path / "good one.png", tmp_path / "small.png"
    Image.new("RGB", (512, 512)).save(good)
    Image.new("RGB", (8, 8)).save(small)
    assert seedance.wait(seedance.create("x", Frames(good), model=PRO)).completed
    with pytest.raises(Exception, match="8"):
        seedance.wait(seedance.create("x", Frames(small), model=PRO))


def test_a_fixture_without_the_extra_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kit that was installed without the mock says what to install, without a traceback."""
    monkeypatch.setitem(sys.modules, "seedance_conformance.offline", None)
    with pytest.raises(pytest.fail.Exception, match=r"seedance-kit\[mock\]"):
        next(pytest_fixtures.seedance.__wrapped__())  # type: ignore[attr-defined]


def test_a_task_of_a_vendored_copy() -> None:
    """Its class is another one than the package's; the server needs only its id."""

    @frozen
    class Vendored:
        id: str

    with offline_client() as client:
        task = client.create("A paper boat", model="seedance_2_0_pro")
        client.server.set_status(Vendored(task.id), "processing")
        assert task.refresh().status == "processing"
        client.server.fail(Vendored(task.id), "why")
        assert task.refresh().error == "why"
