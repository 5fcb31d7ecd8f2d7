"""A small correct server; tests derive broken ones from it."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from attrs import define, field
from seedance_conformance.cases.case import Media, Placeholders
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.configuration.options import unset
from seedance_conformance.runner.configuration.settings import build_settings
from seedance_conformance.runner.outcome.verdicts import VerdictRecorder
from seedance_conformance.suite.context import Context
from seedance_conformance.transport.target import Target
from seedance_conformance.transport.tasks.polling import TaskPoller
from tests import serving
from tests.serving import Server

KEYS = {"Alpha-key-1234567890": "first", "Omega-key-0987654321": "second"}
FIELDS = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios")


class Refused(Exception):
    """The server refuses the request with an HTTP status."""


class CorrectServer(serving.AnyMethod):
    """A correct server with few rules; a broken one overrides one method."""

    disable_nagle_algorithm = True
    wbufsize = 1 << 16  # head and body in one packet; otherwise each answer waits for a delayed acknowledgement
    label = "application/json; charset=utf-8"
    ends = "completed"
    server: "_Server"

    def answer(self) -> None:
        """What the endpoint says, or why it refuses."""
        try:
            status, answer = 200, self.route(self.command, self.path.removeprefix("/api"), self.content)
        except Refused as refusal:
            status, answer = int(str(refusal)), {"error": {"message": "no"}}
        except Exception:
            status, answer = 500, {"error": {"message": "crash"}}
        self.say(status, json.dumps(answer).encode(), {"Content-Type": self.label})

    def route(self, method: str, path: str, body: bytes) -> Any:
        """Find the endpoint; the key comes first."""
        owner = self.owner(self.headers.get("Authorization"), method, path)
        if path == "/v1/kyyvideo2/videos":
            self.only(method, "POST")
            return self.create(self.parse(body), owner)
        if path == "/kyyVideo2/asset/upload":
            self.only(method, "POST")
            return self.upload(self.parse(body), owner)
        name, _, id_ = path.rpartition("/")
        if name == "/v1/result":
            self.only(method, "GET")
            return self.query(self.task(id_, owner))
        if name == "/kyyVideo2/asset":
            self.only(method, "GET", "DELETE")
            asset = self.asset(id_, owner)
            return self.detail(asset) if method == "GET" else self.delete(asset)
        raise Refused(404)

    def owner(self, header: str | None, method: str, path: str) -> str:
        """Whose key it is."""
        scheme, _, key = (header or "").partition(" ")
        if scheme == "Bearer" and key in KEYS:
            return KEYS[key]
        raise Refused(401)

    def only(self, method: str, *allowed: str) -> None:
        """Refuse other methods."""
        if method not in allowed:
            raise Refused(405)

    def parse(self, body: bytes) -> dict[str, Any]:
        """The body as an object."""
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError):
            raise Refused(400) from None
        if not isinstance(parsed, dict):
            raise Refused(422)
        return parsed

    def create(self, body: dict[str, Any], owner: str) -> dict[str, Any]:
        """Check the body, then start a task."""
        if not isinstance(body.get("prompt"), str) or not str(body.get("model")).startswith("seedance_2_0"):
            raise Refused(400)
        for value in (body.get(name) for name in FIELDS):
            for address in value if isinstance(value, list) else [value] * (value is not None):
                self.fetch(address, owner)
        return self.start(body, owner)

    def start(self, body: dict[str, Any], owner: str) -> dict[str, Any]:
        """Store a new task."""
        task = {"id": f"video_{uuid4()}", "object": "video", "created": int(time.time()), "model": body["model"]}
        self.server.tasks[task["id"]] = (owner, time.monotonic(), task)
        return {**task, "status": "queued", "error": None}

    def fetch(self, address: object, owner: str) -> None:
        """Refuse a value that isn't an address, or an address that leads nowhere."""
        if not isinstance(address, str) or not re.match("https?://|asset://", address):
            raise Refused(400)
        if address.startswith("asset://"):
            self.asset(address.removeprefix("asset://"), owner)
        elif "missing" in address or ":1/" in address:
            raise Refused(400)

    def task(self, id_: str, owner: str) -> tuple[str, float, dict[str, Any]]:
        """A task of this owner."""
        task = self.server.tasks.get(id_)
        if task is None or task[0] != owner:
            raise Refused(404)
        return task

    def query(self, task: tuple[str, float, dict[str, Any]]) -> dict[str, Any]:
        """A task as it stands."""
        status = self.ends if time.monotonic() - task[1] > 0.05 else "queued"
        made: dict[str, Any] = {"video_url": "http://127.0.0.1:9/out.mp4", "actualDuration": 5, "totalTokens": 108900}
        none: dict[str, Any] = {"video_url": None, "error": None}
        return {**task[2], "status": status, **{"completed": made, "failed": {"error": "no"}}.get(status, none)}

    def upload(self, body: dict[str, Any], owner: str) -> dict[str, Any]:
        """Store a new asset."""
        if body.get("assetType") not in ("Image", "Video", "Audio"):
            raise Refused(400)
        self.fetch(body.get("url"), owner)
        name = f"asset-20260330142158-{uuid4().hex[:8]}"
        self.server.assets[name] = (owner, {**self.shown(body), "assetId": name, "status": "Active"})
        return {"code": 0, "msg": None, "data": {"assetId": name}}

    def shown(self, body: dict[str, Any]) -> dict[str, Any]:
        """What a detail shows of an upload."""
        kept = {field: body.get(field) for field in ("assetType", "url", "name")}
        return {**kept, "createTime": "2026-03-30 14:21:58"}

    def asset(self, id_: str, owner: str) -> tuple[str, dict[str, Any]]:
        """An asset of this owner."""
        asset = self.server.assets.get(id_)
        if asset is not None and asset[0] == owner:
            return asset
        raise Refused(404)

    def detail(self, asset: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        """An asset as it stands."""
        return {"code": 0, "msg": None, "data": asset[1]}

    def delete(self, asset: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        """Forget an asset."""
        self.server.assets.pop(asset[1]["assetId"])
        return {"code": "0", "msg": "success", "data": None}


class _Server(Server):
    tasks: dict[str, tuple[str, float, dict[str, Any]]]
    assets: dict[str, tuple[str, dict[str, Any]]]


Refuses = Callable[[dict[str, Any]], bool]


@define
class Refusing:
    """A target that refuses the creates that a test says, and completes or fails the tasks of the others.

    Attributes:
        context: to judge it with.
        refuses: whether a body is refused at once.
        loses: whether the line is dropped in place of an answer.
        fails: whether the task of an accepted body fails.
        status: of a refusal.
        bodies: every create, in order.
        accepted: those that were not refused.
    """

    context: Context
    refuses: Refuses = lambda body: False
    loses: Refuses = lambda body: False
    fails: Refuses = lambda body: False
    status: int = 400
    bodies: list[dict[str, Any]] = field(factory=list)
    accepted: list[dict[str, Any]] = field(factory=list)

    def answer(self, method: str, path: str, content: bytes) -> tuple[int, dict[str, str], bytes] | None:
        """The answer of the scripted server."""
        if method == "GET":
            number = int(path.rpartition("_")[2])
            return 200, {}, self._task(number, "failed" if self.fails(self.accepted[number - 1]) else "completed")
        body = json.loads(content)
        self.bodies.append(body)
        if self.loses(body):
            return None
        if self.refuses(body):
            return self.status, {}, b'{"error": {"message": "no"}}'
        self.accepted.append(body)
        return 200, {}, self._task(len(self.accepted), "queued")

    def _task(self, number: int, status: str) -> bytes:
        error = "no" if status == "failed" else None
        return json.dumps({"id": f"video_{number}", "status": status, "error": error}).encode()


def bare_context(**options: Any) -> Context:
    """The context of a run without a target, and with placeholders as media unless the options say otherwise."""
    unused: Any = None
    return Context(**{"target": unused, "poller": unused, "media": Placeholders()} | options)


def recorder(base_url: str = "http://127.0.0.1:1/p", **options: Any) -> tuple[VerdictRecorder, list[dict[str, Any]]]:
    """Records verdicts of a run with these options, and its events."""
    events: list[dict[str, Any]] = []
    catalogue = load_catalogue()
    given = unset() | {"base-url": base_url, "budget": 5} | options
    settings = build_settings(given, {"SEEDANCE_API_KEY": "k"}, catalogue)
    log = type("Log", (), {"write": staticmethod(events.append), "events": events})()
    return VerdictRecorder(log, catalogue, settings), events


@contextmanager
def context_of(
    base_url: str, *keys: str, media: Media | None = None, timeout: float = 5.0, task_timeout: float = 5.0
) -> Iterator[Context]:
    """The context of a run against a server, with media that are placeholders by default; times in seconds."""
    target = Target(base_url, *(keys or ("key-of-a-test",)), timeout=timeout)
    poller = TaskPoller(target, interval=0.02, timeout=task_timeout)
    try:
        yield Context(target=target, poller=poller, media=media or Placeholders(), profile="full")
    finally:
        poller.close()
        target.close()


@contextmanager
def running(handler: type[CorrectServer] = CorrectServer, timeout: float = 5.0, /, **broken: Any) -> Iterator[Context]:
    """Run a server, with these in place of its own methods and fields, and yield a context for it.

    `timeout` is how many seconds to wait for an answer.
    """
    server = _Server(("127.0.0.1", 0), type("Broken", (handler,), broken))
    server.tasks, server.assets = {}, {}
    with serving.running(server) as url, context_of(f"{url}/api", *KEYS, timeout=timeout, task_timeout=0.5) as context:
        yield context
