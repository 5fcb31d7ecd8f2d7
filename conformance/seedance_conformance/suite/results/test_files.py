"""Results: the file is an MP4 with the frame, the sound and the length that were asked for, or the defaults."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results import judgements
from seedance_conformance.suite.results.bodies import files_sent, requests
from seedance_conformance.suite.results.videos import Films, films_of

pytestmark = [pytest.mark.full, pytest.mark.together("films"), pytest.mark.files(*files_sent())]

_FILMS = sum(not request.loopback for request in requests())
# So many tasks are made on a remote target, by the first test.


@pytest.fixture(scope="module")
def films(context: Context) -> Films:
    """The results of tasks that were made for their sake."""
    return films_of(context)


@pytest.mark.bills(_FILMS, _FILMS)
@pytest.mark.rule("QR-MP4")
def test_the_result_is_an_mp4(context: Context, films: Films) -> None:
    """The result is an MP4 file that holds a picture which can be decoded."""
    judgements.container(context, films)


@pytest.mark.rule("QR-SOUND")
def test_sound_is_there_as_asked(context: Context, films: Films) -> None:
    """With `generateAudio: false` nothing can be heard, with true something can."""
    judgements.sound_as_asked(context, films)


@pytest.mark.rule("CR-AUDIO-DEFAULT")
def test_sound_is_the_default(context: Context, films: Films) -> None:
    """Absent `generateAudio` means true."""
    judgements.sound_by_default(context, films)


@pytest.mark.rule("QR-FRAME-RATIO")
def test_the_frame_has_the_requested_ratio(context: Context, films: Films) -> None:
    """Each of the six ratios on each model; `adaptive` follows an upright first frame."""
    judgements.ratio_as_asked(context, films)


@pytest.mark.rule("CR-RATIO-DEFAULT")
def test_the_default_ratio_is_16_to_9(context: Context, films: Films) -> None:
    """Absent `aspect_ratio` means 16:9, also with a square first frame."""
    judgements.ratio_by_default(context, films)


@pytest.mark.rule("CR-DUR-DEFAULT")
def test_the_default_length_is_5_seconds(context: Context, films: Films) -> None:
    """Absent `duration` means 5."""
    judgements.length_by_default(context, films)


@pytest.mark.loopback
@pytest.mark.rule("CR-DUR-MIN")
def test_short_films_last_as_long_as_asked(context: Context, films: Films) -> None:
    """`duration` is at least 4: 4 s that are accepted are 4 s that are made."""
    judgements.length_as_asked(context, films, (4, 5, 6, 7, 8, 9))


@pytest.mark.loopback
@pytest.mark.rule("CR-DUR-MAX")
def test_long_films_last_as_long_as_asked(context: Context, films: Films) -> None:
    """`duration` is at most 15: 15 s that are accepted are 15 s that are made."""
    judgements.length_as_asked(context, films, (10, 11, 12, 13, 14, 15))


@pytest.mark.rule("QR-ADUR-COMPLETED")
def test_actual_duration_is_that_of_the_file(context: Context, films: Films) -> None:
    """`actualDuration` is the length of the file, within 0.2 s."""
    judgements.length_as_reported(context, films)
