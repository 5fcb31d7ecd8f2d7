"""Serves the result videos, for 24 hours on the mock's clock after completion."""

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
from seedance_conformance.mock.problems import Refusal
from seedance_conformance.mock.state.tasks import COMPLETED, Task

LIFETIME = 24 * 3600.0  # seconds (LC-URL-TTL)


class Results:
    """Answers `GET /results/{id}.mp4`; a key isn't needed, as with a signed URL of a file store.

    Settings imitate gateways: results can be late, need the key, or have a wrong Content-Encoding. The files are in
    `folder`, by default a temporary one.
    """

    def __init__(self, service: Service, folder: Path | None = None) -> None:
        self._folder = folder
        self._service = service
        self._settings = service.settings
        self._expired_status = int(service.settings.choices["expired-result"])
        self._maker: VideoMaker | None = None
        self._lock = threading.Lock()
        self._prepared: set[tuple[str, int, bool]] = set()
        # A thread, since encoding the first file of a ratio takes a while and must not delay other answers.
        self._worker = ThreadPoolExecutor(1, "results")
        service.prepare = self.prepare
        self.lifetime = LIFETIME
        self.make: Callable[[Task], Path] = self.file
        """Makes the file of a task; a fault may replace it, like the hooks of the service."""
        self.alter: Callable[[Task, Path], Response | None] = lambda task, path: None
        """What is answered in place of the file; None for the file. A fault may replace it."""

    async def respond(self, request: Request) -> Response:
        """Answer with the file (ranges and an entity tag included), or with the reason why it isn't there."""
        task = self._service.task_of(request.path_params["name"].removesuffix(".mp4"))
        now = self._service.clock.now()
        if task is None or task.status(now) != COMPLETED:
            return PlainTextResponse("this result doesn't exist", 404)
        if self._settings.result_key and (status := self._refused(request, task)):
            return PlainTextResponse("this result needs the key that its task was created with", status)
        if now < task.ended_at + self._settings.result_lag:
            return PlainTextResponse("this result isn't ready yet", self._settings.result_lag_status)
        if now > task.ended_at + self.lifetime:
            return PlainTextResponse("this result has expired: it was kept for 24 hours", self._expired_status)
        path = await asyncio.to_thread(self.make, task)
        altered = self.alter(task, path)
        if altered is not None:
            return altered
        response = FileResponse(path, media_type="video/mp4", stat_result=path.stat())
        if self._settings.result_encoding is not None:
            response.headers["content-encoding"] = self._settings.result_encoding
        if request.headers.get("if-none-match") == response.headers["etag"]:
            return Response(status_code=304, headers={"ETag": response.headers["etag"]})
        return response

    def _refused(self, request: Request, task: Task) -> int | None:
        """The HTTP status for a request without the key of the task's owner; None if it has the key."""
        given = request.headers.get("authorization")
        if given is None:
            return 401
        try:
            owner = self._service.keys.owner(given.encode("latin-1"))
        except Refusal:
            return 403
        return None if owner == task.owner else 403

    def prepare(self, task: Task) -> None:
        """Start to make the file while the task runs, so that it is ready when the task ends."""
        like = (task.ratio, task.duration, task.sound)
        if task.failure is None and like not in self._prepared:
            self._prepared.add(like)
            self._worker.submit(self.file, task)

    def file(self, task: Task) -> Path:
        """The file of a completed task; made now if no earlier task had the same ratio, length and sound."""
        with self._lock:
            if self._maker is None:
                self._maker = VideoMaker(self._folder)
                # Serving the first file imports this; import it early, since that takes longer than the serving.
                importlib.import_module("anyio._backends._asyncio")
        return self._maker.file(task.ratio, self._service.renderer.seconds(task), task.sound)

    def close(self) -> None:
        """Remove the files."""
        self._worker.shutdown(cancel_futures=True)
        if self._maker is not None:
            self._maker.close()
