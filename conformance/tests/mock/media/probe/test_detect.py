"""The probe reads facts from bytes, and notices files that only begin correctly."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from seedance_conformance.media.writers.audios import write_mp3, write_other_sound, write_vbr_mp3
from seedance_conformance.mock.media.probe.facts import Facts
from tests.mock.media.probe.reading import animation, facts_of, measured, movie, patched, picture

IMAGES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("PNG", "PNG", "RGB", {}),
    ("PNG", "PNG", "P", {}),
    ("JPEG", "JPEG", "RGB", {}),
    ("JPEG", "JPEG", "L", {"progressive": True}),
    ("WebP", "WEBP", "RGB", {}),
    ("WebP", "WEBP", "RGB", {"lossless": True}),
    ("WebP", "WEBP", "RGBA", {}),
    ("BMP", "BMP", "RGB", {}),
    ("BMP", "BMP", "1", {}),
    ("TIFF", "TIFF", "RGB", {}),
    ("TIFF", "TIFF", "L", {"compression": "tiff_lzw"}),
    ("TIFF", "TIFF", "RGB", {"big_tiff": True}),
    ("GIF", "GIF", "P", {}),
    ("AVIF", "AVIF", "RGB", {}),
]


@pytest.mark.parametrize(("name", "form", "mode", "options"), IMAGES)
def test_sizes_are_read_and_cut_files_are_noticed(name: str, form: str, mode: str, options: dict[str, Any]) -> None:
    """Every way in which a format stores its size is read; a cut or damaged file has a flaw."""
    content = picture(form, mode, **options)
    assert facts_of(content) == Facts("image", name, len(content), 411, 307)
    if name != "AVIF":
        assert facts_of(content[: len(content) // 2]).flaw
    assert facts_of(content[:24] + b"x" * 300).flaw


def test_large_images_are_not_decompressed() -> None:
    """A picture of 6001x3000 is measured by its header."""
    file = io.BytesIO()
    Image.new("1", (6001, 3000)).save(file, "PNG")
    assert measured(file.getvalue()) == (6001, 3000, None)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg/>", "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"OggS" + bytes(60), "Ogg"),
        (b"\x1aE\xdf\xa3" + bytes(60), "Matroska"),
        (b"ID3\x04\0\0\0\0\0\x05abcde" + bytes(60), "unknown"),
        (b"\xff\xfb\x90\x00" + bytes(60), "unknown"),
        (b"GIF", "unknown"),
        (b"\0", "unknown"),
        (b"<" * 5000, "unknown"),
    ],
)
def test_other_formats_are_named_or_unknown(content: bytes, form: str) -> None:
    """The content decides; a tag or a single frame isn't an MP3."""
    assert facts_of(content).format == form


def test_a_phone_clip_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    """Frames are out of order, and edit lists say what is played; the size is that after the rotation."""
    coding = {"preset": "ultrafast", "bf": "2", "b-adapt": "0"}
    content = movie(tmp_path / "film", 3, "mov", 30, codec="libx264", coding=coding)
    assert content.count(b"elst") == 2
    facts = facts_of(content)
    assert (facts.format, facts.width, facts.height, facts.flaw) == ("MOV", 854, 480, None)
    assert facts.seconds == pytest.approx(3, abs=0.03)
    quarter = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 480 << 16, 0, 0x40000000)
    place = content.index(b"tkhd") + 4 + 40
    upright = facts_of(patched(content, place, quarter))
    assert (upright.width, upright.height, upright.seconds) == (480, 854, facts.seconds)


@pytest.mark.parametrize(("length", "seconds"), [(1000, 1.0), (0, 3.0), (90_000, 3.0)])
def test_an_edit_list_shortens_a_movie(tmp_path: Path, length: int, seconds: float) -> None:
    """It plays a part, in milliseconds, but never more than the movie has."""
    content = movie(tmp_path / "film", 3, sound=False)
    place = content.rindex(b"elst") + 12
    assert facts_of(patched(content, place, length.to_bytes(4))).seconds == seconds
    assert facts_of(patched(content, place - 4, b"\xff" * 4)).flaw


def test_an_animation_has_the_size_of_its_canvas() -> None:
    """The documents don't mention animations, so they count as pictures."""
    for form in ("GIF", "PNG", "WEBP"):
        assert measured(animation(form)) == (411, 307, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"stsz" + struct.pack(">III", 0, 1, 120), b"stsz" + struct.pack(">III", 0, 1000, 120)),
        (b"stsz" + struct.pack(">III", 0, 1, 120), b"stsz" + struct.pack(">III", 0, 0, 2**31)),
        (b"stts" + struct.pack(">II", 0, 1), b"stts" + struct.pack(">II", 0, 2**32 - 1)),
        (b"stco" + struct.pack(">II", 0, 1), b"stco" + struct.pack(">II", 0, 2**30)),
        (b"mdhd" + bytes(12) + struct.pack(">I", 2400), b"mdhd" + bytes(16)),
        (b"trak", b"free"),
        (b"stbl", b"free"),
        (b"moov", b"free"),
        (b"mdat", b"\0\0\0\1"),
    ],
)
def test_a_wrong_index_is_a_flaw(make: Any, old: bytes, new: bytes) -> None:
    """Sizes beyond the file, tables beyond their box, no time scale, and no track are noticed."""
    content = make.mp4(5)
    assert old in content
    damaged = content.replace(old, new)
    if new == b"\0\0\0\1":  # a box smaller than its own head
        damaged = content.replace((128).to_bytes(4) + b"mdat", (3).to_bytes(4) + b"mdat")
    assert facts_of(damaged).flaw


def test_mp3_is_measured_by_its_frames() -> None:
    """Constant and variable bit rates are measured to the frame: the encoder adds two to those of five seconds."""
    for content in (write_mp3(5, bit_rate=128_000), write_mp3(5, bit_rate=32_000), write_vbr_mp3(5, loud_first=True)):
        assert facts_of(content).seconds == pytest.approx(193 * 1152 / 44100, abs=1e-6)
        assert "cut short" in (facts_of(content[: len(content) // 2]).flaw or "")


def test_a_wrong_mp3_header_is_ignored() -> None:
    """Ten seconds of frames last ten seconds, even if the header announces two."""
    content = write_mp3(10)
    place = max(content.find(b"Info"), content.find(b"Xing")) + 8
    assert facts_of(patched(content, place, (77).to_bytes(4))).seconds == pytest.approx(10, abs=0.05)


@pytest.mark.parametrize(
    ("codec", "form", "name"),
    [("aac", "mp4", "M4A"), ("aac", "ipod", "M4A"), ("aac", "adts", "AAC"), ("flac", "flac", "FLAC")],
)
def test_other_audio_formats_are_named(codec: str, form: str, name: str) -> None:
    """A refusal can therefore say what the file is."""
    assert facts_of(write_other_sound(form, codec, 2)).format == name


@pytest.mark.parametrize(("rows", "seconds", "flaw"), [(24, 6.0, None), (600_000, None, "it has too many parts")])
def test_endless_tables_are_not_read(make: Any, rows: int, seconds: float | None, flaw: str | None) -> None:
    """A fragment adds its frames to the movie; too many rows aren't summed up."""
    times = make.box(b"trun", b"\0\0\x01\0", rows.to_bytes(4), (100).to_bytes(4) * rows)
    part = make.box(b"traf", make.box(b"tfhd", bytes(4), (1).to_bytes(4)), times)
    facts = facts_of(make.mp4(5) + make.box(b"moof", part))
    assert (facts.seconds, facts.flaw) == (seconds, flaw)
