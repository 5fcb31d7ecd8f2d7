"""Results: container, frame, sound and length of each result video are those that were requested, or the defaults."""

from collections.abc import Callable
from typing import Final

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results.facts import Unreadable, Video
from seedance_conformance.suite.results.video_requests import (
    DEFAULT_RATIO,
    DEFAULT_SECONDS,
    VideoRequest,
    files_sent,
    video_requests,
)
from seedance_conformance.suite.results.videos import Result, ResultVideos, result_videos
from seedance_conformance.suite.verdicts import Breach, Inconclusive, ResultBreach
from seedance_conformance.transport.answers.answer import task_of

pytestmark = [pytest.mark.full, pytest.mark.together("videos"), pytest.mark.files(*files_sent())]

_RATIO_TOLERANCE: Final = 0.05
"""Sides are whole and even: 992x432, which is sold as 21:9, is 1.6 % off. The nearest other ratio is 25 % away."""

_SECONDS_TOLERANCE: Final = 0.5
"""The vendor counts frames: 5 s are 5.04 s at times. The next whole second is twice as far away."""

_REPORTED_TOLERANCE: Final = 0.2

# The first test creates all of them.
_REMOTE_TASKS: Final = sum(not request.loopback for request in video_requests())

Check = Callable[[Result, Video], None]


@pytest.fixture(scope="module")
def videos(context: Context) -> ResultVideos:
    """The result videos of the run."""
    return result_videos(context)


@pytest.mark.bills(_REMOTE_TASKS, _REMOTE_TASKS)
@pytest.mark.rule("QR-MP4")
def test_the_result_is_an_mp4(context: Context, videos: ResultVideos) -> None:
    """The result is an MP4 file with a picture that can be decoded."""
    arrived = [result for result in videos.results if result.file.arrived]
    for result in arrived:
        if isinstance(result.video, Unreadable):
            raise result.breach("an MP4 file", str(result.video))
        if not result.video.is_mp4:
            raise result.breach("an MP4 file", f"brand {result.video.brand!r}")
        if result.video.missing:
            raise result.breach("a whole MP4 file", f"the last {result.video.missing} bytes are missing")
    videos.expect_all(lambda request: True)
    if not arrived:
        raise Inconclusive("no result could be downloaded; " + "; ".join(videos.doubts[:3]))
    context.evidence(len(arrived))


@pytest.mark.rule("QR-SOUND")
def test_the_sound_is_as_requested(context: Context, videos: ResultVideos) -> None:
    """With `generateAudio: false` the video is silent, with true it has sound."""

    def check(result: Result, video: Video) -> None:
        _expect_sound(result, video, wanted=result.request.options["generateAudio"])

    _judge(context, videos, lambda request: "generateAudio" in request.options, check)


@pytest.mark.rule("CR-AUDIO-DEFAULT")
def test_sound_is_the_default(context: Context, videos: ResultVideos) -> None:
    """Absent `generateAudio` means true."""
    _judge_default(context, videos, "generateAudio", True, _expect_sound)


@pytest.mark.rule("QR-FRAME-RATIO")
def test_the_frame_has_the_requested_ratio(context: Context, videos: ResultVideos) -> None:
    """The video has each of the six ratios on each model; `adaptive` follows the first frame, which is disputed."""

    def check(result: Result, video: Video) -> None:
        try:
            _expect_ratio(result, video)
        except ResultBreach as breach:
            context.settle("QR-FRAME-RATIO", breach)

    _judge(context, videos, lambda request: "aspect_ratio" in request.options, check)


@pytest.mark.rule("CR-RATIO-DEFAULT")
def test_the_default_ratio_is_16_to_9(context: Context, videos: ResultVideos) -> None:
    """Absent `aspect_ratio` means 16:9, also with a square first frame."""
    _judge_default(context, videos, "aspect_ratio", DEFAULT_RATIO, _expect_ratio)


@pytest.mark.rule("CR-DUR-DEFAULT")
def test_the_default_length_is_5_seconds(context: Context, videos: ResultVideos) -> None:
    """Absent `duration` means about 5 s."""

    def check(result: Result, video: Video) -> None:
        _expect_seconds(result, video, DEFAULT_SECONDS)

    _judge_default(context, videos, "duration", DEFAULT_SECONDS, check)


@pytest.mark.loopback
@pytest.mark.rule("CR-DUR-MIN")
def test_short_videos_are_as_long_as_requested(context: Context, videos: ResultVideos) -> None:
    """`duration` is at least 4: a video of 4 to 9 s has the accepted length, within half a second."""
    _judge_length(context, videos, (4, 5, 6, 7, 8, 9))


@pytest.mark.loopback
@pytest.mark.rule("CR-DUR-MAX")
def test_long_videos_are_as_long_as_requested(context: Context, videos: ResultVideos) -> None:
    """`duration` is at most 15: a video of 10 to 15 s has the accepted length, within half a second."""
    _judge_length(context, videos, (10, 11, 12, 13, 14, 15))


@pytest.mark.rule("QR-ADUR-COMPLETED")
def test_actual_duration_is_that_of_the_file(context: Context, videos: ResultVideos) -> None:
    """`actualDuration` is the length of the file, within 0.2 s."""

    def check(result: Result, video: Video) -> None:
        reported = (task_of(result.ended) or {})["actualDuration"]
        if abs(float(reported) - video.seconds) > _REPORTED_TOLERANCE:
            observed = f"actualDuration {reported}, a file of {video.seconds:.2f} s ({result.request.name})"
            raise ResultBreach("actualDuration of the file, within 0.2 s", observed, result.ended)

    _judge(context, videos, lambda request: True, check, shows=_reports_a_number)


def _reports_a_number(result: Result) -> bool:
    """Whether `actualDuration` is a number; the monitor of the rule judges other values."""
    try:
        float((task_of(result.ended) or {}).get("actualDuration") or "none")
    except (TypeError, ValueError):
        return False
    return True


def _judge_length(context: Context, videos: ResultVideos, seconds: tuple[int, ...]) -> None:
    def check(result: Result, video: Video) -> None:
        _expect_seconds(result, video, result.request.options["duration"])

    _judge(context, videos, lambda request: request.options.get("duration") in seconds, check)


def _judge(
    context: Context,
    videos: ResultVideos,
    concerns: Callable[[VideoRequest], bool],
    check: Check,
    *,
    shows: Callable[[Result], bool] = lambda result: True,
) -> None:
    """Check every result whose request concerns a rule, and that shows something about it."""
    found = [(result, video) for result, video in videos.readable() if concerns(result.request) and shows(result)]
    for result, video in found:
        check(result, video)
    videos.expect_all(concerns)
    if not found:
        raise Inconclusive("no readable result shows it; " + "; ".join(videos.doubts[:3]))
    context.evidence(len(found))


def _judge_default(context: Context, videos: ResultVideos, option: str, value: object, check: Check) -> None:
    """Check the results of requests without an option; those that set it to its default are the controls.

    A model whose controls are wrong too breaks another rule, so its results don't count.
    """
    controls = [(one, video) for one, video in videos.readable() if one.request.options.get(option) == value]
    right = {one.request.slot.model for one, video in controls if _holds(check, one, video)}
    wrong = {one.request.slot.model for one, _ in controls} - right

    def concerns(request: VideoRequest) -> bool:
        return option not in request.options and request.slot.model not in wrong

    _judge(context, videos, concerns, check)


def _holds(check: Check, result: Result, video: Video) -> bool:
    try:
        check(result, video)
    except Breach:
        return False
    return True


def _expect_sound(result: Result, video: Video, *, wanted: bool = True) -> None:
    if video.audible is not wanted:
        heard = "no sound track" if video.sound is None else f"a sound track with a peak of {video.peak:.4f}"
        raise result.breach("a file with sound" if wanted else "a silent file", heard)


def _expect_ratio(result: Result, video: Video) -> None:
    wanted = result.request.ratio
    if abs(video.ratio / wanted - 1) > _RATIO_TOLERANCE:
        disputed = result.request.options.get("aspect_ratio") == "adaptive"
        observed = f"a frame of {video.width:g}x{video.height:g}"
        raise result.breach(f"a frame of {wanted:.3f} to 1", observed, disputed=disputed)


def _expect_seconds(result: Result, video: Video, wanted: int) -> None:
    if abs(video.seconds - wanted) > _SECONDS_TOLERANCE:
        raise result.breach(f"a video of about {wanted} s", f"{video.seconds:.2f} s")
