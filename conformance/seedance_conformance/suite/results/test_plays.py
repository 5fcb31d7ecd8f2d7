"""The result of a completed task downloads whole and plays: the latest task of each model and set of media fields."""

import time
from typing import Final

import pytest
from attrs import frozen

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.history import request_fields
from seedance_conformance.suite.results.facts import Unreadable
from seedance_conformance.suite.results.prober import probe
from seedance_conformance.suite.results.published import LIFETIME, fetch
from seedance_conformance.suite.results.videos import video_url
from seedance_conformance.suite.verdicts import Inconclusive, ResultBreach
from seedance_conformance.transport.answers.answer import Outcome, create_outcome, task_id, task_status
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.parallel import send_all
from seedance_conformance.transport.tasks.download import Download

pytestmark = [pytest.mark.last, pytest.mark.rule("RB-RESULT-PLAYS")]

_MEDIA: Final = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios")
_AT_ONCE: Final = 4


@frozen
class Completed:
    """A completed task: its model and media fields, the role of its key, its last answer, and its result."""

    name: str
    key: str
    ended: Exchange
    url: str


def test_each_result_downloads_whole_and_plays(context: Context) -> None:
    """It may be published some seconds late, and may require the key if the target itself serves it."""
    found = list(_completed(context).values())
    if not found:
        raise Inconclusive(
            "no task of this run completed with an address; RB-TASK-ENDS and QR-URL-COMPLETED judge that"
        )

    def problem_of(task: Completed) -> str:
        return _problem(context, fetch(context, task.url, task.ended.sent, key=task.key))

    for task, problem in zip(found, send_all(problem_of, found, _AT_ONCE), strict=True):
        if problem:
            raise ResultBreach("a result that downloads whole and plays", f"{task.name}: {problem}", task.ended)
    context.evidence(len(found))


def _completed(context: Context) -> dict[str, Completed]:
    """By model and media fields, the latest completed task whose result hasn't expired."""
    found = {}
    for created in tuple(context.target.log):
        task = task_id(created) if created.operation == "create" else None
        if task is None or create_outcome(created) is not Outcome.ACCEPTED or time.time() - created.sent > LIFETIME:
            continue
        ended = context.poller.last(task)
        url = video_url(ended) if ended and task_status(ended) == "completed" else None
        if ended and url:
            name = _name(created)
            found[name] = Completed(name, created.key, ended, url)
    return found


def _name(created: Exchange) -> str:
    body = request_fields(created)
    media = [name for name in _MEDIA if body.get(name)]
    return f"{body.get('model')} with {', '.join(media) if media else 'text alone'}"


def _problem(context: Context, file: Download) -> str:
    """Why a result can't be played, or an empty string."""
    if not file.arrived:
        return file.description
    try:
        video = probe(context, file.content)
    except Unreadable as error:
        return f"{error}, {file.content_type or 'no type'}"
    return f"the last {video.missing} bytes are missing" if video.missing else ""
