"""Local files: named as such without a host, and stored by the client's host after all other checks."""

import json
from pathlib import Path
from typing import Any

import pytest
from seedance_client import (
    AsyncSeedance,
    DuplicateRequest,
    FileSystemHosting,
    Frames,
    HostingFailed,
    InvalidRequest,
    Journal,
    References,
    Seedance,
    SpendingLimit,
)
from tests.client.library.answers import PRO, TASK, http


class Host:
    """Gives another signed URL each time."""

    def __init__(self, failure: BaseException | None = None, place: str = "https://media.example.com") -> None:
        self.stored: list[Path] = []
        self.failure, self.place = failure, place

    def put(self, path: Path, /) -> str:
        """Store a file."""
        if self.failure:
            raise self.failure
        self.stored.append(path)
        return f"{self.place}/{path.name}?signature={len(self.stored)}"


class AsyncHost(Host):
    """The same, as a coroutine function."""

    async def put(self, path: Path, /) -> str:  # type: ignore[override]
        """Store a file."""
        return super().put(path)


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    """A local file."""
    path = tmp_path / "cat.png"
    path.write_bytes(b"a cat")
    return path


@pytest.mark.parametrize(
    "media", [Frames("cat.png"), Frames(Path("cat.png")), References(images=[Path("C:/media/cat.png")])]
)
def test_without_a_host_a_local_file_is_called_one(media: Any, hostile: Any, call: Any) -> None:
    """The message says what it is and offers the way; nothing is sent."""
    with pytest.raises(InvalidRequest, match=r"name of a local file.*hosting=") as caught:
        call("create", "x", media, model=PRO)
    assert [problem.rule for problem in caught.value.problems] == ["CR-URL-SCHEME"]
    with pytest.raises(InvalidRequest, match=r"name of a local file.*hosting="):
        call("assets.upload", Path("cat.png"), "Image")
    assert hostile.seen == []


@pytest.mark.parametrize("value", ["ftp://example.com/a.png", "data:image/png;base64,AA", "", "//example.com/a.png"])
def test_other_addresses_are_not_called_files(value: str, call: Any) -> None:
    """Another scheme isn't a local file, and isn't given to the host."""
    host = Host()
    with pytest.raises(InvalidRequest) as caught:
        call("create", "x", Frames(value), model=PRO, options={"hosting": host})
    assert "local file" not in str(caught.value)
    assert host.stored == []


@pytest.mark.parametrize("name", [str, Path, Path.as_uri], ids=["string", "path", "file URL"])
def test_a_local_file_is_stored_and_its_url_sent(name: Any, cat: Path, hostile: Any, call: Any, either: Any) -> None:
    """Each file is stored once, and its URL takes its place; other URLs stay as they are."""
    hostile.script["POST"] = [http(TASK)]
    host = Host() if either.kind == "sync" else AsyncHost()
    media = References(images=[name(cat), "https://example.com/dog.png", name(cat)])
    task = call("create", "x", media, model=PRO, options={"hosting": host})
    assert task.id == "video_1"
    stored = "https://media.example.com/cat.png?signature=1"
    assert json.loads(hostile.seen[0].body)["referenceImages"] == [stored, "https://example.com/dog.png", stored]
    assert host.stored == [cat]


def test_nothing_is_stored_before_the_other_checks(cat: Path, tmp_path: Path, hostile: Any, call: Any) -> None:
    """A broken rule, a spending limit, a missing file and a duplicate are found first."""
    hostile.script["POST"] = [http(TASK)]
    host, journal = Host(), Journal(tmp_path / "tasks.jsonl")

    def create(media: Any, duration: int = 5, **options: Any) -> Any:
        given = {"hosting": host, "journal": journal, **options}
        return call("create", "x", media, model=PRO, duration=duration, options=given)

    with pytest.raises(InvalidRequest, match="CR-DUR-MAX"):
        create(Frames(cat), duration=16)
    with pytest.raises(SpendingLimit):
        create(Frames(cat), max_tasks=0)
    with pytest.raises(InvalidRequest, match=r"'missing.png' can't be read \(No such file"):
        create(Frames(cat, last="missing.png"))
    assert (host.stored, hostile.seen) == ([], [])
    create(Frames(cat))
    with pytest.raises(DuplicateRequest):  # although the signature would be another one
        create(Frames(cat))
    assert host.stored == [cat]
    cat.write_bytes(b"another cat")
    create(Frames(cat))
    assert hostile.count("POST") == 2


@pytest.mark.parametrize(
    "host", [Host(OSError("bucket secret-42 is full")), Host(ValueError("no")), Host(place="s3://bucket")]
)
def test_a_file_that_cannot_be_stored_costs_nothing(host: Host, cat: Path, path: Path, hostile: Any) -> None:
    """The error says so, the spending limit is free again, and the journal has nothing open."""
    with Seedance("sk", base_url=hostile.base_url, hosting=host, max_tasks=1, journal=path) as client:
        for _ in range(2):
            with pytest.raises(HostingFailed, match="nothing was sent") as caught:
                client.create("x", Frames(cat), model=PRO)
            assert "secret-42" not in str(caught.value)
        assert (client.resume().tasks, client.resume().unknown) == ((), ())
    assert hostile.seen == []


def test_an_upload_of_a_local_file(cat: Path, hostile: Any) -> None:
    """`assets.upload` stores it, too; a wrong kind is found first."""
    hostile.script["POST"] = [http({"assetId": "asset-1"})]
    host = Host()
    with Seedance("sk", base_url=hostile.base_url, hosting=host) as client:
        with pytest.raises(InvalidRequest):
            client.assets.upload(cat, "Picture", wait=False)  # type: ignore[arg-type]
        assert host.stored == []
        client.assets.upload(cat, "Image", wait=False)
    assert json.loads(hostile.seen[0].body)["url"] == "https://media.example.com/cat.png?signature=1"


@pytest.mark.parametrize("hosting", ["s3://bucket", Host, AsyncHost()])
def test_a_wrong_host_is_refused_at_once(hosting: Any) -> None:
    """A client isn't made with something that can't store files."""
    with pytest.raises(TypeError, match="hosting"):
        Seedance("sk", hosting=hosting)
    if isinstance(hosting, AsyncHost):
        AsyncSeedance("sk", hosting=hosting)


def test_a_file_system_of_fsspec(cat: Path) -> None:
    """Files are named by their content, and signed for as long as asked."""
    calls: list[Any] = []

    class FileSystem:
        def put_file(self, local: str, remote: str) -> None:
            calls.append((local, remote))

        def sign(self, remote: str, expiration: int) -> str:
            return f"https://s3.example.com/{remote}?seconds={expiration}"

    url = FileSystemHosting(FileSystem(), "bucket/films/", seconds=60).put(cat)
    assert url.startswith("https://s3.example.com/bucket/films/")
    assert url.endswith(".png?seconds=60")
    assert calls == [(str(cat), url.removeprefix("https://s3.example.com/").partition("?")[0])]
