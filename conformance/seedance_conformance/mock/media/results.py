"""Serves the result videos, for 24 hours of the mock's clock after completion."""

import asyncio
import importlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.media.video import VideoMaker
from seedance_conformance.mock.state.tasks import COMPLETED, Task

LIFETIME = 24 * 3600.0  # seconds (LC-URL-TTL)


class Results:
    """Answers `GET /results/{id}.mp4`; the address alone opens it, as with a signed address of a file store.

    The settings can have it otherwise, as some gateways do: a result that lags, wants the key or is labelled oddly.

    Args:
        service: knows the tasks and the settings.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._settings = service.settings
        self._expired_status = int(service.settings.choices["expired-result"])
        self._maker: VideoMaker | None = None
        self._lock = threading.Lock()
        self._prepared: set[tuple[str, int, bool]] = set()
        # One thread: the first file of a ratio takes a while to encode, and must not hold up the answers.
        self._worker = ThreadPoolExecutor(1, "results")
        service.prepare = self.prepare
        self.lifetime = LIFETIME
        self.make: Callable[[Task], Path] = self.file
        """Makes the file of a task; replaceable, as the stages of the service are."""

    async def respond(self, request: Request) -> Response:
        """The file, with ranges and an entity tag, or why there is none."""
        task = self._service.task_of(request.path_params["name"].removesuffix(".mp4"))
        now = self._service.clock.now()
        if task is None or task.status(now) != COMPLETED:
            return PlainTextResponse("no such result", 404)
        if self._settings.result_key and (status := self._refused(request, task)):
            return PlainTextResponse("this result wants the key that its task was created with", status)
        if now < task.ended_at + self._settings.result_lag:
            return PlainTextResponse("this result is not there yet", self._settings.result_lag_status)
        if now > task.ended_at + self.lifetime:
            return PlainTextResponse("this result has expired: it was kept for 24 hours", self._expired_status)
        path = await asyncio.to_thread(self.make, task)
        response = FileResponse(path, media_type="video/mp4", stat_result=path.stat())
        if self._settings.result_encoding is not None:
            response.headers["content-encoding"] = self._settings.result_encoding
        if request.headers.get("if-none-match") == response.headers["etag"]:
            return Response(status_code=304, headers={"ETag": response.headers["etag"]})
        return response

    def _refused(self, request: Request, task: Task) -> int | None:
        """The status that refuses a request without the key of the task's owner, None if it has it."""
        given = request.headers.get("authorization")
        if given is None:
            return 401
        return None if self._service.keys.opens(given.encode("latin-1"), task.owner) else 403

    def prepare(self, task: Task) -> None:
        """Make the file while the task is still under way, so that it is there at once when the task has ended."""
        like = (task.ratio, task.duration, task.sound)
        if task.failure is None and like not in self._prepared:
            self._prepared.add(like)
            self._worker.submit(self.file, task)

    def file(self, task: Task) -> Path:
        """The file of a completed task; made now if no task asked for its like before."""
        with self._lock:
            if self._maker is None:
                self._maker = VideoMaker()
                # Serving the first file imports this, which takes longer than serving it.
                importlib.import_module("anyio._backends._asyncio")
        return self._maker.file(task.ratio, self._service.renderer.seconds(task), task.sound)

    def close(self) -> None:
        """Remove the files."""
        self._worker.shutdown(cancel_futures=True)
        if self._maker is not None:
            self._maker.close()
