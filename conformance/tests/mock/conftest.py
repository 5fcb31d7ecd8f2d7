"""Fixtures: mocks that run beside a test, on a clock that stands still unless the test moves it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from attrs import frozen
from seedance_conformance.mock.clock import Clock
from seedance_conformance.mock.server import MockServer

START = 1_800_000_000.0
KEYS = ("key-one", "key-two")
HEADERS = {"Authorization": f"Bearer {KEYS[0]}"}
PROMPT_ONLY = {"model": "seedance_2_0_pro", "prompt": "A paper boat drifts down a rainy street"}


@frozen
class Running:
    """A mock and a client for it that sends the first key."""

    server: MockServer
    clock: Clock
    client: httpx.Client

    @property
    def root(self) -> str:
        """The address of the host, without the prefix."""
        return self.server.base_url.removesuffix("/kyyReactApiServer")

    @property
    def media(self) -> str:
        """An address that this mock can fetch: a page of its own."""
        return self.root + "/docs"

    def create(self, **fields: object) -> httpx.Response:
        """Create a task; prompt and a pro model unless given."""
        return self.client.post("/v1/kyyvideo2/videos", json=PROMPT_ONLY | fields)

    def query(self, task_id: str, **options: Any) -> httpx.Response:
        """Ask about a task."""
        return self.client.get(f"/v1/result/{task_id}", **options)

    def upload(self, kind: str = "Image", **fields: object) -> httpx.Response:
        """Upload an asset that can be fetched."""
        return self.client.post("/kyyVideo2/asset/upload", json={"assetType": kind, "url": self.media} | fields)

    def active_asset(self, kind: str = "Image") -> str:
        """The id of an asset whose review is over."""
        asset_id: str = self.upload(kind).json()["data"]["assetId"]
        self.clock.advance(100)
        return asset_id

    def control(self, path: str, body: object = None) -> httpx.Response:
        """Use a control endpoint."""
        return httpx.post(f"{self.root}/_mock/{path}", json={} if body is None else body, trust_env=False)

    @staticmethod
    def rules(answer: httpx.Response) -> list[str]:
        """The rules that a refusal names."""
        return [problem["rule"] for problem in answer.json()["problems"]]


def _run(stack: ExitStack, **options: Any) -> Running:
    clock = Clock(START, running=False)
    timing = {"queue_seconds": 10.0, "process_seconds": 20.0}
    server = stack.enter_context(MockServer(clock, **({"api_keys": KEYS} | timing | options)))
    client = httpx.Client(base_url=server.base_url, headers=HEADERS, trust_env=False, timeout=20)
    return Running(server, clock, stack.enter_context(client))


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Starts mocks with the options of `Settings`; they end with the test."""
    with ExitStack() as stack:
        yield lambda **options: _run(stack, **options)


@pytest.fixture(scope="module")
def _shared() -> Iterator[Running]:
    with ExitStack() as stack:
        yield _run(stack)


@pytest.fixture
def mock(_shared: Running) -> Running:
    """A mock with the default options and two keys, as new: shared by a module, since stopping one takes 0.3 s."""
    _shared.server.app.service.store.clear()
    _shared.server.app.recorder.clear()
    _shared.clock.set(START)
    _shared.client.headers = httpx.Headers(HEADERS)
    return _shared
