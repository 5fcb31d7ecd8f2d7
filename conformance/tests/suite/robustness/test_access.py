"""Servers that are careless about keys, owners, ids, methods or references break the right RB rule."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from seedance_conformance.suite.endpoints import test_keys
from seedance_conformance.suite.robustness import (
    test_charset,
    test_ids,
    test_methods,
    test_owners,
    test_parallel,
    test_references,
    test_reviews,
)
from seedance_conformance.suite.robustness.fixtures import live_asset
from tests.suite.robustness.judging import judge
from tests.suite.small_server import CorrectServer, Refused, running

KEY = "Alpha-key-1234567890"
ENDPOINTS = {
    "create": ("POST", "/videos"),
    "query": ("GET", "/result/"),
    "upload": ("POST", "/upload"),
    "detail": ("GET", "/asset/"),
    "delete": ("DELETE", "/asset/"),
}
CARELESS: dict[str, Callable[[str | None], bool]] = {
    "RB-KEY-MISSING": lambda header: header is None,
    "RB-KEY-EMPTY": lambda header: header in ("Bearer", ""),
    "RB-KEY-MALFORMED": lambda header: header == KEY,
    "RB-KEY-NEAR": lambda header: header is not None and header.lower() == f"bearer {KEY}".lower(),
    "RB-KEY-SCHEME": lambda header: header is not None and header.endswith(f" {KEY}"),
    "RB-KEY-UNKNOWN": lambda header: header is not None and header.startswith("Bearer "),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("rule", CARELESS)
def test_an_open_endpoint_is_noticed(rule: str, endpoint: str) -> None:
    """One endpoint accepts one kind of wrong header."""
    open_method, part = ENDPOINTS[endpoint]

    class Broken(CorrectServer):
        def owner(self, header: str | None, method: str, path: str) -> str:
            is_open = method == open_method and part in path and CARELESS[rule](header)
            return "first" if is_open else super().owner(header, method, path)

    assert judge(Broken, test_keys, only=rule)[rule]


def refuse() -> Any:
    """The answer to an unknown id."""
    raise Refused(404)


def broken(**methods: Callable[..., Any]) -> type[CorrectServer]:
    """A server with these methods."""
    return type("Broken", (CorrectServer,), methods)


class _DeletesForStrangers(CorrectServer):
    """It answers 404 to another key, but deletes."""

    def route(self, method: str, path: str, body: bytes) -> Any:
        id_ = path.rpartition("/")[2]
        kept = self.server.assets.get(id_)
        try:
            return super().route(method, path, body)
        finally:
            if method == "DELETE" and kept:
                self.server.assets.pop(id_, None)


_HAS_EVERY_TASK = broken(
    task=lambda self, id_, owner: self.server.tasks.get(id_) or (owner, 0.0, {"id": id_, "object": "video"})
)


class _FindsAssetsByPrefix(CorrectServer):
    def asset(self, id_: str, owner: str) -> Any:
        longer = [name for name in self.server.assets if name.startswith(id_)]
        return super().asset(longer[0] if longer else id_, owner)


class _TakesAnyAsset(CorrectServer):
    def fetch(self, address: object, owner: str) -> None:
        if not str(address).startswith("asset://"):
            super().fetch(address, owner)


class _SharesIdsUnderLoad(CorrectServer):
    def start(self, body: dict[str, Any], owner: str) -> Any:
        latest = list(self.server.tasks)[-1:]
        if body["prompt"].endswith("take 7") and latest:
            return {**self.server.tasks[latest[0]][2], "status": "queued"}
        return super().start(body, owner)


@pytest.mark.parametrize(
    ("rule", "module", "server"),
    [
        (
            "EP-AUTH-BEARER",
            test_keys,
            broken(owner=lambda self, key, *call: CorrectServer.owner(self, f"Bearer {key}", *call)),
        ),
        ("RB-FOREIGN-TASK", test_owners, broken(task=lambda self, id_, _: self.server.tasks.get(id_) or refuse())),
        ("RB-FOREIGN-ASSET", test_owners, broken(asset=lambda self, id_, _: self.server.assets.get(id_) or refuse())),
        ("RB-FOREIGN-ASSET", test_owners, _DeletesForStrangers),
        ("RB-ID-UNKNOWN", test_ids, _HAS_EVERY_TASK),
        ("RB-ID-ODD", test_ids, _HAS_EVERY_TASK),
        ("RB-ID-UNKNOWN", test_ids, _FindsAssetsByPrefix),
        (
            "RB-ID-ODD",
            test_ids,
            broken(asset=lambda self, id_, who: 1 / 0 if "%27" in id_ else CorrectServer.asset(self, id_, who)),
        ),
        ("RB-ID-DELETED", test_ids, broken(delete=lambda *_: {"code": "0", "msg": None, "data": None})),
        ("RB-ID-UNKNOWN", test_ids, _TakesAnyAsset),
        ("RB-PARALLEL", test_parallel, _SharesIdsUnderLoad),
    ],
)
def test_a_careless_server_is_noticed(rule: str, module: ModuleType, server: type[CorrectServer]) -> None:
    """Each breaks its rule."""
    assert judge(server, module, only=rule)[rule]


@pytest.mark.parametrize("server", [_DeletesForStrangers, type("Late", (_TakesAnyAsset,), {"ends": "failed"})])
def test_what_another_rule_judges_is_not_an_unknown_id(server: type[CorrectServer]) -> None:
    """A deletion for a stranger, and an unknown asset whose task fails in the end."""
    assert judge(server, test_ids, only="RB-ID-UNKNOWN")["RB-ID-UNKNOWN"] == []


@pytest.mark.parametrize("unchecked", ["PUT", "OPTIONS", "GET"])
def test_a_method_that_is_not_checked_is_noticed(unchecked: str) -> None:
    """A method that creates like POST, or methods that delete."""

    class Broken(CorrectServer):
        def route(self, method: str, path: str, body: bytes) -> Any:
            if unchecked == method != "GET":
                method = "POST"
            if unchecked == "GET" and method in ("POST", "PATCH") and "/asset/asset-" in path:
                method = "DELETE"
            return super().route(method, path, body)

    assert judge(Broken, test_methods)["RB-METHOD"]


def test_501_is_allowed_for_a_method_only() -> None:
    """A server that implements only GET, POST and DELETE answers other methods with 501."""

    class Correct(CorrectServer):
        def answer(self) -> None:
            if self.command in ("GET", "POST", "DELETE"):
                super().answer()
            else:
                self.say(501, b"")

    assert judge(Correct, test_methods)["RB-METHOD"] == []


@pytest.mark.parametrize("endpoint", ["create", "upload"])
def test_an_unknown_charset_is_noticed(endpoint: str) -> None:
    """A server compares the whole Content-Type."""

    class Broken(CorrectServer):
        def route(self, method: str, path: str, body: bytes) -> Any:
            if path.endswith(ENDPOINTS[endpoint][1]) and self.headers["Content-Type"] != "application/json":
                return {"code": 415, "msg": "unsupported"}
            return super().route(method, path, body)

    assert judge(Broken, test_charset)["RB-CHARSET"]


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("field", ["referenceImages", "referenceVideos", "referenceAudios"])
def test_one_reference_that_is_not_fetched_is_noticed(field: str, position: int) -> None:
    """A server skips one position of one list."""

    class Broken(CorrectServer):
        def create(self, body: dict[str, Any], owner: str) -> Any:
            entries = list(body.get(field) or [])
            if len(entries) == 3:
                entries.pop(position)
            return super().create({**body, field: entries}, owner)

    assert judge(Broken, test_references)["RB-UNFETCHABLE"]


@pytest.mark.parametrize("status", ["Failed", "Processing"])
def test_an_upload_that_does_not_become_active_is_noticed(status: str) -> None:
    """Video assets stay in review, or fail."""

    class Broken(CorrectServer):
        def detail(self, asset: Any) -> Any:
            answer = super().detail(asset)
            video = answer["data"]["assetType"] == "Video"
            return {**answer, "data": {**answer["data"], "status": status}} if video else answer

    assert judge(Broken, test_reviews)["RB-ASSET-ACTIVE"]


@pytest.mark.parametrize("endpoint", [("detail", "GET"), ("delete", "DELETE")])
def test_odd_ids_are_not_blamed_for_an_asset_that_another_test_lost(endpoint: tuple[str, str]) -> None:
    """On a server that lets others delete, a test about owners deletes the asset that tests share."""

    class Meanwhile(CorrectServer):
        def route(self, method: str, path: str, body: bytes) -> Any:
            self.server.assets.pop(shared[0], None)
            return super().route(method, path, body)

    shared = [""]
    with running(Meanwhile) as context:
        shared[0] = live_asset(context)
        test_ids.test_an_odd_asset_id_is_refused(context, *endpoint)
