"""Judge recorded downloads of results by the suite's own judges of result files.

A recording shows a file only if it has all of its bytes. A download that failed shows something only if the recording
has the time of the task's end, since a result may be published some seconds late.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from attrs import evolve, frozen

from seedance_conformance.recording.judging.answers import Verdicts, silent_context
from seedance_conformance.recording.judging.requests import Requests
from seedance_conformance.recording.reading.entry import Film, Lack
from seedance_conformance.recording.reading.read import Recording
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.suite.results import test_videos as judges
from seedance_conformance.suite.results.facts import Unreadable, Video
from seedance_conformance.suite.results.prober import probe
from seedance_conformance.suite.results.video_requests import UNKNOWN_REQUEST, VideoRequest, request_of
from seedance_conformance.suite.results.videos import Result, ResultVideos
from seedance_conformance.suite.verdicts import Inconclusive, ResultBreach
from seedance_conformance.transport.answers.answer import Outcome, task_id, task_of, task_status
from seedance_conformance.transport.exchange import Exchange

_DAY: Final = 86_400.0
_LATEST: Final = 60.0
"""Seconds from the end of a task until its result must be there; the suite waits half as long."""
_GONE: Final = (403, 404, 410)
_MISSING: Final = (404, 410)
_CASE: Final = "recorded results"
_OF_EACH_FILE: Final = ("QR-MP4", "RB-RESULT-PLAYS")

ResultTest = Callable[[Context, ResultVideos], None]
_ANY_FILE: Final[dict[str, ResultTest]] = {
    "QR-MP4": judges.test_the_result_is_an_mp4,
    "QR-ADUR-COMPLETED": judges.test_actual_duration_is_that_of_the_file,
}
_AS_ASKED: Final[dict[str, ResultTest]] = {
    "QR-SOUND": judges.test_the_sound_is_as_requested,
    "CR-AUDIO-DEFAULT": judges.test_sound_is_the_default,
    "CR-DUR-DEFAULT": judges.test_the_default_length_is_5_seconds,
    "QR-FRAME-RATIO": judges.test_the_frame_has_the_requested_ratio,
    "CR-RATIO-DEFAULT": judges.test_the_default_ratio_is_16_to_9,
}
_RATIOS: Final = ("QR-FRAME-RATIO", "CR-RATIO-DEFAULT")
_ON_LOOPBACK: Final[dict[str, ResultTest]] = {
    "CR-DUR-MIN": judges.test_short_videos_are_as_long_as_requested,
    "CR-DUR-MAX": judges.test_long_videos_are_as_long_as_requested,
}


@frozen
class Ended:
    """A completed task whose result was downloaded, and the first answer with the address.

    `before`: when it hadn't ended yet, in Unix seconds, if an answer shows it; `request`: if the create is recorded and
    valid.
    """

    shown: Exchange
    before: float | None
    request: VideoRequest | None
    films: tuple[Film, ...]


def judge_films(recording: Recording, requests: Requests, verdicts: Verdicts) -> None:
    """Record what the downloads of a recording show; nothing if there are none."""
    ended = list(_ended(recording, requests)) if recording.films else []
    if not ended:
        return
    context = evolve(silent_context(), notes=Notes())
    results = {id(one): result for one in ended if (result := _result(context, one))}
    every = ResultVideos(list(results.values()))
    asked = ResultVideos([results[id(one)] for one in ended if one.request and id(one) in results])
    fixed = ResultVideos([one for one in asked.results if one.request.options.get("aspect_ratio") != "adaptive"])
    for rule, judge in _ANY_FILE.items():
        _record(rule, partial(_count, context, judge, every), verdicts)
    for rule, judge in (_AS_ASKED | (_ON_LOOPBACK if recording.kind == "loopback" else {})).items():
        _record(rule, partial(_count, context, judge, fixed if rule in _RATIOS else asked), verdicts)
    _record("RB-RESULT-PLAYS", lambda: _plays(ended, results), verdicts)
    _record("LC-URL-TTL", lambda: _lives(ended), verdicts)


def _ended(recording: Recording, requests: Requests) -> Iterable[Ended]:
    """The completed tasks of which a download is recorded."""
    films: dict[str, list[Film]] = {}
    for film in recording.films:
        films.setdefault(film.address, []).append(film)
    accepted = [one for one in requests.creates if one.outcome is Outcome.ACCEPTED]
    owners = Counter(task_id(one.exchange) for one in accepted)
    bodies = {
        name: one.fields
        for one in accepted
        if one.reading.valid and owners[name := task_id(one.exchange)] == 1  # a shared id is CS-ID-UNIQUE's
    }
    known = [entry.exchange for entry in recording.entries if Lack.ANSWER not in entry.lacks]
    timed = {entry.exchange.number for entry in recording.entries if Lack.TIME not in entry.lacks}
    for exchange in sorted(known, key=lambda one: one.sent):
        address = _address(exchange)
        if address in films:
            body = bodies.get(exchange.subject)
            before = _last_before_the_end(exchange, known) if exchange.number in timed else None
            yield Ended(exchange, before, request_of(body) if body else None, tuple(films.pop(address)))


def _address(exchange: Exchange) -> str:
    """The address of a result in the answer to a query that shows its task completed; else an empty text."""
    if exchange.operation != "query" or task_status(exchange) != "completed":
        return ""
    address = (task_of(exchange) or {}).get("video_url")
    return address if isinstance(address, str) else ""


def _last_before_the_end(shown: Exchange, known: Sequence[Exchange]) -> float | None:
    """When the task of an answer certainly hadn't ended yet, in Unix seconds."""
    about = (one for one in known if shown.subject in (one.subject, task_id(one)) and one.sent < shown.sent)
    return max((one.sent for one in about if task_status(one) != "completed"), default=None)


def _result(context: Context, ended: Ended) -> Result | None:
    """The task's result, if a whole file is recorded: what readers can watch, or what the server really sent."""
    found: Result | None = None
    for film in ended.films:
        video = _video(context, film) if film.download.arrived else None
        if video is not None:
            request, file = ended.request or UNKNOWN_REQUEST, film.download.without_content
            found = Result(request, ended.shown, ended.shown, film.address, file, video)
            if _is_whole(video):
                break
    return found


def _is_whole(video: Video | Unreadable) -> bool:
    return isinstance(video, Video) and not video.missing


def _video(context: Context, film: Film) -> Video | Unreadable | None:
    """What a recorded file contains; None if the recorder may have cut it."""
    content = film.download.content

    def read() -> Video | Unreadable:
        try:
            return probe(context, content)
        except Unreadable as error:
            return error

    video = context.once((_CASE, hashlib.sha256(content).digest()), read)
    return video if film.whole or _is_whole(video) else None


def _count(context: Context, judge: ResultTest, videos: ResultVideos) -> int:
    context.notes = Notes()
    judge(context, videos)
    return context.notes.count


def _plays(ended: Sequence[Ended], results: Mapping[int, Result]) -> int:
    """How many results can be watched; it is a breach if one can't, a minute after the end of its task was shown."""
    kept = 0
    for one in ended:
        result = results.get(id(one))
        if result and _is_whole(result.video):
            kept += 1
        elif problem := _problem(one, result):
            raise ResultBreach("a result that downloads whole and plays", problem, one.shown)
    if not kept:
        raise Inconclusive("no recorded download has all bytes of its file")
    return kept


def _problem(ended: Ended, result: Result | None) -> str:
    """Why a result can't be watched, by its last download; empty if it may have been too early or too late for it."""
    timed = [(film.sent, film) for film in ended.films if film.sent is not None]
    if not timed or ended.before is None:
        return ""
    sent, last = max(timed, key=lambda pair: pair[0])
    if not ended.shown.ended + _LATEST <= sent < ended.before + _DAY - _LATEST:
        return ""
    if last.download.status in _MISSING or (last.whole and not last.download.size):
        return last.download.description
    if result is None or not last.whole:
        return ""
    if isinstance(result.video, Unreadable):
        return f"{result.video}, {last.download.content_type or 'no type'}"
    return f"the last {result.video.missing} bytes are missing"


def _lives(ended: Sequence[Ended]) -> int:
    """How many addresses still worked after 23 hours.

    It is a breach if one worked, and was dead before 24 hours had passed since its task was still running.
    """
    kept = 0
    for one in ended:
        timed = [(film.sent, film.download.status) for film in one.films if film.sent is not None]
        first = min((sent for sent, status in timed if status in (200, 206)), default=None)
        if first is None or one.before is None:
            continue
        for sent, status in timed:
            if status in _GONE and first < sent < one.before + _DAY - _LATEST:
                observed = f"it worked, and {(sent - one.shown.ended) / 3600:.1f} h after the end came HTTP {status}"
                raise ResultBreach("an address that works for 24 h", observed, one.shown)
            kept += status in (200, 206) and sent > one.shown.ended + _DAY - 3600
    if not kept:
        raise Inconclusive("no address was used again a day later")
    return kept


def _record(rule: str, judge: Callable[[], int], verdicts: Verdicts) -> None:
    """Record the outcome; a rule that no file shows is left to the other judges and the summary."""
    try:
        verdicts.record(rule, _CASE, None, Notes(count=judge()))
    except Inconclusive as doubt:
        if rule in _OF_EACH_FILE:
            verdicts.record(rule, _CASE, doubt, Notes())
    except Exception as problem:  # a breach, or an error of the suite, which the recorder tells apart
        verdicts.record(rule, _CASE, problem, Notes())
