"""The HEIC writer always writes readable files."""

import io

import av
from av.video.stream import VideoStream
from seedance_conformance.media.writers.heic import encode_frame


def test_the_frame_has_times_that_every_writer_accepts() -> None:
    """x265 leaves the decoding time of a movie of one frame unset, and a negative one can't be written."""
    with av.open(io.BytesIO(), "w", format="mp4") as output:
        stream = output.add_stream("libx265", rate=1)
        assert isinstance(stream, VideoStream)
        times = [(packet.pts, packet.dts) for packet in encode_frame(stream, 64, 64)]
    assert times == [(0, 0)]
