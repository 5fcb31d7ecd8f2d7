"""Detects the format of a file by its first bytes, not by its name, and calls the reader of the format."""

import re
import struct
from collections.abc import Callable, Mapping
from typing import IO

from seedance_conformance.mock.media.probe.facts import AUDIO, IMAGE, OTHER, VIDEO, Facts
from seedance_conformance.mock.media.probe.images.bmp import bmp_dimensions
from seedance_conformance.mock.media.probe.images.gif import gif_dimensions
from seedance_conformance.mock.media.probe.images.heif import heif_dimensions
from seedance_conformance.mock.media.probe.images.jpeg import jpeg_dimensions
from seedance_conformance.mock.media.probe.images.png import png_dimensions
from seedance_conformance.mock.media.probe.images.tiff import tiff_dimensions
from seedance_conformance.mock.media.probe.images.webp import webp_dimensions
from seedance_conformance.mock.media.probe.movies.contradictions import contradiction
from seedance_conformance.mock.media.probe.movies.movie import read_movie
from seedance_conformance.mock.media.probe.sounds.mp3 import mp3_seconds
from seedance_conformance.mock.media.probe.sounds.wav import wav_seconds
from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

HEAD = 512  # bytes that suffice to detect a format
_DIMENSIONS: Mapping[str, Callable[[Source], tuple[int, int]]] = {
    "PNG": png_dimensions,
    "JPEG": jpeg_dimensions,
    "GIF": gif_dimensions,
    "BMP": bmp_dimensions,
    "WebP": webp_dimensions,
    "TIFF": tiff_dimensions,
    "HEIC": heif_dimensions,
    "AVIF": heif_dimensions,
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
# One byte more than the largest file that is read. The documents have no limits for images and videos, so these are
# generous; the limit of audio is 15 MB of 2**20 bytes (MD-AUD-BYTES).
_WANTED = {IMAGE: 32 * _MEGA + 1, VIDEO: 64 * _MEGA + 1, AUDIO: 15 * _MEGA + 1, OTHER: 64 * 1024}


def _detect(head: bytes) -> tuple[str, str]:
    """Kind and format by the first bytes."""
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] > b"\xe0" and head[1] & 0xE6 == 0xE2):
        return AUDIO, "MP3"
    for pattern, kind, name in _STARTS:
        if pattern.match(head):
            return kind, name
    return OTHER, "unknown"


def bytes_wanted(head: bytes, *, packed: bool = False) -> int:
    """How many bytes of a file to read, by its first bytes: a larger file is refused for its size.

    If it may be `packed`, a file of an unknown format counts as a compressed one.
    """
    kind, name = _detect(head)
    return max(_WANTED.values()) if packed and name == "unknown" else _WANTED[kind]


def probe(file: IO[bytes], size: int, *, cut: bool = False) -> Facts:
    """Read the facts of a seekable file of `size` bytes; this ends soon and without an exception for any bytes.

    A file is `cut` if it is larger than what was read.
    """
    source = Source(file, size)
    kind, name = _detect(source.at(0, min(HEAD, size)))
    if cut and kind != OTHER:
        return Facts(kind, name, size, cut=True)
    try:
        return _read(source, kind, name)
    except (BrokenMediaError, struct.error, OverflowError) as error:
        flaw = str(error) if isinstance(error, BrokenMediaError) else "it is damaged"
        return Facts(kind, name, size, flaw=flaw)


def _read(source: Source, kind: str, name: str) -> Facts:
    if name in _DIMENSIONS:
        width, height = _DIMENSIONS[name](source)
        if width <= 0 or height <= 0:
            raise BrokenMediaError("it has no pixels")
        return Facts(kind, name, source.size, width, height)
    if name == "WAV":
        return Facts(kind, name, source.size, seconds=wav_seconds(source))
    if name == "MP3":
        seconds = mp3_seconds(source)
        return (
            Facts(OTHER, "unknown", source.size) if seconds is None else Facts(kind, name, source.size, seconds=seconds)
        )
    if name in ("MP4", "MOV"):
        return _movie(source, name)
    return Facts(kind, name, source.size)


def _movie(source: Source, name: str) -> Facts:
    """The facts of a movie; one without a video track is an audio file."""
    movie = read_movie(source)
    pictures = [track for track in movie.tracks if track.handler == b"vide"]
    sounds = [track for track in movie.tracks if track.handler == b"soun"]
    if not pictures:
        if sounds:
            return Facts(AUDIO, "M4A", source.size, seconds=max(track.seconds for track in sounds))
        raise BrokenMediaError("it has no video track")
    largest = max(pictures, key=lambda track: track.width * track.height)
    # A movie lasts as long as its longest track.
    seconds = max(track.seconds for track in pictures + sounds)
    if not seconds:
        raise BrokenMediaError("it has no frames")
    doubt, claimed = contradiction(movie)
    return Facts(VIDEO, name, source.size, largest.width, largest.height, seconds, doubt=doubt, claimed=claimed)
