"""The media files: other libraries read the facts that they should have."""

import io
import wave

import av
import pytest
from PIL import Image
from seedance_conformance.media.files import MediaFile
from seedance_conformance.media.library import corpus
from tests.written import library

FILES = list(corpus().values())


def content(file: MediaFile) -> bytes:
    """The bytes of a file."""
    found = library().read(file.name)
    assert found is not None
    return found


def test_every_file_has_its_facts() -> None:
    """Another library than the writer's reads each file back when it is written."""
    assert library().failures == {}
    assert library().lacking(corpus()) == []


def test_webp_comes_in_its_three_forms() -> None:
    """Each form stores width and height differently (RFC 9649, section 2)."""
    names = ("webp-640x480", "webp-lossless", "webp-transparent")
    forms = [content(corpus()[f"images/{name}.webp"])[12:16] for name in names]
    assert forms == [b"VP8 ", b"VP8L", b"VP8X"]


def test_each_valid_image_stays_below_10_mb() -> None:
    """Byte limits of images are open, so only images with that purpose come near one."""
    for file in FILES:
        if file.name.startswith("images/") and "bmp-of" not in file.name:
            assert len(content(file)) < 10_000_000, file.name


def test_each_video_has_the_size_and_length_of_its_facts() -> None:
    """The index and the number of frames agree with the facts, to the frame."""
    clips = [file for file in FILES if "rate" in file.facts and file.facts["format"] in ("mp4", "mov")]
    assert len(clips) > 70
    for file in clips:
        with av.open(io.BytesIO(content(file)), "r") as container:
            stream = container.streams.video[0]
            assert (stream.width, stream.height) == (file.facts["width"], file.facts["height"]), file.name
            seconds, shown = float(file.facts["seconds"]), (stream.duration or 0) * (stream.time_base or 0)
            assert stream.frames == round(seconds * float(file.facts["rate"])), file.name
            assert float(shown) == pytest.approx(seconds, abs=1e-4), file.name
            assert bool(container.streams.audio) == file.facts["sound"], file.name


def test_repeated_frames_can_be_decoded() -> None:
    """Videos repeat a few encoded frames; a decoder finds every one."""
    with av.open(io.BytesIO(content(corpus()["videos/854x480-15.5s.mp4"])), "r") as container:
        assert sum(1 for _ in container.decode(video=0)) == 372


def test_each_wav_is_exact_to_the_sample() -> None:
    """Lengths at a limit need a format that stores them exactly."""
    for file in FILES:
        if file.facts["format"] != "wav" or "seconds" not in file.facts or "bytes" in file.facts:
            continue
        with wave.open(io.BytesIO(content(file))) as sound:
            assert sound.getnframes() == float(file.facts["seconds"]) * sound.getframerate(), file.name


def test_the_first_frame_of_a_variable_bit_rate_misleads() -> None:
    """Using its rate for the whole file is wrong by more than the tolerances."""
    loud = len(content(corpus()["audios/mp3-vbr-loud-first-15.5s.mp3"]))
    quiet = len(content(corpus()["audios/mp3-vbr-quiet-first-14.8s.mp3"]))
    assert loud * 8 / 15.5 < 100_000, "the mean rate is far below that of the noise"
    assert quiet * 8 / 32_000 > 16, "at the rate of silence it would be too long"


def test_pillow_can_not_read_invalid_images() -> None:
    """Files of other formats and cut files have no readable size."""
    names = [f"images/{name}" for name in ("svg-named.png", "pdf-named.jpg", "text-named.webp", "mp4-named.png")]
    names += [file.name for file in FILES if "head-only" in file.name and file.name.startswith("images/")]
    assert len(names) == 10
    for name in names:
        with pytest.raises((OSError, SyntaxError, ValueError)):
            Image.open(io.BytesIO(content(corpus()[name])))
