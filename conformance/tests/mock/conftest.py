"""Fixtures: mocks for tests, whose clock is stopped unless a test moves it, and media for them."""

import io
import os
import struct
import subprocess
import sys
import wave
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar

import httpx
import pytest
from attrs import frozen
from seedance_conformance.mock.server import MockServer
from seedance_conformance.mock.state.clock import Clock
from tests.serving import Handler, serving

START = 1_800_000_000.0
KEYS = ("key-one", "key-two")
HEADERS = {"Authorization": f"Bearer {KEYS[0]}"}
PROMPT_ONLY = {"model": "seedance_2_0_pro", "prompt": "A paper boat drifts down a rainy street"}


class Maker:
    """Writes the smallest valid files, with the facts in the arguments."""

    @staticmethod
    def png(width: int = 400, height: int = 300) -> bytes:
        """A grey PNG."""

        def chunk(kind: bytes, content: bytes) -> bytes:
            checksum = zlib.crc32(kind + content)
            return len(content).to_bytes(4) + kind + content + checksum.to_bytes(4)

        header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        pixels = zlib.compress(bytes(width + 1) * height, 1)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")

    @staticmethod
    def wav(seconds: float = 5) -> bytes:
        """Silence, 8000 bytes per second."""
        file = io.BytesIO()
        with wave.open(file, "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(1)
            writer.setframerate(8000)
            writer.writeframes(bytes(round(seconds * 8000)))
        return file.getvalue()

    @staticmethod
    def box(kind: bytes, *parts: bytes) -> bytes:
        """A box of an ISO file."""
        content = b"".join(parts)
        return (len(content) + 8).to_bytes(4) + kind + content

    @classmethod
    def mp4(cls, seconds: float = 5, width: int = 1280, height: int = 720, *, brand: bytes = b"isom") -> bytes:
        """The index of a movie with 24 frames per second, and one byte per frame."""
        box, frames = cls.box, round(seconds * 24)
        start = box(b"ftyp", brand, bytes(4), brand)
        picture = bytes(24) + struct.pack(">HH", width, height) + bytes(50)
        table = box(
            b"stbl",
            box(b"stsd", struct.pack(">II", 0, 1), box(b"avc1", picture)),
            box(b"stts", struct.pack(">IIII", 0, 1, frames, 100)),
            box(b"stsz", struct.pack(">III", 0, 1, frames)),
            box(b"stco", struct.pack(">III", 0, 1, len(start) + 8)),
        )
        media = box(
            b"mdia",
            box(b"mdhd", bytes(12), struct.pack(">II", 2400, frames * 100), bytes(4)),
            box(b"hdlr", bytes(8), b"vide", bytes(13)),
            box(b"minf", table),
        )
        movie = box(b"moov", box(b"trak", box(b"tkhd", bytes(12), struct.pack(">I", 1), bytes(68)), media))
        return start + box(b"mdat", bytes(frames)) + movie


@pytest.fixture(scope="session")
def make() -> Maker:
    """Writes media files."""
    return Maker()


@contextmanager
def command(*options: str, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A running `seedance mock` on a free port, and its base URL; it is killed at the end."""
    arguments = [sys.executable, "-m", "seedance_conformance.mock", "--port", "0", *options]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(arguments, env=os.environ | environment, **pipes) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


class _Files(Handler):
    contents: ClassVar[dict[str, bytes]] = {}

    def answer(self) -> None:
        content = self.contents.get(self.path, b"")
        self.say(200 if content else 404, content)


@pytest.fixture(scope="session")
def files() -> Iterator[str]:
    """The address of a server with a valid file of each asset type, named after the type."""
    good = {"/Image": Maker.png(), "/Video": Maker.mp4(), "/Audio": Maker.wav(), "/Document": b"%PDF-1.7"}
    _Files.contents.update(good)
    with serving(_Files) as url:
        yield url


Serve = Callable[..., str]


@pytest.fixture
def serve(files: str) -> Serve:
    """Serves bytes at a new address."""

    def put(content: bytes, name: str = "file") -> str:
        path = f"/{len(_Files.contents)}/{name}"
        _Files.contents[path] = content
        return files + path

    return put


@frozen
class Running:
    """A mock, and a client that sends the first key."""

    server: MockServer
    clock: Clock
    client: httpx.Client
    files: str

    @property
    def root(self) -> str:
        """The address of the host, without the prefix."""
        return self.server.base_url.removesuffix("/kyyReactApiServer")

    @property
    def media(self) -> str:
        """The address of a valid image."""
        return self.files + "/Image"

    def create(self, **fields: object) -> httpx.Response:
        """Create a task, by default with a prompt and a pro model."""
        return self.client.post("/v1/kyyvideo2/videos", json=PROMPT_ONLY | fields)

    def query(self, task_id: str, **options: Any) -> httpx.Response:
        """Query a task."""
        return self.client.get(f"/v1/result/{task_id}", **options)

    def finished(self, **fields: object) -> dict[str, Any]:
        """The answer about a new task that has just completed."""
        created = self.create(**fields)
        assert created.status_code == 200, created.text
        self.clock.advance(30)
        answer: dict[str, Any] = self.query(created.json()["id"]).json()
        assert answer["status"] == "completed"
        return answer

    def asset(self, asset_id: str, method: str = "GET", **options: Any) -> httpx.Response:
        """Ask for an asset, or delete it."""
        return self.client.request(method, f"/kyyVideo2/asset/{asset_id}", **options)

    def upload(self, kind: str = "Image", **fields: object) -> httpx.Response:
        """Upload an asset, by default with a valid file."""
        body = {"assetType": kind, "url": f"{self.files}/{kind}"}
        return self.client.post("/kyyVideo2/asset/upload", json=body | fields)

    def active_asset(self, kind: str = "Image", **fields: object) -> str:
        """The id of a new asset after its review."""
        asset_id: str = self.upload(kind, **fields).json()["data"]["assetId"]
        self.clock.advance(100)
        return asset_id

    def control(self, path: str, body: object = None) -> httpx.Response:
        """Use a control endpoint."""
        return httpx.post(f"{self.root}/_mock/{path}", json={} if body is None else body, trust_env=False)

    def next_key(self) -> int:
        """Take the key of the next task: one more than the last one if no task was made since."""
        return self.server.app.service.store.new_key()

    @staticmethod
    def rules(answer: httpx.Response) -> list[str]:
        """The rules that a refusal names."""
        return [problem["rule"] for problem in answer.json()["problems"]]


def _run(stack: ExitStack, files: str, **options: Any) -> Running:
    clock = Clock(START, running=False)
    timing = {"queue_seconds": 10.0, "process_seconds": 20.0}
    server = stack.enter_context(MockServer(clock, **({"api_keys": KEYS} | timing | options)))
    client = httpx.Client(base_url=server.base_url, headers=HEADERS, trust_env=False, timeout=20)
    return Running(server, clock, stack.enter_context(client), files)


Start = Callable[..., Any]


@pytest.fixture
def start(files: str) -> Iterator[Start]:
    """Starts mocks with options of `Settings`; they stop after the test."""
    with ExitStack() as stack:
        yield lambda **options: _run(stack, files, **options)


@pytest.fixture(scope="module")
def _shared(files: str) -> Iterator[Running]:
    with ExitStack() as stack:
        yield _run(stack, files)


@pytest.fixture
def mock(_shared: Running) -> Running:
    """A fresh mock with default options and two keys; a module shares it, since stopping one takes 0.3 s."""
    _shared.server.app.service.store.clear()
    _shared.server.app.call_log.clear()
    _shared.clock.set(START)
    _shared.client.headers = httpx.Headers(HEADERS)
    return _shared
