"""Images without their end mark are whole; images that miss more are cut short."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from tests.mock.media.probe.reading import animation, facts_of, measured, picture

CUT = "it is cut short"


JPEGS: list[dict[str, Any]] = [
    {},
    {"quality": 95, "subsampling": 0},
    {"progressive": True},
    {"restart_marker_rows": 1},
    {"mode": "L"},
    {"mode": "CMYK"},
    {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0"},
]
ENDINGS: dict[str, tuple[Callable[[bytes], bytes], bool]] = {
    # A change of a JPEG file, and whether the picture is still whole.
    "no end marker": (lambda content: content[:-2], True),
    "half an end marker": (lambda content: content[:-1], True),
    "zeros in place of the end marker": (lambda content: content[:-2] + bytes(2), True),
    "padded with zeros": (lambda content: content[:-2] + bytes(3000), True),
    "another file appended": (lambda content: content + b"\0\0\0\x18ftypmp42" + bytes(500), True),
    "nine tenths": (lambda content: content[: len(content) * 9 // 10], False),
    "the last bytes missing": (lambda content: content[:-60], False),
    "zeros in place of the second half": (lambda content: content[: len(content) // 2] + bytes(len(content)), False),
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("options", JPEGS, ids=str)
def test_a_jpeg_without_its_end_marker_is_whole(ending: str, options: dict[str, Any]) -> None:
    """It is whole if it has all its blocks, whatever is in place of the marker."""
    change, whole = ENDINGS[ending]
    assert measured(change(picture("JPEG", **options))) == ((411, 307, None) if whole else (0, 0, CUT))


@pytest.mark.parametrize("stray", [b"\0", bytes(500), b"\xff\xff\xff", b"\xff\x01"])
def test_stray_bytes_between_segments_are_skipped(stray: bytes) -> None:
    """Decoders skip them, too: some cameras pad their segments."""
    content = picture("JPEG")
    place = content.index(b"\xff\xdb")
    assert measured(content[:place] + stray + content[place:]) == (411, 307, None)


@pytest.mark.parametrize(("width", "scans"), [(60_000, 1), (6_000, 5_000)])
def test_a_jpeg_that_would_cost_much_is_not_decoded(width: int, scans: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of pixels or scans without an end marker is called cut short without decoding."""
    monkeypatch.setattr(
        "seedance_conformance.mock.media.probe.images.jpeg._decoded", lambda content: pytest.fail("decoded")
    )
    content = bytearray(picture("JPEG", mode="L", progressive=True)[:-2])
    frame = content.index(b"\xff\xc2")
    content[frame + 5 : frame + 9] = struct.pack(">HH", width, width)
    scan = bytes(content[content.index(b"\xff\xda") :][:50])
    assert facts_of(bytes(content) + scan * scans).flaw == CUT


@pytest.mark.parametrize("orientation", range(9))
def test_exif_data_rotate_a_picture(orientation: int) -> None:
    """Width and height are those that viewers show: phones store portrait pictures as landscape ones."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    expected = (307, 411) if orientation in (5, 6, 7, 8) else (411, 307)
    for form in ("JPEG", "PNG", "WEBP"):
        assert measured(picture(form, exif=exif)) == (*expected, None), form
    assert measured(picture("TIFF", tiffinfo={274: orientation})) == (*expected, None)


@pytest.mark.parametrize(("quarters", "sides"), [(None, (512, 300)), (0, (512, 300)), (1, (300, 512)), (3, (300, 512))])
def test_a_heic_property_rotates_a_picture(make: Any, quarters: int | None, sides: tuple[int, int]) -> None:
    """Width and height are those that viewers show."""
    size = make.box(b"ispe", bytes(4), struct.pack(">II", 512, 300))
    turn = b"" if quarters is None else make.box(b"irot", bytes([quarters]))
    meta = make.box(b"meta", bytes(4), make.box(b"iprp", make.box(b"ipco", size, turn)))
    facts = facts_of(make.box(b"ftyp", b"heic", bytes(4)) + meta)
    assert (facts.format, facts.width, facts.height) == ("HEIC", *sides)


def test_damaged_exif_data_are_ignored() -> None:
    """They are random bytes, or a directory that points beyond its end."""
    for exif in (b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(40)):
        assert measured(picture("JPEG", exif=exif)) == (411, 307, None)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "RGBA"])
def test_a_png_without_its_end_chunk_is_whole(mode: str) -> None:
    """It is whole if its pixels are, even without checksums or with junk in place of the end."""
    content = picture("PNG", mode)
    place = content.rindex(b"IDAT")
    end = place + 4 + int.from_bytes(content[place - 4 : place])
    for whole in (content[:-12], content[:-5], content[:end], content[: end - 4], content[:end] + bytes(99)):
        assert facts_of(whole).flaw is None
    for cut in (content[: end - 30], content[: end // 2], content[: end // 2] + bytes(len(content)), content[:41]):
        assert facts_of(cut).flaw == CUT


def test_a_bomb_of_pixels_is_not_inflated_completely() -> None:
    """A PNG without its end whose pixels are a gigabyte of zeros is called cut short."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"\x78\x9c" + 1024 * (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_SYNC_FLUSH))
    start = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + header + zlib.crc32(header).to_bytes(4)
    assert facts_of(start + len(packed).to_bytes(4) + b"IDAT" + packed).flaw == CUT


@pytest.mark.parametrize("options", [{}, {"interlace": 1}, {"comment": b"abc" * 200}], ids=str)
def test_a_gif_without_its_trailer_is_whole(options: dict[str, Any]) -> None:
    """It is whole if the compressed data are; zeros or junk may follow."""
    content = picture("GIF", "P", **options)
    for whole in (content[:-2], *(content[:-1] + more for more in (b"", b"\0", bytes(99), b"x" * 9))):
        assert measured(whole) == (411, 307, None)
    half = len(content) // 2
    for cut in (content[:-4], content[:half], content[:half] + bytes(half)):
        assert facts_of(cut).flaw


def test_an_animation_that_breaks_off_is_cut() -> None:
    """It is cut short in a later picture as in the first one."""
    content = animation("GIF")
    assert facts_of(content[:-1]).flaw is None
    assert facts_of(content[: len(content) * 9 // 10]).flaw == CUT


def bmp(header: bytes, pixels: bytes) -> bytes:
    """A BMP file of a header and pixels."""
    start = 14 + len(header)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + header + pixels


def test_bmp_files_of_all_versions_are_measured() -> None:
    """OS/2 and Windows, stored from top or bottom, plain or compressed; the last padding may be missing."""
    row = (411 * 3 + 3) // 4 * 4
    plain = bytes(row * 307)
    windows = [struct.pack("<IiiHHIIiiII", 40, 411, high, 1, 24, 0, 0, 0, 0, 0, 0) for high in (307, -307)]
    for header in (struct.pack("<IHHHH", 12, 411, 307, 1, 24), struct.pack("<IiiHH", 16, 411, 307, 1, 24), *windows):
        for pixels in (plain, plain[: row * 307 - 3], plain + bytes(9)):
            assert measured(bmp(header, pixels)) == (411, 307, None)
        assert facts_of(bmp(header, plain[: row * 306])).flaw == CUT
    packed = struct.pack("<IiiHHIIiiII", 40, 411, 307, 1, 8, 1, 5000, 0, 0, 0, 0)
    assert facts_of(bmp(packed, bytes(4998))).flaw is None
    assert facts_of(bmp(packed, bytes(4000))).flaw == CUT
