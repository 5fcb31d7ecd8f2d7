"""Movies of cameras, phones and streams; their contradictions are reported."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.mock.media.probe.reading import facts_of, movie, patched


def header(content: bytes, kind: bytes, field: int, change: Callable[[int], int], nth: int = 0) -> bytes:
    """The file with one number of four bytes in a header (mvhd, mdhd) changed: 12 is its clock, 16 its length."""
    place = -1
    for _ in range(nth + 1):
        place = content.index(kind, place + 1)
    place += 4 + field
    return patched(content, place, change(int.from_bytes(content[place : place + 4])).to_bytes(4))


def grown(content: bytes, size: int) -> bytes:
    """The file after `size` bytes were added to its index: each box around them is that much larger."""
    for kind in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        place = content.index(kind) - 4
        content = patched(content, place, (int.from_bytes(content[place : place + 4]) + size).to_bytes(4))
    return content


CLOCK, LENGTH = 12, 16


@pytest.mark.parametrize(
    ("kind", "factor", "words", "claimed"),
    [
        (b"mdhd", 1 / 30, "(mdhd) says 0.133 s, its samples (stts) last 4.000 s", 4 / 30),
        (b"mdhd", 5, "(mdhd) says 20.000 s, its samples (stts) last 4.000 s", 20.0),
        (b"mvhd", 1 / 30, "(mvhd) says 0.133 s", 4 / 30),
        (b"mvhd", 30, "(mvhd) says 120", 120.0),
    ],
)
def test_a_header_that_contradicts_the_samples_is_reported(
    tmp_path: Path, kind: bytes, factor: float, words: str, claimed: float
) -> None:
    """Players and services believe either; the probe believes the samples."""
    facts = facts_of(header(movie(tmp_path / "film", 4), kind, LENGTH, lambda number: round(number * factor)))
    assert facts.seconds == pytest.approx(4, abs=0.05)
    assert facts.claimed == pytest.approx(claimed, rel=0.02)
    assert words in (facts.doubt or "")


def test_a_clock_that_runs_too_fast_is_reported(tmp_path: Path) -> None:
    """A minute whose tracks have thirty times as many ticks per second passes as two seconds."""
    content = movie(tmp_path / "film", 60, rate=4)
    for nth in (0, 1):
        content = header(content, b"mdhd", CLOCK, lambda number: number * 30, nth)
    facts = facts_of(content)
    assert facts.seconds == pytest.approx(2, abs=0.05)
    assert facts.claimed == pytest.approx(60, abs=0.5)
    assert "(mvhd) says 60" in (facts.doubt or "")


def test_too_many_frames_are_reported(make: Any) -> None:
    """No camera records so many per second, so the clock must be wrong, even without a contradiction."""
    facts = facts_of(header(make.mp4(60), b"mdhd", CLOCK, lambda number: number * 30))
    assert (facts.seconds, facts.claimed) == (2.0, None)
    assert "1440 frames in 2.000 s, 720 a second" in (facts.doubt or "")


@pytest.mark.parametrize("value", [0, 0xFFFFFFFF])
@pytest.mark.parametrize("kind", [b"mdhd", b"mvhd"])
def test_an_unknown_length_does_not_contradict(tmp_path: Path, kind: bytes, value: int) -> None:
    """0 and all one bits mean unknown: streams begin like this."""
    assert facts_of(header(movie(tmp_path / "film", 4), kind, LENGTH, lambda _: value)).doubt is None


FORMS: list[tuple[str, dict[str, Any]]] = [
    ("mp4", {}),
    ("mp4", {"movflags": "+faststart"}),
    ("mp4", {"movflags": "frag_keyframe"}),
    ("mp4", {"movflags": "frag_keyframe+empty_moov"}),
    ("mp4", {"movflags": "cmaf"}),
    ("mp4", {"use_editlist": "0"}),
    ("mp4", {"video_track_timescale": "90000"}),
    ("mov", {}),
    ("3gp", {}),
    ("ipod", {}),
]


@pytest.mark.parametrize(("form", "options"), FORMS)
def test_movies_of_every_form_are_measured(tmp_path: Path, form: str, options: dict[str, Any]) -> None:
    """They have no doubt; cut ones are noticed, and appended data are ignored."""
    content = movie(tmp_path / "film", 4, form, 24, **options)
    for whole in (content, content + bytes(400), content + b"\x93\x01INSV" + bytes(range(256))):
        facts = facts_of(whole)
        assert (facts.width, facts.height, facts.flaw, facts.doubt) == (854, 480, None, None)
        assert (facts.kind, facts.format) == ("video", "MOV" if form == "mov" else "MP4")
        assert facts.seconds == pytest.approx(4, abs=0.08)
    for share in (0.3, 0.6, 0.9, 0.99):
        assert facts_of(content[: int(len(content) * share)]).flaw


def test_offsets_of_eight_bytes_are_read(make: Any) -> None:
    """Cameras always write them, since a movie may become large."""
    film = make.mp4(5)
    place = film.index(b"stco")
    box = (24).to_bytes(4) + b"co64" + film[place + 4 : place + 12] + bytes(4) + film[place + 12 : place + 16]
    content = grown(film[: place - 4] + box + film[place + 16 :], 4)
    assert (facts_of(content).seconds, facts_of(content).flaw) == (5.0, None)
    place = content.index(b"co64") + 12
    assert facts_of(patched(content, place, b"\1")).flaw == "its index ends too early"


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_data_without_a_size_are_counted_by_the_index(make: Any, cut: int) -> None:
    """The last box may have the size 0 for the rest of the file; the index shows whether samples are missing."""
    start, runs = make.box(b"ftyp", b"isom", bytes(4)), make.box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 120, 1))
    content = make.mp4(5)
    index = content[content.index(b"moov") - 4 :]
    index = index.replace(b"stco" + content[content.index(b"stco") + 4 :][:12], b"stco" + bytes(7) + b"\1PLAC")
    place = index.index(b"stco") - 4
    index = grown(index[:place] + runs + index[place:], len(runs))
    index = index.replace(b"PLAC", (len(start) + len(index) + 8).to_bytes(4))
    facts = facts_of(start + index + bytes(4) + b"mdat" + bytes(120 - cut))
    assert (facts.seconds, facts.flaw) == (
        (5.0, None) if not cut else (None, "it is cut short: the last of its samples are missing")
    )


@pytest.mark.parametrize("before", [b"wide", b"free", b"skip", b"uuid"])
def test_boxes_before_the_data_are_skipped(make: Any, before: bytes) -> None:
    """`wide` and similar boxes reserve space for a 64-bit size, which the data may have."""
    content = make.mp4(5)
    start = content.index(b"mdat") - 4
    box = make.box(before, bytes(0 if before == b"wide" else 16))
    longer = content[:start] + box + content[start:]
    place = longer.index(b"stco") + 12
    longer = patched(longer, place, (int.from_bytes(longer[place : place + 4]) + len(box)).to_bytes(4))
    assert (facts_of(longer).seconds, facts_of(longer).flaw) == (5.0, None)
    assert facts_of(box + content).format == "MP4"
    size = (1).to_bytes(4) + b"mdat" + (120 + 16).to_bytes(8)
    assert facts_of(content[:start] + size + content[start + 8 :]).seconds == 5.0
