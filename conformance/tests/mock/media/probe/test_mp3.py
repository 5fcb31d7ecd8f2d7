"""MP3 files with tags and junk before, between and after their frames."""

import pytest
from tests.mock.media.probe.reading import facts_of

FRAME = b"\xff\xfb\x90\xc4" + bytes(413)  # 128 kbit/s at 44.1 kHz, mono: 1152 samples in 417 bytes
OTHER_RATE = b"\xff\xfb\x94\xc4" + bytes(380)  # at 48 kHz
SECONDS = 100 * 1152 / 44100
SOUND = FRAME * 100
ID3 = b"ID3\x03\0\0\0\0\x08\0" + bytes(1024)
APE = b"APETAGEX\xd0\x07\0\0" + bytes(20) + b"Cover\0\xff\xd8\xff\xe0\0\x10JFIF" + b"\x3a" * 900 + bytes(32)
JUNK = bytes(range(32, 127)) * 20


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        ID3 + SOUND,
        ID3 + ID3 + SOUND,
        ID3 + bytes(3000) + SOUND,
        ID3 + JUNK + SOUND,
        SOUND + b"TAG" + bytes(125),
        SOUND + APE,
        SOUND + APE + b"TAG" + bytes(125),
        SOUND + b"LYRICSBEGIN" + JUNK + b"LYRICS200",
        FRAME * 50 + ID3 + FRAME * 50,
        FRAME * 50 + b"TAG" + bytes(125) + ID3 + FRAME * 50,
        FRAME * 50 + JUNK + FRAME * 50,
        SOUND + FRAME[:200],
    ],
)
def test_all_frames_are_counted(content: bytes) -> None:
    """Tags and junk don't matter: joined files last as long as all their parts."""
    facts = facts_of(content)
    assert (facts.format, facts.flaw) == ("MP3", None)
    assert facts.seconds == pytest.approx(SECONDS, abs=1e-6)


@pytest.mark.parametrize(
    "content",
    [
        ID3 + b"\xff\xfb\x90\xc4" + bytes(900),
        ID3 + FRAME + OTHER_RATE,
        ID3 + bytes(70_000) + SOUND,
        ID3[:6] + b"\x7f\x7f\x7f\x7f" + SOUND,
        ID3 + b"\xff" * 60_000,
    ],
)
def test_bytes_that_only_look_like_frames_are_not_an_mp3(content: bytes) -> None:
    """A single frame, two unrelated ones, frames far after the tag, and a tag without an end are unknown."""
    assert facts_of(content).format == "unknown"


def test_endless_gaps_are_not_searched() -> None:
    """A file full of gaps is measured only in part."""
    content = (FRAME * 2 + JUNK) * 2000
    seconds = facts_of(content).seconds
    assert seconds is not None
    assert seconds < 10
