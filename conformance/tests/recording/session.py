"""An ordinary session with a mock in this process, recorded as HAR with the times of a clock that doesn't run."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field
from seedance_conformance.mock.factory import create_app
from seedance_conformance.mock.settings import PREFIX, Settings
from seedance_conformance.mock.state.clock import Clock

KEY = "sk-canary-0123456789abcdef"
START = 1_790_000_000.0
PRO = {"model": "seedance_2_0_pro", "prompt": "A kite over the dunes"}
CREATE = "/v1/kyyvideo2/videos"
ASSET = "/kyyVideo2/asset/"


@define
class Session:
    """A client that notes each exchange as an entry of a HAR file.

    Attributes:
        client: sends to the mock.
        clock: of the mock and the recording.
        base_url: that the recording shows.
        entries: of the HAR file.
    """

    client: httpx.AsyncClient
    clock: Clock
    base_url: str
    entries: list[dict[str, Any]] = field(factory=list)

    async def call(self, method: str, path: str, body: object = None, *, after: float = 30.0) -> Any:
        """Send a request some seconds after the one before; the JSON of the answer, or None."""
        self.clock.advance(after)
        headers = {"Authorization": f"Bearer {KEY}"}
        response = await self.client.request(method, f"http://mock{PREFIX}{path}", json=body, headers=headers)
        self.entries.append(_entry(self, response, body is not None))
        try:
            return response.json()
        except ValueError:
            return None

    async def video(self, body: dict[str, Any]) -> None:
        """Create a task, poll it to its end, and look twice at the result."""
        created = await self.call("POST", CREATE, body)
        name = _found(created, "id")
        for after in (5.0, 5.0, *[25.0] * 4) if name else ():
            await self.call("GET", f"/v1/result/{name}", after=after)


def _found(document: Any, name: str) -> str | None:
    """A value anywhere in an answer, as a client finds it that looks hard."""
    if isinstance(document, list):
        return next(filter(None, (_found(item, name) for item in document)), None)
    if not isinstance(document, dict):
        return None
    value = document.get(name)
    if isinstance(value, str | int) and str(value):
        return str(value)
    return next(filter(None, (_found(item, name) for item in document.values())), None)


def _entry(session: Session, response: httpx.Response, with_body: bool) -> dict[str, Any]:
    request = response.request
    moment = datetime.fromtimestamp(session.clock.now(), UTC)
    posted = {"postData": {"mimeType": "application/json", "text": request.content.decode()}} if with_body else {}
    url = session.base_url + str(request.url).partition(PREFIX)[2]
    return {
        "startedDateTime": moment.isoformat(timespec="milliseconds"),
        "time": 120.0,
        "request": {
            "method": request.method,
            "url": url,
            "headers": [{"name": name, "value": value} for name, value in request.headers.items()],
            "bodySize": len(request.content),
            **posted,
        },
        "response": {
            "status": response.status_code,
            "headers": [{"name": name, "value": value} for name, value in response.headers.items()],
            "content": {"size": len(response.content), "mimeType": "application/json", "text": response.text},
        },
    }


async def ordinary_use(session: Session, media: str = "") -> None:
    """Videos of both pro models, a refused body, a task that fails, and an asset from upload to deletion."""
    for model in ("seedance_2_0_pro", "seedance_2_0_fast_pro"):
        await session.video({**PRO, "model": model, "duration": 5})
    for _ in range(2):
        await session.video({**PRO, "duration": 15})
    await session.call("POST", CREATE, {**PRO, "duration": 16})
    await session.video({**PRO, "first_image": "http://127.0.0.1:9/gone.png"})
    if media:
        uploaded = await session.call("POST", f"{ASSET}upload", {"assetType": "Image", "url": media, "name": "actor"})
        name = _found(uploaded, "assetId")
        for after in (0.5, 30.0, 30.0, 30.0) if name else ():
            await session.call("GET", ASSET + str(name), after=after)
        await session.call("DELETE", ASSET + str(name))
        await session.call("GET", ASSET + str(name))
        await session.video({**PRO, "first_image": f"asset://{name}"})


def record(
    path: Path,
    *,
    faults: tuple[str, ...] = (),
    base_url: str = "http://127.0.0.1:8000" + PREFIX,
    media: str = "",
    **options: Any,
) -> Path:
    """Record ordinary use of a mock; returns the HAR file."""
    clock = Clock(START, running=False)
    settings = {"queue_seconds": 20.0, "process_seconds": 60.0, "reject_late": True, **options}
    app = create_app(Settings(faults=faults, **settings), clock)

    async def use() -> list[dict[str, Any]]:
        try:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
                session = Session(client, clock, base_url)
                await ordinary_use(session, media)
                return session.entries
        finally:
            await app.close()

    return write_har(path, asyncio.run(use()))


def write_har(path: Path, entries: list[dict[str, Any]]) -> Path:
    """Write entries as a HAR file."""
    document = {"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The entries of a HAR file, to change them."""
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]
    return entries
