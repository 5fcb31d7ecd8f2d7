"""The table of UTF-8 for Hypothesis is right, and is used."""

from pathlib import Path

import pytest
from hypothesis import configuration
from hypothesis.internal import charmap
from seedance_conformance.suite.generating import write_table_of_utf8


def test_the_table_of_utf8_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hypothesis reads it in place of looking at each character, and it says what Python's encoder does."""
    monkeypatch.setattr(configuration, "_" * 2 + "hypothesis_home_directory", tmp_path)

    def look(_: int) -> str:
        raise AssertionError("Hypothesis makes the table itself")

    write_table_of_utf8()
    monkeypatch.setattr(charmap, "chr", look, raising=False)
    encodable, others = charmap.intervals_from_codec.__wrapped__("utf-8")
    assert list(others.intervals) == []
    for first, last in encodable.intervals:
        for place in (first, last):
            chr(place).encode()
    for surrogate in (0xD800, 0xDFFF):
        with pytest.raises(UnicodeEncodeError):
            chr(surrogate).encode()
        assert surrogate not in encodable
    assert len(encodable) == 0x110000 - 2048


def test_another_version_of_hypothesis_costs_only_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a name inside Hypothesis is missing, no table is written, and the run goes on."""
    monkeypatch.delattr(charmap, "charmap_file")
    write_table_of_utf8()
