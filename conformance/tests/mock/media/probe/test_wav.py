"""WAV files of recorders, phones and streams have the length of their sound."""

import struct

import pytest
from tests.mock.media.probe.reading import facts_of

RATE = 8000
SOUND = bytes(range(256)) * 125  # two seconds of 16 bits, one channel
SECONDS = 2.0
UNKNOWN = 0xFFFFFFFF


def chunk(kind: bytes, content: bytes, size: int | None = None, order: str = "<") -> bytes:
    """A chunk that announces `size` bytes, and is padded to an even number."""
    announced = len(content) if size is None else size
    return kind + struct.pack(order + "I", announced) + content + bytes(len(content) % 2)


def form(codec: int = 1, channels: int = 1, depth: int = 16, extra: bytes = b"", order: str = "<") -> bytes:
    """A format chunk."""
    block = channels * depth // 8
    return chunk(b"fmt ", struct.pack(order + "HHIIHH", codec, channels, RATE, RATE * block, block, depth) + extra)


def wav(*chunks: bytes, riff: bytes = b"RIFF", size: int | None = None, order: str = "<") -> bytes:
    """A file of chunks."""
    content = b"WAVE" + b"".join(chunks)
    return riff + struct.pack(order + "I", len(content) if size is None else size) + content


PLACEHOLDERS = [0, 0x7FFFFFFF, 0x7FFFFFFF - 36, 0x7FFFF000, 0x80000000, 0x7FFF0000, UNKNOWN, UNKNOWN - 36, UNKNOWN - 44]


@pytest.mark.parametrize("size", PLACEHOLDERS, ids=hex)
def test_a_streamed_file_ends_with_its_bytes(size: int) -> None:
    """A writer that can't go back leaves 0 or about the largest number."""
    facts = facts_of(wav(form(), chunk(b"data", SOUND, size), size=size))
    assert (facts.format, facts.seconds, facts.flaw) == ("WAV", SECONDS, None)


def test_a_file_without_sound_is_not_a_stream() -> None:
    """A size of 0 is true if another chunk or nothing follows."""
    assert facts_of(wav(form(), chunk(b"data", b""))).seconds == 0
    assert facts_of(wav(form(), chunk(b"data", b""), chunk(b"LIST", b"INFOISFT" + bytes(60)))).seconds == 0


EXTENSIBLE = struct.pack("<HHI", 22, 16, 4) + b"\1\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
BEFORE: dict[str, list[bytes]] = {
    "broadcast": [chunk(b"bext", bytes(602)), form(), chunk(b"iXML", b"<BWFXML/>")],
    "filling": [chunk(b"JUNK", bytes(28)), form(), chunk(b"PAD ", bytes(4000))],
    "list": [form(), chunk(b"LIST", b"INFOISFT\x0e\0\0\0Lavf59.27.100\0")],
    "odd list": [form(), chunk(b"LIST", b"INFOINAM\3\0\0\0abc")],
    "odd list that is not filled up": [form(), chunk(b"LIST", b"INFOINAM\3\0\0\0abc")[:-1]],
    "extensible": [form(0xFFFE, extra=EXTENSIBLE)],
    "fact": [form(1, extra=b"\0\0"), chunk(b"fact", bytes(4))],
}


@pytest.mark.parametrize("name", BEFORE)
@pytest.mark.parametrize("size", [None, UNKNOWN])
def test_other_chunks_are_skipped(name: str, size: int | None) -> None:
    """They may precede or follow the sound, and may lack padding."""
    content = wav(*BEFORE[name], chunk(b"data", SOUND, size))
    assert (facts_of(content).seconds, facts_of(content).flaw) == (SECONDS, None)
    if size is None:
        assert facts_of(content + chunk(b"id3 ", bytes(99))).seconds == SECONDS
        assert "cut short" in (facts_of(content[:-2000]).flaw or "")


@pytest.mark.parametrize("riff", [b"RF64", b"BW64"])
@pytest.mark.parametrize("size", [len(SOUND), 0])
def test_sizes_of_64_bits_are_read(riff: bytes, size: int) -> None:
    """They are in a separate chunk, which a stream leaves empty."""
    sizes = chunk(b"ds64", struct.pack("<QQQI", 0, size, 0, 0))
    content = wav(sizes, form(), chunk(b"data", SOUND, UNKNOWN), riff=riff, size=UNKNOWN)
    assert (facts_of(content).format, facts_of(content).seconds) == ("WAV", SECONDS)
    if size:
        assert "cut short" in (facts_of(content[:-2000]).flaw or "")


def test_big_endian_files_are_read() -> None:
    """Some old recorders write RIFX."""
    head = struct.pack(">HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16)
    chunks = chunk(b"fmt ", head, order=">") + chunk(b"data", SOUND, order=">")
    assert facts_of(wav(chunks, riff=b"RIFX", order=">")).seconds == SECONDS


@pytest.mark.parametrize(("missing", "whole"), [(0, True), (1, True), (3, True), (4, False), (400, False)])
def test_less_than_a_sample_may_be_missing(missing: int, whole: bool) -> None:
    """A stereo sample has four bytes here."""
    content = wav(form(channels=2), chunk(b"data", SOUND))
    facts = facts_of(content[: len(content) - missing])
    assert (facts.flaw is None) is whole


def test_compressed_sound_has_the_announced_length() -> None:
    """The sample count is better than the average rate, which is an estimate and used only without a count."""
    head = struct.pack("<HHIIHHHH", 0x11, 1, RATE, 1, 256, 4, 2, 505)
    count = chunk(b"fact", struct.pack("<I", 3 * RATE))
    assert facts_of(wav(chunk(b"fmt ", head), count, chunk(b"data", SOUND))).seconds == 3
    assert facts_of(wav(chunk(b"fmt ", head), chunk(b"data", SOUND))).seconds == len(SOUND)
    assert facts_of(wav(chunk(b"fmt ", head), count, chunk(b"data", SOUND))[:-256]).flaw
    nothing = chunk(b"fmt ", head[:8] + bytes(4) + head[12:])
    assert facts_of(wav(nothing, chunk(b"data", SOUND))).flaw == "its format is damaged"


@pytest.mark.parametrize(
    "content",
    [
        wav(),
        wav(form()),
        wav(chunk(b"data", SOUND)),
        wav(form(channels=0), chunk(b"data", SOUND)),
        wav(form()[:12]),
        wav(chunk(b"LIST", b"", UNKNOWN), form(), chunk(b"data", SOUND)),
        wav(chunk(b"ds64", b"", 0), form(), chunk(b"data", b"", UNKNOWN), riff=b"RF64")[:20],
    ],
)
def test_damaged_files_have_a_flaw(content: bytes) -> None:
    """They lack a format or sound, or have chunks beyond the end."""
    assert facts_of(content).flaw
