"""A sound little server, and a way to judge a broken variant of it by the rules of the RB family."""

import inspect
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.test_late import test_late_refusals as judge_late
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.polling import TaskPoller
from seedance_conformance.transport.target import Target

KEYS = {"Alpha-key-1234567890": "first", "Omega-key-0987654321": "second"}
FIELDS = ("first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios")


class Refused(Exception):
    """The server says no, with an HTTP status."""


class Handler(BaseHTTPRequestHandler):
    """A sound server of few rules; a broken one overrides one method."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16  # head and body in one packet: else each answer waits for a delayed acknowledgement
    label = "application/json; charset=utf-8"
    ends = "completed"
    server: "_Server"

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.handle_call
        raise AttributeError(name)

    def handle_call(self) -> None:
        """Read the body first, so that the next request on the connection is not spoilt."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        try:
            status, answer = 200, self.route(self.command, self.path.removeprefix("/api"), body)
        except Refused as refusal:
            status, answer = int(str(refusal)), {"error": {"message": "no"}}
        except Exception:
            status, answer = 500, {"error": {"message": "crash"}}
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", self.label)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def route(self, method: str, path: str, body: bytes) -> Any:
        """Find the endpoint; the key comes first."""
        owner = self.owner(self.headers.get("Authorization"), method, path)
        if path == "/v1/kyyvideo2/videos":
            self.only(method, "POST")
            return self.create(self.parse(body), owner)
        if path == "/kyyVideo2/asset/upload":
            self.only(method, "POST")
            return self.upload(self.parse(body), owner)
        name, _, found = path.rpartition("/")
        if name == "/v1/result":
            self.only(method, "GET")
            return self.query(self.task(found, owner))
        if name == "/kyyVideo2/asset":
            self.only(method, "GET", "DELETE")
            asset = self.asset(found, owner)
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
        """Look at the body, then start a task."""
        if not isinstance(body.get("prompt"), str) or not str(body.get("model")).startswith("seedance_2_0"):
            raise Refused(400)
        for value in (body.get(name) for name in FIELDS):
            for address in value if isinstance(value, list) else [value] * (value is not None):
                self.fetch(address, owner)
        return self.start(body, owner)

    def start(self, body: dict[str, Any], owner: str) -> dict[str, Any]:
        """Keep a new task."""
        task = {"id": f"video_{uuid4()}", "object": "video", "created": int(time.time()), "model": body["model"]}
        self.server.tasks[task["id"]] = (owner, time.monotonic(), task)
        return {**task, "status": "queued", "error": None}

    def fetch(self, address: object, owner: str) -> None:
        """Refuse an address that is no address or leads nowhere."""
        if not isinstance(address, str) or not re.match("https?://|asset://", address):
            raise Refused(400)
        if address.startswith("asset://"):
            self.asset(address.removeprefix("asset://"), owner)
        elif "missing" in address or ":1/" in address:
            raise Refused(400)

    def task(self, found: str, owner: str) -> tuple[str, float, dict[str, Any]]:
        """A task of this owner."""
        task = self.server.tasks.get(found)
        if task is None or task[0] != owner:
            raise Refused(404)
        return task

    def query(self, task: tuple[str, float, dict[str, Any]]) -> dict[str, Any]:
        """A task as it stands."""
        status = self.ends if time.monotonic() - task[1] > 0.05 else "queued"
        made: dict[str, Any] = {"video_url": "http://127.0.0.1:9/out.mp4", "actualDuration": 5, "totalTokens": 108900}
        more: dict[str, Any] = {"completed": made, "failed": {"error": "no"}}.get(
            status, {"video_url": None, "error": None}
        )
        return {**task[2], "status": status, **more}

    def upload(self, body: dict[str, Any], owner: str) -> dict[str, Any]:
        """Keep a new asset."""
        if body.get("assetType") not in ("Image", "Video", "Audio"):
            raise Refused(400)
        self.fetch(body.get("url"), owner)
        name = f"asset-20260330142158-{uuid4().hex[:8]}"
        self.server.assets[name] = (owner, {**self.shown(body), "assetId": name, "status": "Active"})
        return {"code": 0, "msg": None, "data": {"assetId": name}}

    def shown(self, body: dict[str, Any]) -> dict[str, Any]:
        """What a detail tells of an upload."""
        kept = {field: body.get(field) for field in ("assetType", "url", "name")}
        return {**kept, "createTime": "2026-03-30 14:21:58"}

    def asset(self, found: str, owner: str) -> tuple[str, dict[str, Any]]:
        """An asset of this owner."""
        asset = self.server.assets.get(found)
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


class Addresses:
    """Addresses in the form of real media; the little server reads only the text."""

    def image(self, number: int) -> str:
        """An image."""
        return f"http://127.0.0.1:9/image-{number}.png"

    def video(self, number: int) -> str:
        """A clip."""
        return f"http://127.0.0.1:9/video-{number}.mp4"

    def audio(self, number: int) -> str:
        """A sound."""
        return f"http://127.0.0.1:9/audio-{number}.wav"

    def url(self, name: str) -> str:
        """Any file."""
        return f"http://127.0.0.1:9/{name}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    tasks: dict[str, tuple[str, float, dict[str, Any]]]
    assets: dict[str, tuple[str, dict[str, Any]]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken servers drop lines on purpose."""


@contextmanager
def _running(handler: type[Handler], timeout: float) -> Iterator[Context]:
    server = _Server(("127.0.0.1", 0), handler)
    server.tasks, server.assets = {}, {}
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    first, second = KEYS
    target = Target(f"http://127.0.0.1:{server.server_port}/api", first, second, timeout=timeout)
    poller = TaskPoller(target, interval=0.02, timeout=0.5)
    try:
        yield Context(target=target, poller=poller, media=Addresses(), profile="full")
    finally:
        poller.close()
        target.close()
        server.shutdown()
        server.server_close()


def _calls(module: ModuleType) -> Iterator[tuple[str, Callable[..., None], dict[str, Any]]]:
    """Each test of a module with each set of its parameters, and the rule that it judges."""
    shared = getattr(module, "pytestmark", [])
    for name, test in vars(module).items():
        if not name.startswith("test_") or not inspect.isfunction(test):
            continue
        marks = [*getattr(test, "pytestmark", []), *(shared if isinstance(shared, list) else [shared])]
        axes = [_axis(mark) for mark in marks if mark.name == "parametrize"]
        for chosen in itertools.product(*axes):
            own = [mark for _, given in chosen for mark in given]
            rules = [mark.args[0] for mark in [*own, *marks] if mark.name == "rule"]
            yield rules[0], test, {key: value for values, _ in chosen for key, value in values.items()}


def _axis(mark: pytest.Mark) -> list[tuple[dict[str, Any], list[pytest.Mark]]]:
    names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
    axis = []
    for entry in mark.args[1]:
        wrapped = getattr(entry, "values", None)
        values = wrapped if isinstance(wrapped, tuple) else (entry if len(names) > 1 else (entry,))
        given = [one.mark if hasattr(one, "mark") else one for one in getattr(entry, "marks", ())]
        axis.append((dict(zip(names, values, strict=True)), given))
    return axis


Judge = Callable[..., dict[str, list[str]]]


@pytest.fixture
def judge() -> Judge:
    """Run modules of the suite against a server; for each rule the breaches, with an empty list for a pass."""

    def run(
        handler: type[Handler], *modules: ModuleType, only: str | None = None, timeout: float = 5.0
    ) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        with _running(handler, timeout) as context:
            for rule, test, values in itertools.chain.from_iterable(map(_calls, modules)):
                if only is None or rule == only:
                    breaches = found.setdefault(rule, [])
                    try:
                        test(context, **values)
                    except Breach as breach:
                        breaches.append(breach.observed)
                    except Inconclusive:
                        continue
            judge_late(context)
            for rule, reported in context.notes.reports:
                found.setdefault(rule, []).append(reported.observed)
        return found

    return run


@pytest.fixture
def serve() -> Callable[..., Any]:
    """A context manager that runs a server and gives a context for it."""
    return lambda handler: _running(handler, 5.0)


@pytest.fixture
def sound() -> type[Handler]:
    """The sound server's class; broken ones derive from it."""
    return Handler
