"""The probe of result files reads what was written, even if the header of the file is wrong."""

import pytest
from seedance_conformance.media.writers import images as pictures
from seedance_conformance.media.writers import videos as clips
from seedance_conformance.suite.results.facts import Unreadable
from seedance_conformance.suite.results.probe import probe


@pytest.mark.parametrize("sound", [clips.AUDIBLE, 0, None])
def test_frame_length_and_sound_are_read(sound: int | None) -> None:
    """A track of silence isn't audible, and neither is a video without a track."""
    video = probe(clips.write_clip(854, 480, 4.0, sound=sound))
    assert (video.width, video.height, video.ratio, video.seconds, video.is_mp4) == (854, 480, 854 / 480, 4.0, True)
    assert video.sound == (None if sound is None else pytest.approx(4.0, abs=0.1))
    assert video.audible is bool(sound)


def test_quicktime_is_not_mp4() -> None:
    """The predecessor of the format has another brand."""
    assert not probe(clips.write_clip(854, 480, 4.0, container="mov")).is_mp4
    assert not probe(clips.write_clip(854, 480, 4.0, container="webm", codec=clips.VP8)).is_mp4


def test_the_length_is_that_of_the_frames() -> None:
    """A cut file is as long as the frames in it, not as its index says."""
    whole = clips.write_clip(1280, 720, 15.0)
    video = probe(whole[: len(whole) * 2 // 3])
    assert 5.0 < video.seconds < 13.0
    assert video.missing == len(whole) - len(whole) * 2 // 3
    assert not probe(whole).missing


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>gone</html>", pictures.write_picture("png", 64, 64)[:20], clips.write_sound_only_clip(4.0)],
    ids=["nothing", "a page", "half an image", "sound only"],
)
def test_a_file_that_is_not_a_video(content: bytes) -> None:
    """It is unreadable, without a crash."""
    with pytest.raises(Unreadable):
        probe(content)
