"""The probe of result files reads what was written, even if the header of the file is wrong."""

import pytest
from seedance_conformance.media.writers import images as pictures
from seedance_conformance.media.writers import videos as clips
from seedance_conformance.suite.results.facts import Unreadable
from seedance_conformance.suite.results.probe import probe


def test_a_video_with_a_tone() -> None:
    """Frame, length and sound are read."""
    video = probe(clips.write_clip(854, 480, 5.0, sound=clips.AUDIBLE))
    assert (video.width, video.height, video.seconds) == (854, 480, 5.0)
    assert video.is_mp4
    assert video.audible
    assert video.sound == pytest.approx(5.0, abs=0.1)


def test_a_video_without_a_sound_track_is_silent() -> None:
    """It isn't audible."""
    video = probe(clips.write_clip(640, 640, 4.0))
    assert video.sound is None
    assert not video.audible
    assert video.ratio == 1.0


def test_a_track_of_silence_is_silent() -> None:
    """It isn't audible, although it has a sound track."""
    video = probe(clips.write_clip(854, 480, 4.0, sound=0))
    assert video.sound is not None
    assert not video.audible


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
