"""Writes HEIC images: an HEVC key frame in the boxes of ISO/IEC 23008-12."""

import io
import struct
from typing import Final

from seedance_conformance.media.codecs import av
from seedance_conformance.media.writers.scenes import scene

_HEVC: Final = {"preset": "ultrafast", "crf": "40", "x265-params": "log-level=none:pools=none:frame-threads=1"}


def write_heic(width: int, height: int) -> bytes:
    """A landscape."""
    configuration, frame = _key_frame(width, height)
    kind = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    size = len(_meta(configuration, width, height, 0, len(frame)))
    meta = _meta(configuration, width, height, len(kind) + size + 8, len(frame))
    return kind + meta + _box(b"mdat", frame)


def encode_frame(stream: "av.VideoStream", width: int, height: int) -> "list[av.Packet[av.VideoStream]]":
    """A landscape, encoded as a movie of one frame at time 0."""
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    picture = av.VideoFrame.from_image(scene(width, height, 5))  # type: ignore[no-untyped-call]
    packets = [*stream.encode(picture), *stream.encode()]
    for packet in packets:
        # For a movie shorter than its B-frame delay, x265 reads the decoding time from memory that it never set. If
        # that makes it negative (in 58 of 687 writes), the MP4 writer rejects the frame as "not yet implemented".
        packet.pts = packet.dts = 0
    return packets


def _key_frame(width: int, height: int) -> tuple[bytes, bytes]:
    """The configuration of the decoder and an encoded frame, taken from an MP4."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as output:
        stream = output.add_stream("libx265", rate=1, options=_HEVC)
        if not isinstance(stream, av.VideoStream):
            raise TypeError("libx265 isn't a video encoder")
        output.mux(encode_frame(stream, width, height))
    written = buffer.getvalue()
    place = written.index(b"hvcC") - 4
    configuration = written[place : place + int.from_bytes(written[place : place + 4], "big")]
    with av.open(io.BytesIO(written), "r") as source:
        frame = bytes(next(packet for packet in source.demux(video=0) if packet.size))
    return configuration, frame


def _meta(configuration: bytes, width: int, height: int, offset: int, length: int) -> bytes:
    handler = _full_box(b"hdlr", bytes(4) + b"pict" + bytes(13))
    primary = _full_box(b"pitm", struct.pack(">H", 1))
    item = _full_box(b"infe", struct.pack(">HH", 1, 0) + b"hvc1\x00", version=2)
    items = _full_box(b"iinf", struct.pack(">H", 1) + item)
    # Offsets and lengths have four bytes; one item with one extent.
    places = _full_box(b"iloc", struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, offset, length))
    properties = _box(b"ipco", configuration + _full_box(b"ispe", struct.pack(">II", width, height)))
    # Item 1 has both properties; the first is essential.
    linked = _full_box(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 2))
    return _full_box(b"meta", handler + primary + items + places + _box(b"iprp", properties + linked))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def _full_box(kind: bytes, content: bytes, *, version: int = 0) -> bytes:
    return _box(kind, bytes((version, 0, 0, 0)) + content)
