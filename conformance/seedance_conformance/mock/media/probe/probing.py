"""From the first bytes to the format, and from the format to its reader. Names and labels of a file mean nothing."""

import re
import struct
from collections.abc import Callable, Mapping
from typing import IO

from seedance_conformance.mock.media.probe.bmp import bmp_sides
from seedance_conformance.mock.media.probe.contradictions import contradiction
from seedance_conformance.mock.media.probe.facts import AUDIO, IMAGE, OTHER, VIDEO, Facts
from seedance_conformance.mock.media.probe.gif import gif_sides
from seedance_conformance.mock.media.probe.heif import heif_sides
from seedance_conformance.mock.media.probe.jpeg import jpeg_sides
from seedance_conformance.mock.media.probe.movies import read_film
from seedance_conformance.mock.media.probe.mp3 import is_mp3, mp3_seconds
from seedance_conformance.mock.media.probe.png import png_sides
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source
from seedance_conformance.mock.media.probe.tiff import tiff_sides
from seedance_conformance.mock.media.probe.wav import wav_seconds
from seedance_conformance.mock.media.probe.webp import webp_sides

HEAD = 512  # bytes that tell a format
_SIDES: Mapping[str, Callable[[Source], tuple[int, int]]] = {
    "PNG": png_sides,
    "JPEG": jpeg_sides,
    "GIF": gif_sides,
    "BMP": bmp_sides,
    "WebP": webp_sides,
    "TIFF": tiff_sides,
    "HEIC": heif_sides,
    "AVIF": heif_sides,
}
_STARTS: tuple[tuple[re.Pattern[bytes], str, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), kind, name)
    for pattern, kind, name in (
        (rb"\x89PNG\r\n\x1a\n", IMAGE, "PNG"),
        (rb"\xff\xd8\xff", IMAGE, "JPEG"),
        (rb"GIF8[79]a", IMAGE, "GIF"),
        (rb"BM.{8}", IMAGE, "BMP"),
        (rb"RIFF.{4}WEBP", IMAGE, "WebP"),
        (rb"II[*+]\x00|MM\x00[*+]", IMAGE, "TIFF"),
        (rb".{4}ftyp(hei|hev|mif1|msf1)", IMAGE, "HEIC"),
        (rb".{4}ftypavi[fs]", IMAGE, "AVIF"),
        (rb"(RIFF|RIFX|RF64|BW64).{4}WAVE", AUDIO, "WAV"),
        (rb"OggS", AUDIO, "Ogg"),
        (rb"fLaC", AUDIO, "FLAC"),
        (rb".{4}ftypM4[AB] ", AUDIO, "M4A"),
        (rb"FORM.{4}AIF[FC]", AUDIO, "AIFF"),
        (rb"#!AMR", AUDIO, "AMR"),
        (rb"\xff[\xf0\xf1\xf8\xf9]", AUDIO, "AAC"),
        (rb".{4}ftypqt  ", VIDEO, "MOV"),
        (rb".{4}(ftyp|moov|mdat|wide|free|skip|styp|uuid|pnot)", VIDEO, "MP4"),
        (rb"\x1aE\xdf\xa3", VIDEO, "Matroska"),
        (rb"RIFF.{4}AVI ", VIDEO, "AVI"),
        (rb"FLV\x01", VIDEO, "FLV"),
        (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", VIDEO, "ASF"),
        (rb"%PDF-", OTHER, "PDF"),
        (rb"\s*<(svg|.*<svg)", OTHER, "SVG"),
        (rb"\s*<(!doctype html|html|!DOCTYPE html)", OTHER, "HTML"),
    )
)
_MEGA = 1 << 20
# One byte more than the largest file of that kind that is looked into: image and video limits are the documents'
# silence, so generous; that of audio is the larger reading of 15 MB (MD-AUD-BYTES).
_WANTED = {IMAGE: 32 * _MEGA + 1, VIDEO: 64 * _MEGA + 1, AUDIO: 15 * _MEGA + 1, OTHER: 64 * 1024}


def _recognise(head: bytes) -> tuple[str, str]:
    """Kind and format by the first bytes alone."""
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] > b"\xe0" and head[1] & 0xE6 == 0xE2):
        return AUDIO, "MP3"
    for pattern, kind, name in _STARTS:
        if pattern.match(head):
            return kind, name
    return OTHER, "unknown"


def bytes_wanted(head: bytes) -> int:
    """How much of a file is worth reading, by its first bytes: a larger one is refused for its size anyway."""
    return _WANTED[_recognise(head)[0]]


def probe(file: IO[bytes], size: int, *, cut: bool = False) -> Facts:
    """What the bytes of a file say; whatever they are, this ends soon and without an exception.

    Args:
        file: seekable, opened for reading.
        size: bytes in it.
        cut: the file goes on beyond what was read.
    """
    source = Source(file, size)
    kind, name = _recognise(source.at(0, min(HEAD, size)))
    if cut and kind != OTHER:
        return Facts(kind, name, size, cut=True)
    try:
        return _read(source, kind, name)
    except (BrokenMediaError, struct.error, OverflowError) as error:
        flaw = str(error) if isinstance(error, BrokenMediaError) else "it is damaged"
        return Facts(kind, name, size, flaw=flaw)


def _read(source: Source, kind: str, name: str) -> Facts:
    if name in _SIDES:
        width, height = _SIDES[name](source)
        if width <= 0 or height <= 0:
            raise BrokenMediaError("it has no pixels")
        return Facts(kind, name, source.size, width, height)
    if name == "WAV":
        return Facts(kind, name, source.size, seconds=wav_seconds(source))
    if name == "MP3":
        if not is_mp3(source):
            return Facts(OTHER, "unknown", source.size)
        return Facts(kind, name, source.size, seconds=mp3_seconds(source))
    if name in ("MP4", "MOV"):
        return _film(source, name)
    return Facts(kind, name, source.size)


def _film(source: Source, name: str) -> Facts:
    """A film's facts; without a picture it is sound in a film's wrapping."""
    film = read_film(source)
    pictures = [track for track in film.tracks if track.handler == b"vide"]
    sounds = [track for track in film.tracks if track.handler == b"soun"]
    if not pictures:
        if sounds:
            return Facts(AUDIO, "M4A", source.size, seconds=max(track.seconds for track in sounds))
        raise BrokenMediaError("it has no picture track")
    largest = max(pictures, key=lambda track: track.width * track.height)
    # A clip lasts as long as its longest track.
    seconds = max(track.seconds for track in pictures + sounds)
    if not seconds:
        raise BrokenMediaError("it has no frames")
    other = contradiction(film)
    doubt, claimed = (other.text, other.seconds) if other else (None, None)
    return Facts(VIDEO, name, source.size, largest.width, largest.height, seconds, doubt=doubt, claimed=claimed)
