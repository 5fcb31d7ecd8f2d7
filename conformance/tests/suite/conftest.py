"""Hand-made logs of answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from seedance_conformance.suite.log.monitors import MONITORS, History, Tolerated, run_monitor
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.exchange import Exchange
from tests.conftest import Scripted
from tests.suite.small_server import Refusing, context_of

START = 1_774_836_724.0
PRO = "seedance_2_0_pro"
ENDS: dict[str, dict[str, object]] = {
    "completed": {"video_url": "https://cdn.example.com/out.mp4", "actualDuration": 5.04, "totalTokens": 108900},
    "failed": {"error": "the reference can't be read"},
}


class Log:
    """A log under construction; each exchange is sent a second after the one before, unless `sent` says otherwise."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.clock = START

    def add(
        self,
        operation: str,
        method: str,
        answer: object,
        *,
        subject: str | None = None,
        request: object = None,
        status: int = 200,
        sent: float | None = None,
        seconds: float = 0.01,
        key: str = "first",
    ) -> Exchange:
        """Any exchange; an answer that is `bytes` is taken as the raw body."""
        self.clock += 1.0
        exchange = Exchange(
            number=len(self.exchanges) + 1,
            case="test",
            operation=operation,
            key=key,
            subject=subject,
            method=method,
            url=f"http://127.0.0.1:1/{operation}/{subject or ''}",
            request_headers={},
            request_body=b"" if request is None else json.dumps(request).encode(),
            sent=self.clock if sent is None else sent,
            seconds=seconds,
            status=status,
            body=answer if isinstance(answer, bytes) else json.dumps(answer).encode(),
        )
        self.exchanges.append(exchange)
        return exchange

    def create(self, task: str = "video_1", *, asked: str = PRO, wrap: str = "", **fields: Any) -> Exchange:
        """A valid create answer with some fields changed; `...` removes a field."""
        valid = {"id": task, "object": "video", "created": int(START), "model": asked, "status": "queued"}
        answer = _edited({**valid, "error": None}, fields)
        body = {"code": 0, "msg": None, wrap: answer} if wrap else answer
        return self.add("create", "POST", body, request={"model": asked, "prompt": "x"})

    def query(
        self,
        task: str = "video_1",
        state: str = "queued",
        *,
        sent: float | None = None,
        seconds: float = 0.01,
        wrap: bool = False,
        **fields: Any,
    ) -> Exchange:
        """A valid query answer in a status with some fields changed; `...` removes a field."""
        valid = {"id": task, "object": "video", "created": int(START), "model": PRO, "status": state}
        answer = _edited({**valid, "video_url": None, "error": None, **ENDS.get(state, {})}, fields)
        body = {"code": 0, "msg": None, "data": answer} if wrap else answer
        return self.add("query", "GET", body, subject=task, sent=sent, seconds=seconds)

    def upload(self, asset: str = "asset-1", kind: str = "Image", name: str = "lead actor", **fields: Any) -> Exchange:
        """A valid upload answer with some fields of its envelope changed."""
        answer = _edited({"code": 0, "msg": None, "data": {"assetId": asset}}, fields)
        return self.add("upload", "POST", answer, request={"assetType": kind, "url": "u", "name": name})

    def detail(self, asset: str = "asset-1", state: str = "Active", *, wrap: bool = True, **fields: Any) -> Exchange:
        """A valid detail answer with some fields changed."""
        valid = {"name": "lead actor", "assetId": asset, "status": state, "assetType": "Image", "url": "https://a.b/c"}
        data = _edited({**valid, "createTime": "2026-03-30 14:21:58"}, fields)
        body = {"code": 0, "msg": None, "data": data} if wrap else data
        return self.add("detail", "GET", body, subject=asset)

    def delete(self, asset: str = "asset-1", **fields: Any) -> Exchange:
        """A valid deletion with some fields of its envelope changed."""
        answer = _edited({"code": "0", "msg": "success", "data": None}, fields)
        return self.add("delete", "DELETE", answer, subject=asset)

    def history(self, *, remote: bool = False, clock_moved: bool = False) -> History:
        """The log as the monitors see it."""
        return History(self.exchanges, remote=remote, clock_moved=clock_moved)


def verdicts(log: Log, **facts: bool) -> dict[str, str]:
    """The verdict of each monitor: `pass`, or the name of what it raised."""
    found = {}
    for rule in MONITORS:
        try:
            run_monitor(rule, log.history(**facts))
            found[rule] = "pass"
        except (Breach, Inconclusive, Tolerated) as verdict:
            found[rule] = type(verdict).__name__
    return found


def _edited(valid: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**valid, **fields}.items() if value is not ...}


@pytest.fixture
def target(scripted: Scripted) -> Iterator[Refusing]:
    """A running target that refuses what a test says, with a context for it."""
    with context_of(scripted.base_url) as context:
        made = Refusing(context)
        scripted.answer = made.answer
        yield made


@pytest.fixture
def log() -> Log:
    """An empty log."""
    return Log()
