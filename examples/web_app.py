"""A web application with a background worker, in Starlette. In FastAPI, lifespan and handlers are the same.

Start it with `uvicorn web_app:app`; `seedance resume --list --journal tasks.jsonl` shows what a person has to look at.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from seedance_client import AsyncSeedance, AsyncTask, InvalidRequest, SeedanceError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def work(queue: asyncio.Queue[AsyncTask], shots: dict[str, str]) -> None:
    """Finish one task after another; start several workers to finish several at a time."""
    while True:
        task = await queue.get()
        try:
            video = await task.wait()
            shots[task.id] = str(await video.download(f"{task.id}.mp4", overwrite=True))
        except SeedanceError as error:
            shots[task.id] = f"failed: {error}"


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncGenerator[None]:
    """One client for the application. After a restart, the worker continues with what the journal knows."""
    queue: asyncio.Queue[AsyncTask] = asyncio.Queue()
    shots: dict[str, str] = {}
    async with AsyncSeedance(journal="tasks.jsonl") as client, asyncio.TaskGroup() as group:
        app.state.client, app.state.queue, app.state.shots = client, queue, shots
        worker = group.create_task(work(queue, shots))
        for task in (await client.resume()).tasks:
            shots[task.id] = "running"
            await queue.put(task)
        yield
        worker.cancel()


async def create(request: Request) -> JSONResponse:
    """Create a task, and answer at once; the worker does the rest."""
    state = request.app.state
    try:
        task = await state.client.create((await request.json()).get("prompt", ""), model="seedance_2_0_pro")
    except SeedanceError as error:  # never repeat a create: after OutcomeUnknown a person has to look
        return JSONResponse({"error": str(error)}, status_code=422 if isinstance(error, InvalidRequest) else 502)
    state.shots[task.id] = "running"
    await state.queue.put(task)
    return JSONResponse({"id": task.id}, status_code=202)


async def show(request: Request) -> JSONResponse:
    """The state of a shot: running, its file, or what failed."""
    return JSONResponse({"state": request.app.state.shots.get(request.path_params["id"], "unknown")})


app = Starlette(routes=[Route("/shots", create, methods=["POST"]), Route("/shots/{id}", show)], lifespan=lifespan)
