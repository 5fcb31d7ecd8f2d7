"""Creates the tasks, waits for them together, and downloads each result once."""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from weakref import WeakKeyDictionary

from attrs import asdict, define, field, frozen

from seedance_conformance.suite.assets.pool import reviewed, upload_body
from seedance_conformance.suite.assets.uses import uri
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.items import is_published, published
from seedance_conformance.suite.media.items import AvailableFiles
from seedance_conformance.suite.results.bodies import Request, requests
from seedance_conformance.suite.results.probe import Film, Unreadable, probe
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Inconclusive
from seedance_conformance.transport.answer import (
    Outcome,
    asset_id,
    create_outcome,
    describe,
    task_id,
    task_of,
    task_status,
)
from seedance_conformance.transport.current_case import shared
from seedance_conformance.transport.download import Download, download
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.target import Target


@frozen
class Result:
    """One task's end and file.

    Attributes:
        request: what was asked for.
        created: the answer to create.
        ended: the answer that shows the end.
        url: of the file.
        file: what the download gave.
        film: what the file holds, or why it can't be read.
    """

    request: Request
    created: Exchange
    ended: Exchange
    url: str
    file: Download
    film: Film | Unreadable

    def facts(self) -> dict[str, Any]:
        """What was asked for and what the file is, for the report; the address is not among it."""
        body = json.loads(self.created.request_body)
        film = self.film
        read = {"unreadable": str(film)} if isinstance(film, Unreadable) else asdict(film) | {"brand": film.brand_name}
        return {
            "task": task_id(self.ended),
            "request": self.request.name,
            "model": body["model"],
            "asked": {name: body[name] for name in ("duration", "aspect_ratio", "generateAudio") if name in body},
            "reported_seconds": (task_of(self.ended) or {}).get("actualDuration"),
            "bytes": len(self.file.content),
            "film": read,
        }


@define
class Films:
    """The results of a run.

    Attributes:
        results: of tasks that completed with an address.
        doubts: why other tasks gave none, in words.
        lost: requests that a fault of the suite kept away, with the fault.
    """

    results: list[Result] = field(factory=list)
    doubts: list[str] = field(factory=list)
    lost: list[tuple[Request, Attempt[None]]] = field(factory=list)

    def readable(self) -> list[tuple[Result, Film]]:
        """Results whose file could be read.

        Raises:
            Inconclusive: there is none.
            Exception: there is none, because of this fault of the suite.
        """
        found = [(result, result.film) for result in self.results if isinstance(result.film, Film)]
        if not found:
            self.expect_all(lambda request: True)
            broken = [f"{one.request.name}: {one.film}" for one in self.results]
            raise Inconclusive("no result could be read; " + "; ".join([*broken, *self.doubts][:3]))
        return found

    def expect_all(self, concerns: Callable[[Request], bool]) -> None:
        """Make sure that no fault of the suite took a result away that concerns a rule.

        Raises:
            Exception: the fault.
        """
        for request, fault in self.lost:
            if concerns(request):
                fault.get()


_LIFETIME: Final = 86_400
# Seconds. A run that is resumed may come back to a result so late.

_FILMS: WeakKeyDictionary[Target, Films] = WeakKeyDictionary()


def films_of(context: Context) -> Films:
    """The results that all tests of a run share; the first to ask waits for the tasks."""
    if context.target not in _FILMS:
        with shared("films"):
            _FILMS[context.target] = _made(context)
    return _FILMS[context.target]


def _made(context: Context) -> Films:
    films = Films()
    wanted = [request for request in requests() if not (request.loopback and context.remote)]
    started = [(request, attempt(partial(_start, context, films, request))) for request in wanted]
    for request, answer in started:
        done = attempt(partial(_finish, context, films, request, answer))
        if done.fault is not None:
            films.lost.append((request, done))
    return films


def _start(context: Context, films: Films, request: Request) -> Exchange | None:
    """Create a task; None if that can't be, and why is among the doubts."""
    files = AvailableFiles(context.media)
    asset = _uploaded(context, files.url(request.entry)) if request.asset else None
    if request.asset and asset is None:
        films.doubts.append(f"{request.name}: the library does not take the file")
        return None
    body = request.body(files, asset)
    if not is_published(body):
        films.doubts.append(f"{request.name}: no published media")
        return None
    return context.target.create(published(body))


def _uploaded(context: Context, url: str) -> str | None:
    """The address of an image in the asset library, or None if it does not get there."""
    name = asset_id(context.target.upload(upload_body(context.media, "Image", url=published(url))))
    shown = reviewed(context.target, context.poller, name) if name else None
    return uri(name) if name and shown and task_status(shown) == "active" else None


def _finish(context: Context, films: Films, request: Request, created: Attempt[Exchange | None]) -> None:
    answer = created.get()
    if answer is None:
        return
    task = task_id(answer)
    if create_outcome(answer) is not Outcome.ACCEPTED or task is None:
        films.doubts.append(f"{request.name}: {describe(answer)}")
        return
    ended = context.poller.wait_task(task)
    if ended is None or task_status(ended) != "completed":
        films.doubts.append(f"{request.name}: {describe(ended) if ended else 'no end in time'}")
        return
    url = (task_of(ended) or {}).get("video_url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        films.doubts.append(f"{request.name}: completed without an address")
        return
    file = download(url)
    if not file.arrived and time.time() - answer.sent > _LIFETIME:
        films.doubts.append(f"{request.name}: its address is older than 24 hours")
        return
    result = Result(request, answer, ended, url, file, _film(file))
    films.results.append(result)
    context.show_result(result.facts())


def _film(file: Download) -> Film | Unreadable:
    if not file.arrived:
        return Unreadable(file.words)
    try:
        return probe(file.content)
    except Unreadable as error:
        return error
