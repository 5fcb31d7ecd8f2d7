"""Ordinary sessions with a mock in this process, recorded as HAR with the times of a clock that doesn't run."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
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
    """A client that notes each exchange with a mock as an entry of a HAR file, with the mock's clock."""

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

    async def video(self, body: dict[str, Any], *, film: bool = False) -> tuple[str | None, str | None]:
        """Create a task, poll it to its end, look twice at the result, and perhaps watch it; the id and the address."""
        created = await self.call("POST", CREATE, body)
        name, address = _found(created, "id"), None
        for after in (5.0, 5.0, *[25.0] * 4) if name else ():
            address = _found(await self.call("GET", f"/v1/result/{name}", after=after), "video_url")
        if film and address:
            await self.watch(address)
        return name, address

    async def upload(self, media: str, name: str, kind: str = "Image") -> str | None:
        """Upload an asset; its id."""
        body = {"assetType": kind, "url": media, "name": name}
        return _found(await self.call("POST", f"{ASSET}upload", body), "assetId")

    async def impatiently(self, body: dict[str, Any]) -> None:
        """Create a task, and ask for it often, also when it has ended."""
        name = _found(await self.call("POST", CREATE, body), "id")
        for _ in range(18 if name else 0):
            await self.call("GET", f"/v1/result/{name}", after=8.0)

    async def watch(self, address: str) -> None:
        """Download a result, as a page or a script does, and again if it doesn't come."""
        for after in (2.0, 90.0) if address.startswith("http://mock/") else ():
            self.clock.advance(after)
            response = await self.client.get(address)
            entry = _entry(self, response, False)
            entry["request"]["url"] = address
            content = entry["response"]["content"]
            content |= {"text": base64.b64encode(response.content).decode(), "encoding": "base64"}
            self.entries.append(entry)
            if response.status_code == 200:
                return


Use = Callable[[Session, str], Awaitable[None]]


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
    url = session.base_url + str(request.url).partition(PREFIX)[2]
    body = request.content.decode() if with_body else None
    entry = har_entry(session.clock.now(), request.method, url, body, response.status_code, response.text)
    for name, message in (("request", request), ("response", response)):
        entry[name]["headers"] = [{"name": key, "value": value} for key, value in message.headers.items()]
    entry["request"]["bodySize"] = len(request.content)
    return entry


def har_entry(
    sent: float, method: str, url: str, body: str | None, status: int, text: str, *, key: str = KEY, took: float = 120.0
) -> dict[str, Any]:
    """An entry of a HAR file; `sent` is in Unix seconds, and `took` in milliseconds."""
    posted = {} if body is None else {"postData": {"mimeType": "application/json", "text": body}}
    headers = [{"name": "Authorization", "value": f"Bearer {key}"}]
    content = {"size": len(text.encode()), "mimeType": "application/json", "text": text}
    return {
        "startedDateTime": datetime.fromtimestamp(sent, UTC).isoformat(timespec="milliseconds"),
        "time": took,
        "request": {"method": method, "url": url, "headers": headers, **posted},
        "response": {"status": status, "headers": [], "content": content},
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
        name = await session.upload(media, "actor")
        for after in (0.5, 30.0, 30.0, 30.0) if name else ():
            await session.call("GET", ASSET + str(name), after=after)
        await session.call("DELETE", ASSET + str(name))
        await session.call("GET", ASSET + str(name))
        await session.video({**PRO, "first_image": f"asset://{name}"})


async def several_days(session: Session, media: str = "") -> None:
    """Also what users of some days do: every kind of video, watched and watched again later, and an untidy library."""
    await ordinary_use(session, media)
    await session.impatiently({**PRO, "model": "seedance_2_0_fast_pro"})
    _, first = await session.video({**PRO, "duration": 4}, film=True)
    silent = {"duration": 4, "generateAudio": False, "aspect_ratio": "9:16"}
    name, _ = await session.video({**PRO, **silent}, film=True)
    await session.video(
        {**PRO, "model": "seedance_2_0_fast_pro", "aspect_ratio": "1:1", "generateAudio": True}, film=True
    )
    await session.video({**PRO, "duration": 9}, film=True)
    if media:
        await session.video({**PRO, "first_image": media, "duration": 4, "generateAudio": False}, film=True)
        await session.video({**PRO, "first_image": media, "aspect_ratio": "adaptive", "duration": 4}, film=True)
        for model in ("seedance_2_0", "seedance_2_0_fast"):
            clip = media.rpartition("/")[0] + "/clip.mp4"
            await session.video({**PRO, "model": model, "referenceVideos": [clip]}, film=True)
        await library(session, media)
    for _ in range(9 if name else 0):  # a page of one's videos asks for each whenever it is opened
        await session.call("GET", f"/v1/result/{name}", after=900.0)
    if first:
        await session.watch(first)


async def library(session: Session, media: str) -> None:
    """A mistake in an upload, a picture twice, one of the two deleted, and the other used."""
    await session.upload(media, "actor", kind="image")
    names = [await session.upload(media, word) for word in ("hero", "hero again")]
    for name in filter(None, names):
        await session.call("GET", ASSET + name)
    if all(names):
        await session.call("DELETE", ASSET + str(names[0]))
        for one in names:
            await session.call("GET", ASSET + str(one))
        first = f"asset://{names[1]}"
        await session.video({**PRO, "first_image": first, "aspect_ratio": "adaptive", "duration": 4}, film=True)


def later(entry: dict[str, Any], seconds: float, refused: int | None = None) -> dict[str, Any]:
    """The same call some seconds later, perhaps refused with a status."""
    copy: dict[str, Any] = json.loads(json.dumps(entry))
    moment = datetime.fromisoformat(entry["startedDateTime"]) + timedelta(seconds=seconds)
    copy["startedDateTime"] = moment.isoformat(timespec="milliseconds")
    if refused is not None:
        copy["response"]["status"] = refused
        copy["response"]["content"]["text"] = '{"error": {"code": "NotFound", "message": "no such task"}}'
    return copy


def record(path: Path, use: Use | None = None, **options: Any) -> Path:
    """Record the use of a mock as in `exchanges`; returns the HAR file."""
    return write_har(path, exchanges(use or ordinary_use, **options))


def exchanges(
    use: Use,
    results: Path | None = None,
    *,
    base_url: str = "http://127.0.0.1:8000" + PREFIX,
    media: str = "",
    **options: Any,
) -> list[dict[str, Any]]:
    """The entries of a session with a mock; `results` keeps videos for further mocks, `options` are of the mock."""
    clock = Clock(START, running=False)
    settings = {"queue_seconds": 20.0, "process_seconds": 60.0, "reject_late": True, **options}
    app = create_app(Settings(**settings), clock, results)

    async def used() -> list[dict[str, Any]]:
        try:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
                session = Session(client, clock, base_url)
                await use(session, media)
                return session.entries
        finally:
            await app.close()

    return asyncio.run(used())


def write_har(path: Path, entries: list[dict[str, Any]]) -> Path:
    """Write entries as a HAR file."""
    document = {"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The entries of a HAR file, to change them."""
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]
    return entries
