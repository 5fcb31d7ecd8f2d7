"""Control endpoints for testers on this machine: reset, set a task's state, move the clock, read the log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from seedance_conformance.mock.addresses import is_loopback
from seedance_conformance.mock.api.call_log import CallLog
from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.state.tasks import COMPLETED, FAILED, PROCESSING, QUEUED

Document: TypeAlias = dict[str, object]
_ONLY_LOCAL = "control endpoints accept requests only from this machine, on a loopback address: use 127.0.0.1 or ::1"
_STATUSES = (QUEUED, PROCESSING, COMPLETED, FAILED)


class _BadControlError(ValueError):
    """A control request is invalid; the text says what to send."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def control_routes(service: Service, call_log: CallLog) -> list[BaseRoute]:
    """The routes below `/_mock`."""
    control = _Control(service, call_log)
    return [
        Route("/_mock/reset", _local(control.reset), methods=["POST"]),
        Route("/_mock/tasks/{task_id:path}", _local(control.force), methods=["POST"]),
        Route("/_mock/clock", _local(control.clock), methods=["GET", "POST"]),
        Route("/_mock/log", _local(control.log), methods=["GET"]),
    ]


def _local(answer: Callable[[Request], Awaitable[Document]]) -> Callable[[Request], Awaitable[JSONResponse]]:
    """An endpoint that answers only clients on this machine."""

    async def endpoint(request: Request) -> JSONResponse:
        if request.client is None or not is_loopback(request.client.host):
            return JSONResponse({"error": _ONLY_LOCAL}, 403)
        try:
            return JSONResponse(await answer(request))
        except _BadControlError as error:
            return JSONResponse({"error": str(error)}, error.status)

    return endpoint


class _Control:
    def __init__(self, service: Service, call_log: CallLog) -> None:
        self._service = service
        self._call_log = call_log

    async def reset(self, _request: Request) -> Document:
        """Delete all tasks, assets and the log; ids are still never used again."""
        await asyncio.sleep(self._call_log.settle_seconds)
        self._service.store.clear()
        self._call_log.clear()
        return {"reset": True}

    async def force(self, request: Request) -> Document:
        """`{"status": "failed", "error": "why"}`: set the state of a task."""
        service, task_id = self._service, request.path_params["task_id"]
        task = service.task_of(task_id)
        if task is None:
            raise _BadControlError(f"no task {task_id}: send the id of an existing task", 404)
        body = await _json_object(request)
        status, reason = body.get("status"), body.get("error", "failed by a control request")
        if status not in _STATUSES or not isinstance(reason, str) or not reason:
            raise _BadControlError(f"send status, one of {', '.join(_STATUSES)}, and for failed an error text")
        service.store.save(task.with_status(status, service.clock.now(), reason))
        return {"id": task_id, "status": status}

    async def clock(self, request: Request) -> Document:
        """`{"set": UNIX_SECONDS}`, `{"advance": SECONDS}`, `{"running": false}`; GET only answers the time."""
        if request.method == "POST":
            self._move_clock(await _json_object(request))
            await asyncio.sleep(self._service.clock.settle_seconds)
        return {"now": self._service.clock.now()}

    def _move_clock(self, body: Document) -> None:
        clock = self._service.clock
        for name in ("set", "advance"):
            value = body.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e11:
                raise _BadControlError(f"{name} is {value!r}: send a number of seconds below 1e11")
            (clock.set if name == "set" else clock.advance)(float(value))
        running = body.get("running")
        if isinstance(running, bool):
            clock.run(running)
        elif not body.keys() & {"set", "advance"}:
            raise _BadControlError('send {"set": UNIX_SECONDS}, {"advance": SECONDS} or {"running": false}')

    async def log(self, _request: Request) -> Document:
        """The last calls, oldest first, without keys."""
        await asyncio.sleep(self._call_log.settle_seconds)
        return {"calls": self._call_log.entries()}


async def _json_object(request: Request) -> Document:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _BadControlError("send a JSON object")
    return body
