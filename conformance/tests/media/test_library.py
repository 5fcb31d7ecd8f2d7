"""The library: names, the cache, and the export for a remote run."""

import hashlib
import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from seedance_conformance.cli.media import command
from seedance_conformance.media import Library, Listener, NotMade, export, numbered
from seedance_conformance.media.cache.folder import cache_folder, remove_old_caches
from seedance_conformance.media.library import corpus
from tests.written import library as whole

NAME = "images/png-299x400.png"


def prepared(folder: Path | None, *names: str, listener: Listener | None = None) -> Library:
    """A library with some files, or with one."""
    library = Library(folder)
    library.prepare(names or [NAME], listener or Listener())
    return library


def test_a_file_is_written_once(tmp_path: Path) -> None:
    """A second library reads the file from the cache, and reports no progress."""
    first = prepared(tmp_path).read(NAME)
    heard: list[object] = []
    second = prepared(tmp_path, listener=Listener(lambda *told: heard.append(told), heard.append))
    assert second.read(NAME) == first
    assert heard == []


def test_reading_writes_nothing(tmp_path: Path) -> None:
    """Reading a file that wasn't prepared fails, and the message says what to do."""
    library = Library(tmp_path)
    assert library.read(NAME) is None
    with pytest.raises(NotMade, match=r"png-299x400\.png was not written before the run: .* the marker `files`"):
        library.expect(NAME)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [lambda stored: stored[:-3], lambda stored: b"", lambda stored: b"x" + stored[1:]])
def test_a_damaged_cache_is_repaired(tmp_path: Path, damage: "type[bytes]") -> None:
    """Cut or changed bytes are never served; the file is written again."""
    sound = prepared(tmp_path).read(NAME)
    stored = tmp_path / f"{NAME}.z"
    stored.write_bytes(damage(stored.read_bytes()))
    assert Library(tmp_path).read(NAME) is None
    assert prepared(tmp_path).read(NAME) == sound
    assert Library(tmp_path).read(NAME) == sound


def test_parallel_writers_share_a_cold_cache(tmp_path: Path) -> None:
    """One of several libraries (or processes) writes; the others wait and find whole files."""
    names = [NAME, "audios/wav-2s.wav", "videos/854x480-2s.mp4"]
    expected = [prepared(None, *names).read(name) for name in names]
    written: list[tuple[int, int]] = []
    listener = Listener(lambda *told: written.append(told))
    with ThreadPoolExecutor(6) as pool:
        libraries = list(pool.map(lambda _: prepared(tmp_path, *names, listener=listener), range(12)))
    assert [[library.read(name) for name in names] for library in libraries] == [expected] * 12
    assert written == [(0, 3), (1, 3), (2, 3), (3, 3)], "once, and not by each of them"
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")) == sorted(f"{n}.z" for n in names)


def test_folders_that_no_run_used_for_a_week_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of other versions that are still in use stay, and so do other folders."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder(["a version"])
    for name, days in (("media-old", 8), ("media-new", 6), ("other", 8)):
        (folder.parent / name).mkdir(parents=True)
        os.utime(folder.parent / name, (time.time() - days * 86_400,) * 2)
    remove_old_caches(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted([folder.name, "media-new", "other"])


def test_the_cache_is_in_the_users_cache_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`XDG_CACHE_HOME` counts if it is an absolute path; else it is `~/.cache`."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    home = tmp_path / "home" / ".cache"
    for value, root in ((str(tmp_path), tmp_path), ("relative", home), ("", home)):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache_folder(["a version"]).parent == root / "seedance-kit"


def test_an_unknown_name_has_no_file(tmp_path: Path) -> None:
    """The server answers 404 for it, but its address can be sent."""
    library = prepared(None, "images/png-1x1.png", "missing.png")
    library.expect("missing.png")
    assert library.read("images/png-1x1.png") is None


def test_extensions_decide_the_content_type() -> None:
    """A static host serves the exported files by their extensions, and so does our server."""
    for name, file in corpus().items():
        assert file.content_type != "application/octet-stream" or name.endswith(".bin"), name


def test_numbered_files_are_few_and_valid_for_every_model() -> None:
    """Every run that serves media itself writes them; any three clips last less than 15 s."""
    files = [corpus()[name].facts for name in numbered()]
    facts = [tuple(file.get(name) for name in ("format", "width", "height", "seconds", "rate")) for file in files]
    large, small = ("mp4", 1280, 720, 2.5, 24), ("mp4", 854, 480, 2.5, 24)
    image, audio = ("png", 640, 640, None, None), ("wav", None, None, 2.5, None)
    assert Counter(facts) == {image: 12, large: 3, small: 2, audio: 5}


def test_export_writes_every_file_and_a_manifest(tmp_path: Path) -> None:
    """The manifest has name, type, size, hash and facts of each file."""
    library = whole()
    written = export(library, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert [tmp_path / entry["name"] for entry in manifest["files"]] == written
    entries = {entry["name"]: entry for entry in manifest["files"]}
    assert set(entries) == set(corpus())
    for name in (NAME, "audios/wav-of-16mib.wav", "images/bmp-of-11mb.bmp", "image-1.png"):
        content = (tmp_path / name).read_bytes()
        assert content == library.read(name)
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entries[name]["bytes"], entries[name]["sha256"])
    assert entries[NAME]["facts"] == {"format": "png", "width": 299, "height": 400}
    assert sum(path.stat().st_blocks for path in written) * 512 < 60_000_000, "runs of zeros are holes"
    assert not list(tmp_path.rglob("*.part"))


def test_the_command_names_what_it_can_not_write(tmp_path: Path) -> None:
    """A folder below a file can't be made: it exits with 2 and one line."""
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(command, ["export", str(tmp_path / "file" / "media")])
    assert result.exit_code == 2
    assert "choose another DIR" in result.output


def test_an_export_without_a_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that can't be written is missing, also in the manifest; it exits with 3 and names the file."""
    library = Library(whole().cache)
    library.failures[NAME] = NotMade(NAME, "could not be written")
    monkeypatch.setattr("seedance_conformance.media.Library", lambda: library)
    result = CliRunner().invoke(command, ["export", str(tmp_path)])
    assert result.exit_code == 3
    assert f"couldn't write {NAME}: run the command again" in result.output
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert {entry["name"] for entry in manifest["files"]} == set(corpus()) - {NAME}
    assert not (tmp_path / NAME).exists()
