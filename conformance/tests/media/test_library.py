"""The library: names, the cache that spares the writing, and the export for a remote run."""

import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from seedance_conformance.cli.media import command
from seedance_conformance.media import Library, MediaServer, export
from seedance_conformance.media.folder import cache_folder, keep_alone
from seedance_conformance.media.library import corpus

NAME = "images/png-299x400.png"


def test_a_file_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second library reads from the cache what the first one wrote."""
    first = Library(tmp_path).read(NAME)
    monkeypatch.setattr("seedance_conformance.media.library.zlib.compress", None)
    assert Library(tmp_path).read(NAME) == first


def test_a_damaged_cache_is_mended(tmp_path: Path) -> None:
    """Bytes that were changed on disk are never served."""
    sound = Library(tmp_path).read(NAME)
    stored = tmp_path / f"{NAME}.z"
    stored.write_bytes(stored.read_bytes()[:-3])
    assert Library(tmp_path).read(NAME) == sound
    assert Library(tmp_path).read(NAME) == sound


def test_a_cache_that_can_not_be_written_costs_only_time(tmp_path: Path) -> None:
    """A file stands where the cache folder should be; the library works all the same."""
    blocked = tmp_path / "cache"
    blocked.write_text("in the way")
    assert Library(blocked).read(NAME) == Library(None).read(NAME)


def test_parallel_writers_share_a_cold_cache(tmp_path: Path) -> None:
    """Each of several libraries, as of several processes, finds whole files, and leaves nothing but those behind."""
    names = [NAME, "audios/wav-2s.wav", "videos/854x480-2s.mp4"]
    expected = [Library(None).read(name) for name in names]
    with ThreadPoolExecutor(6) as pool:
        runs = list(pool.map(lambda _: [Library(tmp_path).read(name) for name in names], range(12)))
    assert runs == [expected] * 12
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")) == sorted(f"{n}.z" for n in names)


def test_a_full_disk_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be put in its place is removed."""

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    assert Library(tmp_path).read(NAME)
    assert not list(tmp_path.rglob("*.*"))


def test_folders_that_no_run_used_for_a_week_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of other versions that are still in use stay, and so does what is no cache of media."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder(["a version"])
    for name, days in (("media-old", 8), ("media-new", 6), ("other", 8)):
        (folder.parent / name).mkdir(parents=True)
        os.utime(folder.parent / name, (time.time() - days * 86_400,) * 2)
    keep_alone(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted([folder.name, "media-new", "other"])


def test_an_unknown_name_is_no_file() -> None:
    """The server answers 404 for it."""
    assert Library(None).read("images/png-1x1.png") is None


def test_names_are_taken_in_any_case(tmp_path: Path) -> None:
    """Addresses with an upper-case ending lead to the same file."""
    library = Library(tmp_path)
    assert library.read(NAME.upper()) == library.read(NAME)


def test_names_say_what_the_content_type_will_be() -> None:
    """A static host serves the exported files as their names say; ours does the same."""
    for name, file in corpus().items():
        assert file.content_type != "application/octet-stream" or name.endswith(".bin"), name


def test_addresses_hold_the_folder(tmp_path: Path) -> None:
    """A path makes each file's purpose readable."""
    with MediaServer(Library(tmp_path)) as server:
        assert server.url(NAME) == f"{server.base_url}/{NAME}"


def test_export_writes_every_file_and_a_manifest(tmp_path: Path) -> None:
    """The manifest tells name, type, size, hash and facts of what lies beside it."""
    library = Library()
    written = export(library, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert [tmp_path / entry["name"] for entry in manifest["files"]] == written
    entries = {entry["name"]: entry for entry in manifest["files"]}
    assert set(entries) == set(library.names())
    for name in (NAME, "audios/wav-of-16mib.wav", "images/bmp-of-11mb.bmp", "image-1.png"):
        content = (tmp_path / name).read_bytes()
        assert content == library.read(name)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entries[name]["bytes"], entries[name]["sha256"])
    assert entries[NAME]["facts"] == {"format": "png", "width": 299, "height": 400}
    assert sum(path.stat().st_blocks for path in written) * 512 < 60_000_000, "runs of zeros are holes"


def test_the_command_names_what_it_can_not_write(tmp_path: Path) -> None:
    """A folder below a file can't be made: exit 2 and one sentence."""
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(command, ["export", str(tmp_path / "file" / "media")])
    assert result.exit_code == 2
    assert "choose another DIR" in result.output
