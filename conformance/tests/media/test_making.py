"""Writing media files: a failure affects only its file, after a second try, and is reported."""

import io
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import av
import pytest
import seedance_conformance
from seedance_conformance.media import Listener
from seedance_conformance.media.cache.store import Store
from seedance_conformance.media.checking import CheckError, check
from seedance_conformance.media.files import MediaFile
from seedance_conformance.media.library import corpus
from seedance_conformance.media.making import make

PACKAGE = Path(seedance_conformance.__file__).parent
GOOD = MediaFile("good.txt", "text", {"format": "text"}, lambda: b"This is no picture")


def bad(times: int = 99) -> MediaFile:
    """A file whose writer fails so many times."""
    left = [times]

    def write() -> bytes:
        left[0] -= 1
        if left[0] >= 0:
            raise ValueError("a fault of bad.txt")
        return b"This is no picture"

    return MediaFile("bad.txt", "text", {"format": "text"}, write)


def test_a_failure_affects_only_its_file(tmp_path: Path) -> None:
    """The others are written; the failure names the file, the error and the libraries, and has its cause."""
    heard, said = list[tuple[int, int]](), list[str]()
    made = make([bad(), GOOD], Store(tmp_path), Listener(lambda *told: heard.append(told), said.append))
    assert set(made.packed) == {"good.txt"}
    failure = made.failures["bad.txt"]
    assert said == [str(failure)]
    assert "bad.txt could not be written, in two tries: ValueError: a fault of bad.txt" in said[0]
    assert f"PyAV {av.__version__}, libavcodec " in said[0]
    assert "Pillow " in said[0]
    assert isinstance(failure.__cause__, ValueError)
    assert heard == [(0, 2), (1, 2), (2, 2)]


def test_a_second_try_may_succeed(tmp_path: Path) -> None:
    """The file is there, and the log has the first error."""
    said = list[str]()
    made = make([bad(times=1), GOOD], Store(tmp_path), Listener(notice=said.append))
    assert set(made.packed) == {"good.txt", "bad.txt"}
    assert (made.failures, said) == ({}, [])
    assert "was written at the second try; the first: ValueError" in str(made.retried["bad.txt"])


def test_a_failure_has_the_log_of_ffmpeg(tmp_path: Path) -> None:
    """Its log is off elsewhere, and says more than its error codes."""

    def write() -> bytes:
        with av.open(io.BytesIO(), "w", format="mp4") as output:
            stream = output.add_stream("mpeg4", rate=1)
            packet = av.Packet(b"frame")
            packet.stream, packet.pts, packet.dts = stream, 0, 5
            output.mux(packet)
        return b""

    made = make([MediaFile("film.mp4", "", {"format": "mp4"}, write)], Store(tmp_path))
    assert "(FFmpeg: [" in str(made.failures["film.mp4"])
    assert av.logging.get_level() is None


def test_a_file_with_wrong_facts_is_not_kept(tmp_path: Path) -> None:
    """Another library reads each file back; the message names the difference."""
    file = corpus()["images/png-299x400.png"]
    other = MediaFile(file.name, file.purpose, {**file.facts, "width": 300}, file.write)
    made = make([other], Store(tmp_path))
    assert "CheckError: it should have width 300, but has 299" in str(made.failures[file.name])
    assert not list(tmp_path.rglob("*.z"))


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("videos/854x480-2s.mp4", {"seconds": 2.1}),
        ("videos/854x480-2s.mp4", {"sound": True}),
        ("videos/854x480-2s.mp4", {"rate": 25}),
        ("audios/wav-2s.wav", {"seconds": 2.01}),
        ("audios/mp3-4s.mp3", {"seconds": 4.5}),
        ("audios/flac.flac", {"format": "vorbis"}),
        ("images/heic-640x480.heic", {"height": 481}),
        ("images/svg.svg", {"format": "pdf"}),
        ("audios/wav-of-15mib.wav", {"bytes": 1}),
        ("audios/empty.wav", {"format": "wav"}),
    ],
)
def test_the_check_notices_small_differences(name: str, facts: dict[str, str | float]) -> None:
    """A fact of any kind of file is slightly wrong."""
    file = corpus()[name]
    content = file.write()
    check(file, content)
    with pytest.raises(CheckError, match=next(iter(facts))):
        check(MediaFile(name, "", {**file.facts, **facts}, file.write), content)


def test_ctrl_c_leaves_whole_files(tmp_path: Path) -> None:
    """Files that were written before it are available the next time; the others aren't started."""
    interrupted = threading.Event()

    def write() -> bytes:
        interrupted.wait(10)
        return b"This is no picture"

    slow = [MediaFile(f"slow-{n}.txt", "", {"format": "text"}, write) for n in range(500)]

    def interrupt(done: int, total: int) -> None:
        if done:
            interrupted.set()
            raise KeyboardInterrupt

    store = Store(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        make([GOOD, *slow], store, Listener(interrupt))
    found = [file.name for file in (GOOD, *slow) if store.get(file.name)]
    assert GOOD.name in found
    assert len(found) < 500
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.z" for name in found)


def test_a_kill_leaves_whole_files(tmp_path: Path) -> None:
    """A process that is killed while it writes leaves whole files, and drafts that nobody reads."""
    code = (
        "import sys, pathlib\nfrom seedance_conformance.media import Library, Listener\n"
        "said = lambda done, total: print(done, flush=True)\n"
        "Library(pathlib.Path(sys.argv[1])).prepare(listener=Listener(said))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 30:
            pass
        process.kill()
    stored = list(tmp_path.rglob("*.z"))
    assert len(stored) >= 30
    store = Store(tmp_path)
    assert all(store.get(str(path.relative_to(tmp_path)).removesuffix(".z")) for path in stored)


def test_failures_do_not_hold_the_bytes(tmp_path: Path) -> None:
    """The frames of a failure are cleared: a large file would stay in memory for the whole run."""
    made = make([bad()], Store(tmp_path))
    cause = made.failures["bad.txt"].__cause__
    assert cause is not None
    assert all(frame.f_locals == {} for frame, _ in traceback.walk_tb(cause.__traceback__))


def test_only_one_module_writes() -> None:
    """Runs, loads, exports and the hooks of `st run` ask it to write before they send."""
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in PACKAGE.rglob("*.py")}
    assert {name for name, text in sources.items() if "file.write()" in text} == {"media/making.py"}
    assert {name for name, text in sources.items() if "library.prepare(" in text} == {
        "cli/load.py",
        "cli/media.py",
        "media/export.py",
        "runner/execution/media.py",
        "suite/schemathesis/hooks.py",
    }


def test_tests_that_send_files_have_the_marker() -> None:
    """Else the files would not be written before the run."""
    for path in (PACKAGE / "suite").rglob("test_*.py"):
        text = path.read_text()
        if "AvailableFiles" in text or "films_of" in text:
            assert "mark.files" in text, path.name
