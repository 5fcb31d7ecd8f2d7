"""The probe of result files: what it reads is what was written, whatever the head of the file says."""

import pytest
from seedance_conformance.media.writers import images as pictures
from seedance_conformance.media.writers import videos as clips
from seedance_conformance.suite.results.probe import Unreadable, probe


def test_a_film_with_a_tone() -> None:
    """Frame, length and sound of a file that has them all."""
    video = probe(clips.write_clip(854, 480, 5.0, sound=clips.AUDIBLE))
    assert (video.width, video.height, video.seconds) == (854, 480, 5.0)
    assert video.is_mp4
    assert video.audible
    assert video.sound == pytest.approx(5.0, abs=0.1)


def test_a_film_without_a_track_is_silent() -> None:
    """No sound track is true silence."""
    video = probe(clips.write_clip(640, 640, 4.0))
    assert video.sound is None
    assert not video.audible
    assert video.ratio == 1.0


def test_a_track_of_silence_is_silent() -> None:
    """A sound track in which nothing can be heard is no sound."""
    video = probe(clips.write_clip(854, 480, 4.0, sound=0))
    assert video.sound is not None
    assert not video.audible


def test_quicktime_is_no_mp4() -> None:
    """The ancestor of the format has another brand."""
    assert not probe(clips.write_clip(854, 480, 4.0, container="mov")).is_mp4
    assert not probe(clips.write_clip(854, 480, 4.0, container="webm", codec=clips.VP8)).is_mp4


def test_the_length_is_that_of_the_frames() -> None:
    """A file that breaks off is as long as the frames that are there, not as its index says."""
    whole = clips.write_clip(1280, 720, 15.0)
    video = probe(whole[: len(whole) * 2 // 3])
    assert 5.0 < video.seconds < 13.0
    assert video.missing == len(whole) - len(whole) * 2 // 3
    assert not probe(whole).missing


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>gone</html>", pictures.write_picture("png", 64, 64)[:20], clips.write_sound_only_clip(4.0)],
    ids=["nothing", "a page", "half a picture", "sound only"],
)
def test_what_is_no_film(content: bytes) -> None:
    """It is unreadable, which is no crash of the suite."""
    with pytest.raises(Unreadable):
        probe(content)
