"""Local files in the options of the commands."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image
from tests.client.cli_verbs import seedance


@pytest.fixture
def cat(tmp_path: Path) -> str:
    """A local image."""
    path = tmp_path / "cat.png"
    Image.new("RGB", (512, 512)).save(path)
    return str(path)


def test_a_server_on_this_machine_gets_local_files(service: str, cat: str) -> None:
    """Without a storage, the command itself serves the files. A missing file is named, and nothing is sent."""
    assert seedance("create", "x", "--first-image", cat, base_url=service).exit_code == 0
    assert seedance("asset", "upload", "Image", cat, base_url=service).stdout.startswith("asset://")
    gone = seedance("create", "x", "--image", f"{cat}.gone", base_url=service)
    assert gone.exit_code == 2
    assert "can't be read (No such file" in gone.stderr


def test_a_storage(service: str, cat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--hosting` opens a storage by its URL, and the service gets the signed URL of the file."""
    from seedance_conformance.offline import LoopbackHosting

    stored: list[str] = []

    class Storage:
        def put_file(self, local: str, remote: str) -> None:
            stored.append(remote)
            self.url = loopback.put(Path(local))

        def sign(self, remote: str, expiration: int) -> str:
            return self.url

    core = ModuleType("fsspec.core")
    core.url_to_fs = lambda url: (Storage(), url.partition("://")[2])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fsspec", ModuleType("fsspec"))
    monkeypatch.setitem(sys.modules, "fsspec.core", core)
    with LoopbackHosting() as loopback:
        done = seedance("create", "x", "--first-image", cat, "--hosting", "s3://films/refs", base_url=service)
    assert done.exit_code == 0, done.stderr
    assert stored[0].startswith("films/refs/")


@pytest.mark.parametrize(
    ("storage", "code", "said"),
    [("films", 2, "isn't the URL of a storage"), ("s3://films", 4, "nothing was sent: s3:// needs a package")],
)
def test_a_storage_that_cannot_be_used(
    storage: str, code: int, said: str, service: str, cat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the storage and what to install, and nothing is sent."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    done = seedance("create", "x", "--first-image", cat, "--hosting", storage, base_url=service)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
