"""Wrong result videos break exactly the rules that they should."""

from collections.abc import Callable

import pytest
from attrs import evolve
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results import test_videos
from seedance_conformance.suite.results.facts import Unreadable, Video
from seedance_conformance.suite.results.video_requests import VideoRequest, video_requests
from seedance_conformance.suite.results.videos import Result, ResultVideos
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.tasks.download import Download
from tests.suite.small_server import bare_context
from tests.transport.answers.test_answer import answer

Check = Callable[[Context, ResultVideos], None]
Change = Callable[[VideoRequest, Video], Video | Unreadable]

CHECKS: dict[str, Check] = {
    "QR-MP4": test_videos.test_the_result_is_an_mp4,
    "QR-SOUND": test_videos.test_the_sound_is_as_requested,
    "CR-AUDIO-DEFAULT": test_videos.test_sound_is_the_default,
    "QR-FRAME-RATIO": test_videos.test_the_frame_has_the_requested_ratio,
    "CR-RATIO-DEFAULT": test_videos.test_the_default_ratio_is_16_to_9,
    "CR-DUR-DEFAULT": test_videos.test_the_default_length_is_5_seconds,
    "CR-DUR-MIN": test_videos.test_short_videos_are_as_long_as_requested,
    "CR-DUR-MAX": test_videos.test_long_videos_are_as_long_as_requested,
    "QR-ADUR-COMPLETED": test_videos.test_actual_duration_is_that_of_the_file,
}


def expected_video(request: VideoRequest) -> Video:
    """A valid result video, in the vendor's sizes, which don't have exactly the requested ratio."""
    width, height = {21 / 9: (992, 432), 4 / 3: (752, 560), 16 / 9: (864, 496)}.get(request.ratio, (0, 0))
    if not width:
        width, height = round(640 * request.ratio), 640
    heard = request.options.get("generateAudio", True)
    seconds = request.options.get("duration", 5) + 0.04
    return Video(b"isom", width, height, seconds, seconds if heard else None, 0.3 if heard else 0.0)


def videos(changed: Change = lambda request, video: video) -> ResultVideos:
    """The results of a server, changed by a function."""
    made = ResultVideos()
    for number, request in enumerate(video_requests()):
        video = expected_video(request)
        body = {"id": f"video_{number}", "status": "completed", "actualDuration": video.seconds}
        created, ended = answer(200, {}), answer(200, body, "query")
        file = Download(200, b"x")
        made.results.append(Result(request, created, ended, "http://h/f", file, changed(request, video)))
    return made


@pytest.fixture
def context() -> Context:
    """A run without a target."""
    return bare_context(record_disputed=False)


def broken(context: Context, videos: ResultVideos) -> set[str]:
    """The rules that are broken."""
    found = set()
    for rule, check in CHECKS.items():
        try:
            check(context, videos)
        except Breach:
            found.add(rule)
        except Inconclusive:
            continue
    return found


def test_valid_videos_are_not_a_breach(context: Context) -> None:
    """Also with the vendor's sizes, which are a little off, and with lengths that count frames."""
    assert broken(context, videos()) == set()


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "always silent": (lambda _, video: evolve(video, sound=None, peak=0.0), {"QR-SOUND"}),
    "a track of silence": (lambda _, video: evolve(video, peak=0.0), {"QR-SOUND"}),
    "never silent": (lambda _, video: evolve(video, sound=5.0, peak=0.2), {"QR-SOUND"}),
    "always 16:9": (lambda _, video: evolve(video, width=1280, height=720), {"QR-FRAME-RATIO"}),
    "always square": (lambda _, video: evolve(video, width=640, height=640), {"QR-FRAME-RATIO"}),
    "turned": (lambda _, video: evolve(video, width=video.height, height=video.width), {"QR-FRAME-RATIO"}),
    "silent by default": (
        lambda asked, video: video if "generateAudio" in asked.options else evolve(video, sound=None, peak=0.0),
        {"CR-AUDIO-DEFAULT"},
    ),
    "silent by default on one model": (
        lambda asked, video: (
            video
            if "generateAudio" in asked.options or asked.slot.model != "seedance_2_0_fast"
            else evolve(video, sound=None, peak=0.0)
        ),
        {"CR-AUDIO-DEFAULT"},
    ),
    "ten seconds by default": (
        lambda asked, video: video if "duration" in asked.options else evolve(video, seconds=10.0),
        {"CR-DUR-DEFAULT", "QR-ADUR-COMPLETED"},
    ),
    "square by default": (
        lambda asked, video: video if "aspect_ratio" in asked.options else evolve(video, width=640, height=640),
        {"CR-RATIO-DEFAULT"},
    ),
    "21:9 as 16:9 on one model": (
        lambda asked, video: (
            evolve(video, width=1280, height=720)
            if asked.options.get("aspect_ratio") == "21:9" and asked.slot.model == "seedance_2_0_fast"
            else video
        ),
        {"QR-FRAME-RATIO"},
    ),
    "the default follows the input": (
        lambda asked, video: evolve(video, width=640) if asked.slot.field and not asked.options else video,
        {"CR-RATIO-DEFAULT"},
    ),
    "adaptive is ignored": (
        lambda asked, video: (
            evolve(video, width=1280, height=720) if asked.options.get("aspect_ratio") == "adaptive" else video
        ),
        {"QR-FRAME-RATIO"},
    ),
    "a second short": (
        lambda _, video: evolve(video, seconds=video.seconds - 1),
        {"CR-DUR-MIN", "CR-DUR-MAX", "QR-ADUR-COMPLETED"},
    ),
    "0.3 s long": (lambda _, video: evolve(video, seconds=video.seconds + 0.3), {"QR-ADUR-COMPLETED"}),
    "a QuickTime brand": (lambda _, video: evolve(video, brand=b"qt  "), {"QR-MP4"}),
    "one file in five is broken": (
        lambda asked, video: Unreadable("cut") if asked.options.get("duration") == 6 else video,
        {"QR-MP4"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_wrong_video_breaks_its_rules(context: Context, change: str) -> None:
    """Exactly the rules that the changed videos break."""
    changed, rules = CHANGES[change]
    assert broken(context, videos(changed)) == rules


def test_without_results_every_rule_is_inconclusive(context: Context) -> None:
    """A run without results passes no rule."""
    for check in CHECKS.values():
        with pytest.raises(Inconclusive):
            check(context, ResultVideos())


def test_another_frame_for_adaptive_may_only_be_recorded(context: Context) -> None:
    """No page says which ratio `adaptive` gives; where disputes are recorded, a wrong fixed ratio is still a breach."""
    context.record_disputed = True
    assert broken(context, videos(CHANGES["adaptive is ignored"][0])) == set()
    assert {(rule, breach.disputed) for rule, breach in context.notes.reports} == {("QR-FRAME-RATIO", True)}
    assert broken(context, videos(CHANGES["always square"][0])) == {"QR-FRAME-RATIO"}
