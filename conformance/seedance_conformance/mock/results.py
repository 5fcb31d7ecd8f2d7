"""Serves the result videos, for 24 hours of the mock's clock after completion."""

import asyncio
import importlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from seedance_conformance.mock.service import Service
from seedance_conformance.mock.tasks import COMPLETED, Task
from seedance_conformance.mock.video import VideoMaker

LIFETIME = 24 * 3600.0  # seconds (LC-URL-TTL)


class Results:
    """Answers `GET /results/{id}.mp4`; the address alone opens it, as with a signed address of a file store.

    Args:
        service: knows the tasks.
        expired_status: HTTP status of a result after its lifetime.
    """

    def __init__(self, service: Service, expired_status: int) -> None:
        self._service = service
        self._expired_status = expired_status
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
        if now > task.ended_at + self.lifetime:
            return PlainTextResponse("this result has expired: it was kept for 24 hours", self._expired_status)
        path = await asyncio.to_thread(self.make, task)
        response = FileResponse(path, media_type="video/mp4", stat_result=path.stat())
        if request.headers.get("if-none-match") == response.headers["etag"]:
            return Response(status_code=304, headers={"ETag": response.headers["etag"]})
        return response

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
