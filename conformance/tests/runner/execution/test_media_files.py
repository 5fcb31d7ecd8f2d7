"""The media files of a run are written before its first test; an error in one affects only cases that need it."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from seedance_conformance.cli.main import main
from seedance_conformance.media import MediaServer, NotMade, RemoteMedia, corpus, numbered
from seedance_conformance.media.writers import heic
from seedance_conformance.report.events import read_log
from seedance_conformance.runner.execution.media import files_of
from tests import forks
from tests.runner.conftest import KEYS, MOCK, environment, verdicts
from tests.runner.toy import FINE, Toy
from tests.written import library

PICTURES = ("MD-IMG-HEIC", "MD-IMG-BYTES", "MD-IMG-RATIO-EDGE", "MD-AUD-BYTES-UNIT", "MD-VID-BYTES")


def with_broken_writer() -> None:
    """The command line; the HEIC writer fails as often as a variable says."""
    tries, sound = itertools.count(1), heic.write_heic

    def write_heic(width: int, height: int) -> bytes:
        if next(tries) <= int(os.environ["BROKEN_TRIES"]):
            raise ValueError("a broken writer")
        return sound(width, height)

    heic.write_heic = write_heic
    main()


_LINES = Path(__file__).read_text("utf-8").splitlines()
PLACE = f"test_media_files.py:{1 + next(n for n, line in enumerate(_LINES) if line.strip().startswith('raise Value'))}"
"""Where the writer fails."""


def conform(folder: Path, cache: Path, *options: str, tries: int = 0) -> "subprocess.CompletedProcess[str]":
    """Judge a mock with an empty cache and a HEIC writer that fails some times."""
    variables = environment() | {"XDG_CACHE_HOME": str(cache), "BROKEN_TRIES": str(tries)}
    others = {"SEEDANCE_MOCK_KEYS": ",".join(KEYS), "TMPDIR": str(folder)}
    with forks.mock(*MOCK, environment=variables | others) as base_url:
        arguments = ("conform", "--base-url", base_url, "--out", str(folder / "out"), *options)
        return forks.run(with_broken_writer, *arguments, folder=folder, environment=variables, timeout=180)


def rules(*names: str) -> list[str]:
    """The options that select rules."""
    return [part for name in names for part in ("--rules", name)]


def test_all_files_are_written_before_the_first_test(tmp_path: Path) -> None:
    """Each file in the cache is older than the first request of a test, and a second run writes none."""
    cache = tmp_path / "cache"
    wanted = rules(*PICTURES, "AS-USE-ACTIVE", "MD-AUD-BYTES", "QR-FRAME-RATIO")
    done = conform(tmp_path, cache, *wanted)
    assert done.returncode == 0, done.stdout
    assert "error" not in verdicts(tmp_path / "out").values()
    exchanges = [event for event in read_log(tmp_path / "out" / "run.jsonl") if event["event"] == "exchange"]
    # Those of the case `run` only look whether the target is there.
    asked_first = min(event["sent"] for event in exchanges if event["case"] != "run")
    stored = {path: path.stat().st_mtime for path in cache.rglob("*.z")}
    assert max(stored.values()) < asked_first
    assert f"writing {len(stored)} media files that aren't in the cache" in done.stderr
    again = conform(tmp_path, cache, *wanted)
    assert "media files" not in again.stderr
    assert {path: path.stat().st_mtime for path in cache.rglob("*.z")} == stored


def test_an_unwritable_file_affects_only_cases_that_need_it(tmp_path: Path) -> None:
    """One row of five is an error that names the file and the libraries; each report has the traceback."""
    done = conform(tmp_path, tmp_path / "cache", *rules(*PICTURES), tries=2)
    out = tmp_path / "out"
    found = {rule: verdict for rule, verdict in verdicts(out).items() if verdict != "skipped"}
    assert found == dict.fromkeys(PICTURES, "observed") | {"MD-IMG-HEIC": "error"}
    assert done.returncode == 3
    said = "images/heic-640x480.heic could not be written, in two tries: ValueError: a broken writer, with PyAV"
    assert f"seedance: {said}" in done.stderr
    assert f"error in {PLACE}: NotMade: {said}" in done.stdout
    [event] = [event for event in read_log(out / "run.jsonl") if event["event"] == "media_file"]
    assert (event["file"], event["made"], event["where"]) == ("images/heic-640x480.heic", False, PLACE)
    report = (out / "report.json").read_text()
    assert 'raise ValueError(\\"a broken writer\\")' in report
    assert "<summary>Traceback of" in (out / "index.html").read_text()


def test_a_successful_second_attempt_affects_no_case(tmp_path: Path) -> None:
    """Only the log shows the first attempt."""
    done = conform(tmp_path, tmp_path / "cache", *rules("MD-IMG-HEIC"), tries=1)
    assert (done.returncode, verdicts(tmp_path / "out")["MD-IMG-HEIC"]) == (0, "observed")
    [event] = [event for event in read_log(tmp_path / "out" / "run.jsonl") if event["event"] == "media_file"]
    assert event["made"]
    assert "was written at the second try; the first: ValueError: a broken writer" in event["note"]
    assert "Traceback" in event["traceback"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs /dev/full and its kin")
def test_an_unwritable_cache_is_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run uses a temporary folder and removes it."""
    (tmp_path / "file").write_text("")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    done = conform(tmp_path, tmp_path / "file", *rules("MD-IMG-HEIC"))
    assert (done.returncode, verdicts(tmp_path / "out")["MD-IMG-HEIC"]) == (0, "observed")
    assert done.stderr.count("can't be kept in") == 1
    assert list(temporary.iterdir()) == []


def test_a_remote_target_needs_no_files(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With published media nothing is written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tests = '@rule("CR-DUR-MIN")\n@pytest.mark.files\ndef test_fine(context): context.media.image(1)\n'
    done = toy(tests, "--seedance-media-url=http://127.0.0.1:9/media")
    assert done.verdicts() == {"CR-DUR-MIN": "pass"}
    assert not list(tmp_path.rglob("*.z"))


def test_a_file_that_no_marker_names_is_an_error(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that sends a file without naming it is an error that says what to do; no file is written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tests = '@rule("CR-DUR-MIN")\ndef test_sends(context): context.media.url("audios/flac.flac")\n'
    done = toy(tests)
    assert done.verdicts() == {"CR-DUR-MIN": "error"}
    assert "audios/flac.flac was not written before the run" in done.note("CR-DUR-MIN")
    assert len(list(tmp_path.rglob("*.z"))) == len(numbered())


def test_a_marker_without_names_means_all_files() -> None:
    """With names only these, and always the numbered files."""

    class Item:
        def __init__(self, *args: str) -> None:
            self.args = args

        def iter_markers(self, name: str) -> list["pytest.Mark"]:
            return [pytest.Mark("files", self.args, {}, _ispytest=True)] if name == "files" else []

    assert files_of([]) == numbered()
    assert files_of([Item("audios/flac.flac"), Item("audios/flac.flac")]) == [*numbered(), "audios/flac.flac"]  # type: ignore[list-item]
    assert set(files_of([Item()])) == set(corpus())  # type: ignore[list-item]


def test_the_server_has_no_url_for_a_missing_file() -> None:
    """The error says why the file is missing; published media aren't checked."""
    with MediaServer(library()) as server:
        server.library.failures["image-2.png"] = NotMade("image-2.png", "could not be written")
        try:
            with pytest.raises(NotMade, match="could not be written"):
                server.image(2)
            assert server.image(3).endswith("/image-3.png")
        finally:
            del server.library.failures["image-2.png"]
    assert RemoteMedia("https://media.example.com").image(2).endswith("/image-2.png")


def test_plain_pytest_says_it_too(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It prints that files are written, and that the cache isn't writable."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    done = toy(FINE)
    assert "seedance: wrote 0 of 22 media files" in done.output
    assert "seedance: wrote 22 of 22 media files" in done.output
    assert done.output.count("can't be kept in") == 1
