"""A log has whole lines, also when the disk is full."""

from pathlib import Path

import pytest
from seedance_conformance.runner.event_log import LineFile
from tests.full_disk import files_of_at_most

LONG = b"x" * 20_000 + b"\n"


def test_a_line_that_does_not_fit_is_not_there_by_half(tmp_path: Path) -> None:
    """The next one comes after it, once there is space: a line in the middle is never broken."""
    file = LineFile(tmp_path / "log")
    file.append(b"first\n")
    with files_of_at_most(10_000):
        for _ in range(2):
            with pytest.raises(OSError, match="File too large") as failed:
                file.append(LONG)
            assert failed.value.filename == str(tmp_path / "log")
            assert (tmp_path / "log").read_bytes() == b"first\n"
        assert file.lost == 0
    file.append(b"last\n")
    file.raw.close()
    assert (tmp_path / "log").read_bytes() == b"first\n" + LONG + LONG + b"last\n"
    assert file.is_whole


def test_only_so_much_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that stays full for days doesn't fill the memory; the lines that are lost are counted."""
    monkeypatch.setattr("seedance_conformance.runner.event_log._MOST_WAITING", 3 * len(LONG))
    file = LineFile(tmp_path / "log")
    with files_of_at_most(10_000):
        for _ in range(5):
            with pytest.raises(OSError, match="File too large"):
                file.append(LONG)
    file.append(b"")
    file.raw.close()
    assert (file.lost, file.is_whole) == (2, False)
    assert (tmp_path / "log").read_bytes() == 3 * LONG
