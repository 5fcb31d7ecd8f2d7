"""scripts/vendor: a copy that works anywhere, knows what it is, and overwrites nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.generated.conftest import Run

USE = """
import sys, httpx
from acme._vendor.seedance_client import AuthenticatedClient
from acme._vendor.seedance_client.api.videos import get_video

task = {"id": "video_1", "object": "video", "created": 1774836724, "model": "seedance_2_0", "status": "queued"}
service = {"transport": httpx.MockTransport(lambda request: httpx.Response(200, json=task))}
with AuthenticatedClient(base_url="http://127.0.0.1/prefix", token="k", httpx_args=service) as client:
    print(type(get_video.sync("video_1", client=client)).__module__)
assert not any(name.startswith("seedance") for name in sys.modules)
"""


@pytest.fixture
def copy(workshop: Path, run: Run) -> Path:
    """A copy under the parent package acme._vendor."""
    dest = workshop / "src" / "acme" / "_vendor" / "seedance_client"
    result = run("vendoring", "src/acme/_vendor")
    assert result.returncode == 0, result.stderr
    return dest


def test_copy_works_under_another_parent(workshop: Path, copy: Path) -> None:
    """The copy is imported and used by its new name, without the original."""
    result = subprocess.run(
        [sys.executable, "-c", USE], cwd=workshop / "src", capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "acme._vendor.seedance_client.models.video_task"


def test_manifest(client: Path, copy: Path, run: Run) -> None:
    """The manifest has the contract's version and each file, and a fresh copy passes the check, named by itself."""
    manifest = json.loads((copy / "VENDORED.json").read_text(encoding="utf-8"))
    files = {path.relative_to(client).as_posix() for path in client.rglob("*") if path.is_file()}
    assert manifest["contract"] == "1.0.0"
    assert manifest["files"].keys() == files
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "client.cpython-311.pyc").write_bytes(b"compiled")
    result = run("vendoring", str(copy), "--check")
    assert (result.returncode, result.stderr) == (0, "")
    assert [path.name for path in copy.parent.iterdir()] == ["seedance_client"]


def test_edited_copy(copy: Path, run: Run) -> None:
    """The check names each file that was edited, deleted or added, and a renewal refuses to lose that."""
    (copy / "client.py").write_text("", encoding="utf-8")
    (copy / "errors.py").unlink()
    (copy / "models" / "own.py").write_text("", encoding="utf-8")
    result = run("vendoring", str(copy), "--check")
    assert result.returncode == 1
    assert result.stdout.splitlines()[:3] == [
        "edited copy: edited: client.py",
        "edited copy: deleted: errors.py",
        "edited copy: added: models/own.py",
    ]
    renewed = run("vendoring", str(copy))
    assert renewed.returncode == 1
    assert "client.py" in renewed.stderr
    assert (copy / "client.py").read_text(encoding="utf-8") == ""


def test_stale_copy(client: Path, copy: Path, run: Run) -> None:
    """The check names each file that has changed in the client since, and a renewal brings the copy up to date."""
    text = (client / "__init__.py").read_text(encoding="utf-8")
    (client / "__init__.py").write_text(text.replace("1.0.0", "1.1.0"), encoding="utf-8")
    (client / "errors.py").unlink()
    result = run("vendoring", str(copy), "--check")
    assert result.returncode == 1
    assert result.stdout.splitlines()[:2] == ["stale copy: changed: __init__.py", "stale copy: gone: errors.py"]
    assert "contract 1.0.0, here is 1.1.0" in result.stdout
    assert run("vendoring", str(copy)).returncode == 0
    assert not (copy / "errors.py").exists()
    assert run("vendoring", str(copy), "--check").returncode == 0


def test_anything_else_is_left_alone(workshop: Path, run: Run) -> None:
    """A directory or file that isn't a copy is neither overwritten nor checked."""
    (workshop / "mine" / "seedance_client").mkdir(parents=True)
    (workshop / "mine" / "seedance_client" / "work.py").write_text("", encoding="utf-8")
    (workshop / "damaged" / "seedance_client").mkdir(parents=True)
    (workshop / "damaged" / "seedance_client" / "VENDORED.json").write_text("{", encoding="utf-8")
    for name in ("mine", "damaged"):
        for option in ([], ["--check"]):
            result = run("vendoring", name, *option)
            assert result.returncode == 1
            assert "isn't a vendored copy" in result.stderr
    assert [path.name for path in (workshop / "mine" / "seedance_client").iterdir()] == ["work.py"]


def test_nothing_to_check_or_to_copy(workshop: Path, run: Run) -> None:
    """A check without a copy says so; without a generated client there is nothing to copy, and nothing is made."""
    result = run("vendoring", "nowhere", "--check")
    assert (result.returncode, "no vendored copy" in result.stderr) == (1, True)
    shutil.rmtree(workshop / "generated")
    result = run("vendoring", "copy")
    assert (result.returncode, "run scripts/regenerate" in result.stderr) == (1, True)
    assert not (workshop / "copy").exists()


@pytest.mark.parametrize(
    "words",
    ["", "file", "generated", "generated/seedance_client", "generated/seedance_client/x", "copy --chek"],
)
def test_wrong_usage(workshop: Path, run: Run, words: str) -> None:
    """A file in the way, the client itself, no destination or an unknown option is a usage error."""
    (workshop / "file").write_text("", encoding="utf-8")
    result = run("vendoring", *words.split())
    assert result.returncode == 2
    assert "scripts/vendor: error: " in result.stderr
