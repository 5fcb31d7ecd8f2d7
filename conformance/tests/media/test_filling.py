"""A separate process fills the cache, and its failures are left to the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from seedance_conformance.media import Library, Listener
from seedance_conformance.media.filling import fill
from seedance_conformance.media.library import default_cache

NAMES = ["image-1.png", "images/heic-640x480.heic", "audios/flac.flac"]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the cache of a user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    default_cache.cache_clear()
    yield tmp_path / "cache"
    default_cache.cache_clear()


def test_the_process_writes_the_files(cache: Path) -> None:
    """The run then finds all of them, and heard of each."""
    seen: list[tuple[int, int]] = []
    fill(NAMES, Listener(lambda done, total: seen.append((done, total))))
    assert seen == [(done, 3) for done in range(4)]
    assert Library().lacking(NAMES) == []
    assert len(list(cache.rglob("*.z"))) == 3


def test_a_folder_that_is_not_writable_is_left_to_the_run(cache: Path) -> None:
    """The process ends without a word: the run says why."""
    cache.write_text("in the way")
    fill(NAMES[:1], Listener(notice=pytest.fail))
    assert cache.read_text() == "in the way"


def test_a_stopped_run_stops_the_process(cache: Path) -> None:
    """Ctrl-C comes while it waits for progress."""

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(NAMES, Listener(interrupt))
    assert len(list(cache.rglob("*.z"))) < 3
