"""The length of MP3 files, by counting their frames, since headers may be wrong and files may be cut short."""

from attrs import frozen

from seedance_conformance.mock.media.probe.source import BrokenMediaError, Source

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version bits
_KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BLOCK = 1 << 16
_ENOUGH_SECONDS = 600.0
_GAP = 1 << 16  # bytes without frames that a player skips: a tag in the middle, or padding
_MOST_GAPS = 32
_MISSING_SHARE = 0.03  # of the announced frames that may be missing, since some encoders announce too many


@frozen
class _Frame:
    size: int
    samples: int
    rate: int
    mono: bool
    version: int


def frame_of(header: bytes) -> _Frame | None:
    """The frame whose header these four bytes are; None if they aren't a header of layer III."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, rate_bits, kilobit_bits = header[1] >> 3 & 3, header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or rate_bits == 3 or not 1 <= kilobit_bits <= 14:
        return None
    rate = _RATES[version][rate_bits]
    kilobits = (_KILOBITS_1 if version == 3 else _KILOBITS_2)[kilobit_bits - 1]
    samples = 1152 if version == 3 else 576
    size = samples * kilobits * 125 // rate + (header[2] >> 1 & 1)
    return _Frame(size, samples, rate, header[3] >> 6 == 3, version)


def _next_frame(source: Source, offset: int) -> tuple[int, _Frame] | None:
    """The place of the next two consecutive frames, at or soon after `offset`, and the first one; None without any."""
    offset = _after_tags(source, offset)
    block = source.at(offset, min(_GAP, max(0, source.size - offset)))
    place = block.find(b"\xff")
    while place >= 0:
        frame = frame_of(block[place : place + 4])
        if frame is not None:
            after = offset + place + frame.size
            following = frame_of(source.at(after, 4)) if after + 4 <= source.size else None
            if following is not None and (following.version, following.rate) == (frame.version, frame.rate):
                return offset + place, frame
        place = block.find(b"\xff", place + 1)
    return None


def _after_tags(source: Source, offset: int) -> int:
    """The place of the first byte after the ID3 tags."""
    while offset + 10 <= source.size and source.at(offset, 3) == b"ID3":
        head = source.at(offset, 10)
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        offset += 10 + size + (10 if head[5] & 0x10 else 0)
    if offset > source.size:
        raise BrokenMediaError("it is cut short")
    return offset


def mp3_seconds(source: Source) -> float | None:
    """The length in seconds: that of all frames without the padding that the encoder noted.

    It is None if no two frames of layer III follow the tags.
    """
    try:
        found = _next_frame(source, 0)
    except BrokenMediaError:
        found = None
    if found is None:
        return None
    start, first = found
    head = source.at(start, min(first.size, source.size - start))
    announced, padding, is_information = _information(head, first)
    frames, samples = _walk(source, start)
    if is_information:
        frames, samples = frames - 1, samples - first.samples
    if announced and frames < announced * (1 - _MISSING_SHARE) and samples < _ENOUGH_SECONDS * first.rate:
        raise BrokenMediaError(f"it is cut short: it has less than {announced} frames")
    return max(0, samples - padding) / first.rate


def _walk(source: Source, offset: int) -> tuple[int, int]:
    """The number of whole frames from `offset` on, and of their samples; like players, this skips gaps between frames.

    Joined files have tags in the middle, and recorded streams have gaps.
    """
    frames = samples = gaps = 0
    block, begin = b"", offset
    while True:
        place = offset - begin
        if place + 4 > len(block):
            begin, place = offset, 0
            block = source.at(begin, min(_BLOCK, max(0, source.size - begin)))
        frame = frame_of(block[place : place + 4])
        if frame is None:
            gaps += 1
            found = _next_frame(source, offset) if gaps <= _MOST_GAPS and offset + 10 <= source.size else None
            if found is None:
                return frames, samples
            offset, block = found[0], b""
            continue
        if offset + frame.size > source.size:
            return frames, samples
        frames += 1
        samples += frame.samples
        offset += frame.size
        if samples > _ENOUGH_SECONDS * frame.rate:
            return frames, samples


def _information(head: bytes, first: _Frame) -> tuple[int, int, bool]:
    """Announced frames, samples of padding, and whether the first frame has this information instead of sound."""
    if head[36:40] == b"VBRI":
        return int.from_bytes(head[50:54]), 0, True
    side = (17 if first.mono else 32) if first.version == 3 else (9 if first.mono else 17)
    mark = 4 + side
    if head[mark : mark + 4] not in (b"Xing", b"Info"):
        return 0, 0, False
    flags = int.from_bytes(head[mark + 4 : mark + 8])
    announced = int.from_bytes(head[mark + 8 : mark + 12]) if flags & 1 else 0
    # The encoder's delay and padding follow the optional fields.
    encoder = mark + 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1) + 4 * (flags >> 3 & 1)
    packed = int.from_bytes(head[encoder + 21 : encoder + 24])
    padding = (packed >> 12) + (packed & 0xFFF) if len(head) >= encoder + 24 else 0
    return announced, padding, True
