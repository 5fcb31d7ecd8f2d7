"""Control endpoints for testers on this machine: reset, set a task's state, move the clock, read the log."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from seedance_conformance.mock.addresses import is_loopback
from seedance_conformance.mock.api.call_log import CallLog
from seedance_conformance.mock.api.service import Service
from seedance_conformance.mock.state.tasks import COMPLETED, FAILED, PROCESSING, QUEUED

_STATUSES = (QUEUED, PROCESSING, COMPLETED, FAILED)


class _BadControlError(ValueError):
    """A control request is invalid; the text says what to send."""


def control_routes(service: Service, call_log: CallLog) -> list[BaseRoute]:
    """The routes below `/_mock`."""
    control = _Control(service, call_log)
    return [
        Route("/_mock/reset", control.reset, methods=["POST"]),
        Route("/_mock/tasks/{task_id:path}", control.force, methods=["POST"]),
        Route("/_mock/clock", control.clock, methods=["GET", "POST"]),
        Route("/_mock/log", control.log, methods=["GET"]),
    ]


class _Control:
    def __init__(self, service: Service, call_log: CallLog) -> None:
        self._service = service
        self._call_log = call_log

    async def reset(self, request: Request) -> JSONResponse:
        """Delete all tasks, assets and the log; ids are still never used again."""
        if refused := _refuse_remote_clients(request):
            return refused
        await asyncio.sleep(self._call_log.settle_seconds)
        self._service.store.clear()
        self._call_log.clear()
        return JSONResponse({"reset": True})

    async def force(self, request: Request) -> JSONResponse:
        """`{"status": "failed", "error": "why"}`: set the state of a task."""
        if refused := _refuse_remote_clients(request):
            return refused
        service = self._service
        task = service.task_of(request.path_params["task_id"])
        if task is None:
            return JSONResponse(
                {"error": f"no task {request.path_params['task_id']}: send the id of an existing task"}, 404
            )
        try:
            body = await _json_object(request)
            status, reason = body.get("status"), body.get("error", "failed by a control request")
            if status not in _STATUSES or not isinstance(reason, str) or not reason:
                raise _BadControlError(f"send status, one of {', '.join(_STATUSES)}, and for failed an error text")
        except _BadControlError as error:
            return JSONResponse({"error": str(error)}, 400)
        service.store.save(task.with_status(status, service.clock.now(), reason))
        return JSONResponse({"id": request.path_params["task_id"], "status": status})

    async def clock(self, request: Request) -> JSONResponse:
        """`{"set": UNIX_SECONDS}`, `{"advance": SECONDS}`, `{"running": false}`; GET only answers the time."""
        if refused := _refuse_remote_clients(request):
            return refused
        if request.method == "POST":
            try:
                self._move_clock(await _json_object(request))
            except _BadControlError as error:
                return JSONResponse({"error": str(error)}, 400)
            await asyncio.sleep(self._service.clock.settle_seconds)
        return JSONResponse({"now": self._service.clock.now()})

    def _move_clock(self, body: dict[str, object]) -> None:
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

    async def log(self, request: Request) -> JSONResponse:
        """The last calls, oldest first, without keys."""
        if refused := _refuse_remote_clients(request):
            return refused
        await asyncio.sleep(self._call_log.settle_seconds)
        return JSONResponse({"calls": self._call_log.entries()})


def _refuse_remote_clients(request: Request) -> JSONResponse | None:
    """The refusal of a client on another machine; None for one on this machine."""
    client = request.client
    if client is not None and is_loopback(client.host):
        return None
    return JSONResponse({"error": "control endpoints accept requests only from this machine"}, 403)


async def _json_object(request: Request) -> dict[str, object]:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise _BadControlError("send a JSON object") from None
    if not isinstance(body, dict):
        raise _BadControlError("send a JSON object")
    return body
