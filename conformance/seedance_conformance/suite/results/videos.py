"""Creates the tasks, waits for all of them, and downloads each result once."""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import asdict, define, field, frozen

from seedance_conformance.suite.assets.pool import active_uri, upload_body
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.addresses import is_published
from seedance_conformance.suite.results.facts import Unreadable, Video
from seedance_conformance.suite.results.prober import probe
from seedance_conformance.suite.results.published import LIFETIME, fetch
from seedance_conformance.suite.results.video_requests import VideoRequest, video_requests
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Inconclusive, ResultBreach
from seedance_conformance.transport.answers.answer import (
    Outcome,
    create_outcome,
    describe,
    task_id,
    task_of,
    task_status,
)
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.tasks.download import Download


@frozen
class Result:
    """The end of a task, and its file.

    Attributes:
        request: what was requested.
        created: the answer to create.
        ended: the answer that shows the end.
        url: of the file.
        file: what was downloaded, without its content.
        video: what the file contains, or why it can't be read.
    """

    request: VideoRequest
    created: Exchange
    ended: Exchange
    url: str
    file: Download
    video: Video | Unreadable

    def breach(self, expected: str, observed: str, *, disputed: bool = False) -> ResultBreach:
        """The breach that the file shows."""
        return ResultBreach(expected, f"{self.request.name}: {observed}", self.ended, disputed=disputed)

    def facts(self) -> dict[str, Any]:
        """What was requested and what the file contains, for the report; without the address."""
        body, video = json.loads(self.created.request_body), self.video
        read: dict[str, Any] = {"unreadable": str(video)}
        if isinstance(video, Video):
            read = asdict(video) | {"brand": video.brand_name}
        return {
            "task": task_id(self.ended),
            "request": self.request.name,
            "model": body["model"],
            "asked": {name: body[name] for name in ("duration", "aspect_ratio", "generateAudio") if name in body},
            "reported_seconds": (task_of(self.ended) or {}).get("actualDuration"),
            "bytes": self.file.size,
            "film": read,  # the name in the report format
        }


@define
class ResultVideos:
    """The results of tasks that completed with an address, why others gave none, and the errors of the suite."""

    results: list[Result] = field(factory=list)
    doubts: list[str] = field(factory=list)
    lost: list[tuple[VideoRequest, Attempt[None]]] = field(factory=list)

    def readable(self) -> list[tuple[Result, Video]]:
        """Results whose file could be read; Inconclusive, or the error of the suite, is raised if there are none."""
        found = [(result, result.video) for result in self.results if isinstance(result.video, Video)]
        if not found:
            self.expect_all(lambda request: True)
            broken = [f"{one.request.name}: {one.video}" for one in self.results]
            raise Inconclusive("no result could be read; " + "; ".join([*broken, *self.doubts][:3]))
        return found

    def expect_all(self, concerns: Callable[[VideoRequest], bool]) -> None:
        """Raise the error of the suite because of which a result that concerns a rule is missing, if there is one."""
        for request, error in self.lost:
            if concerns(request):
                error.get()


def video_url(ended: Exchange) -> str | None:
    """The address of the result in the last answer about a task."""
    url = (task_of(ended) or {}).get("video_url")
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else None


def result_videos(context: Context) -> ResultVideos:
    """The results that all tests of the run share; the first test that asks waits for the tasks."""
    with shared("videos"):
        return context.once(ResultVideos, lambda: _made(context))


def _made(context: Context) -> ResultVideos:
    videos = ResultVideos()
    wanted = [request for request in video_requests() if not (request.loopback and context.remote)]
    started = [(request, attempt(partial(_start, context, videos, request))) for request in wanted]
    for request, answer in started:
        done = attempt(partial(_finish, context, videos, request, answer))
        if done.error is not None:
            videos.lost.append((request, done))
    return videos


def _start(context: Context, videos: ResultVideos, request: VideoRequest) -> Exchange | None:
    """Create a task; None if that isn't possible: the doubts say why."""
    media = context.addresses
    asset = None
    if request.asset:
        url = media.published(media.url(request.entry))
        asset = active_uri(context, context.target.upload(upload_body(context.media, "Image", url=url)))
    if request.asset and asset is None:
        videos.doubts.append(f"{request.name}: the library doesn't accept the file")
        return None
    body = request.body(media, asset)
    if not is_published(body):
        videos.doubts.append(f"{request.name}: no published media")
        return None
    return context.target.create(media.published(body))


def _finish(context: Context, videos: ResultVideos, request: VideoRequest, created: Attempt[Exchange | None]) -> None:
    answer = created.get()
    if answer is None:
        return
    task = task_id(answer)
    if create_outcome(answer) is not Outcome.ACCEPTED or task is None:
        videos.doubts.append(f"{request.name}: {describe(answer)}")
        return
    ended = context.poller.wait_task(task)
    if ended is None or task_status(ended) != "completed":
        videos.doubts.append(f"{request.name}: {describe(ended) if ended else 'no end in time'}")
        return
    url = video_url(ended)
    if url is None:
        videos.doubts.append(f"{request.name}: completed without an address")
        return
    file = fetch(context, url, ended.sent)
    if not file.arrived and time.time() - answer.sent > LIFETIME:
        videos.doubts.append(f"{request.name}: its address is older than 24 hours")
        return
    result = Result(request, answer, ended, url, file.without_content, _video(context, file))
    videos.results.append(result)
    context.show_result(result.facts())


def _video(context: Context, file: Download) -> Video | Unreadable:
    if not file.arrived:
        return Unreadable(file.description)
    try:
        return probe(context, file.content)
    except Unreadable as error:
        return error
