"""Servers that are careless about keys, owners, ids, methods or references break the right RB rule."""

from collections.abc import Callable
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
def test_an_open_endpoint_is_noticed(judge: Any, correct: Any, rule: str, endpoint: str) -> None:
    """One endpoint accepts one kind of wrong header."""
    open_method, part = ENDPOINTS[endpoint]

    class Broken(correct):  # type: ignore[misc]
        def owner(self, header: str | None, method: str, path: str) -> str:
            if method == open_method and part in path and CARELESS[rule](header):
                return "first"
            return str(super().owner(header, method, path))

    assert judge(Broken, test_keys, only=rule)[rule]


def test_a_server_that_takes_only_the_bare_key_is_noticed(judge: Any, correct: Any) -> None:
    """A server accepts keys only without a scheme."""

    class Broken(correct):  # type: ignore[misc]
        def owner(self, header: str | None, method: str, path: str) -> str:
            return str(super().owner(f"Bearer {header}", method, path))

    assert judge(Broken, test_keys, only="EP-AUTH-BEARER")["EP-AUTH-BEARER"]


@pytest.mark.parametrize(("rule", "name"), [("RB-FOREIGN-TASK", "task"), ("RB-FOREIGN-ASSET", "asset")])
def test_tasks_and_assets_shown_to_every_key_are_noticed(judge: Any, correct: Any, rule: str, name: str) -> None:
    """A server shows tasks or assets to every key."""
    kept = f"{name}s"

    def find(self: Any, id_: str, owner: str) -> Any:
        return getattr(self.server, kept).get(id_) or getattr(correct, name)(self, id_, owner)

    assert judge(type("Broken", (correct,), {name: find}), test_owners, only=rule)[rule]


def test_a_foreign_deletion_is_noticed(judge: Any, correct: Any) -> None:
    """A server answers 404 to another key, but deletes."""

    class Broken(correct):  # type: ignore[misc]
        def route(self, method: str, path: str, body: bytes) -> Any:
            id_ = path.rpartition("/")[2]
            kept = self.server.assets.get(id_)
            answer = None
            try:
                answer = super().route(method, path, body)
            finally:
                if method == "DELETE" and kept:
                    self.server.assets.pop(id_, None)
            return answer

    assert judge(Broken, test_owners, only="RB-FOREIGN-ASSET")["RB-FOREIGN-ASSET"]
    assert judge(Broken, test_ids, only="RB-ID-UNKNOWN")["RB-ID-UNKNOWN"] == []


class TestIds:
    """Servers that find what never existed."""

    def test_an_invented_task_is_noticed(self, judge: Any, correct: Any) -> None:
        """Every id is a queued task."""

        class Broken(correct):  # type: ignore[misc]
            def task(self, id_: str, owner: str) -> Any:
                return self.server.tasks.get(id_) or (owner, 0.0, {"id": id_, "object": "video"})

        found = judge(Broken, test_ids)
        assert found["RB-ID-UNKNOWN"]
        assert found["RB-ID-ODD"]

    def test_a_search_by_prefix_is_noticed(self, judge: Any, correct: Any) -> None:
        """An asset is found by a prefix of its id."""

        class Broken(correct):  # type: ignore[misc]
            def asset(self, id_: str, owner: str) -> Any:
                longer = [name for name in self.server.assets if name.startswith(id_)]
                return super().asset(longer[0] if longer else id_, owner)

        assert judge(Broken, test_ids, only="RB-ID-UNKNOWN")["RB-ID-UNKNOWN"]

    def test_a_crash_on_an_odd_id_is_noticed(self, judge: Any, correct: Any) -> None:
        """A quote in the path causes a server error."""

        class Broken(correct):  # type: ignore[misc]
            def asset(self, id_: str, owner: str) -> Any:
                return super().asset(id_, owner) if "%27" not in id_ else 1 / 0

        assert judge(Broken, test_ids, only="RB-ID-ODD")["RB-ID-ODD"]

    def test_a_deletion_without_effect_is_noticed(self, judge: Any, correct: Any) -> None:
        """The deleted asset is still shown."""
        broken = type("Broken", (correct,), {"delete": lambda self, asset: {"code": "0", "msg": None, "data": None}})
        assert judge(broken, test_ids, only="RB-ID-DELETED")["RB-ID-DELETED"]

    def test_an_unknown_asset_in_use_is_noticed_when_its_task_completes(self, judge: Any, correct: Any) -> None:
        """Create accepts any asset:// address."""

        class Broken(correct):  # type: ignore[misc]
            def fetch(self, address: object, owner: str) -> None:
                if not str(address).startswith("asset://"):
                    super().fetch(address, owner)

        assert judge(Broken, test_ids, only="RB-ID-UNKNOWN")["RB-ID-UNKNOWN"]
        late = type("Late", (Broken,), {"ends": "failed"})
        assert judge(late, test_ids, only="RB-ID-UNKNOWN")["RB-ID-UNKNOWN"] == []


@pytest.mark.parametrize("unchecked", ["PUT", "OPTIONS", "GET"])
def test_a_method_that_is_not_checked_is_noticed(judge: Any, correct: Any, unchecked: str) -> None:
    """A method that creates like POST, or methods that delete."""

    class Broken(correct):  # type: ignore[misc]
        def route(self, method: str, path: str, body: bytes) -> Any:
            if unchecked == method != "GET":
                method = "POST"
            if unchecked == "GET" and method in ("POST", "PATCH") and "/asset/asset-" in path:
                method = "DELETE"
            return super().route(method, path, body)

    assert judge(Broken, test_methods)["RB-METHOD"]


def test_501_is_allowed_for_a_method_only(judge: Any, correct: Any) -> None:
    """A server that implements only GET, POST and DELETE answers other methods with 501."""

    class Correct(correct):  # type: ignore[misc]
        def route(self, method: str, path: str, body: bytes) -> Any:
            if method not in ("GET", "POST", "DELETE"):
                self.send_response(501)
                self.send_header("Content-Length", "0")
                self.end_headers()
                raise ConnectionAbortedError
            return super().route(method, path, body)

        def answer(self) -> None:
            try:
                super().answer()
            except ConnectionAbortedError:
                return

    assert judge(Correct, test_methods)["RB-METHOD"] == []


@pytest.mark.parametrize("endpoint", ["create", "upload"])
def test_an_unknown_charset_is_noticed(judge: Any, correct: Any, endpoint: str) -> None:
    """A server compares the whole Content-Type."""

    class Broken(correct):  # type: ignore[misc]
        def route(self, method: str, path: str, body: bytes) -> Any:
            if path.endswith(ENDPOINTS[endpoint][1]) and self.headers["Content-Type"] != "application/json":
                return {"code": 415, "msg": "unsupported"}
            return super().route(method, path, body)

    assert judge(Broken, test_charset)["RB-CHARSET"]


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("field", ["referenceImages", "referenceVideos", "referenceAudios"])
def test_one_reference_that_is_not_fetched_is_noticed(judge: Any, correct: Any, field: str, position: int) -> None:
    """A server skips one position of one list."""

    class Broken(correct):  # type: ignore[misc]
        def create(self, body: dict[str, Any], owner: str) -> Any:
            entries = list(body.get(field) or [])
            if len(entries) == 3:
                entries.pop(position)
            return super().create({**body, field: entries}, owner)

    assert judge(Broken, test_references)["RB-UNFETCHABLE"]


@pytest.mark.parametrize("status", ["Failed", "Processing"])
def test_an_upload_that_does_not_become_active_is_noticed(judge: Any, correct: Any, status: str) -> None:
    """Video assets stay in review, or fail."""

    class Broken(correct):  # type: ignore[misc]
        def detail(self, asset: Any) -> Any:
            answer = super().detail(asset)
            video = answer["data"]["assetType"] == "Video"
            return {**answer, "data": {**answer["data"], "status": status}} if video else answer

    assert judge(Broken, test_reviews)["RB-ASSET-ACTIVE"]


def test_a_shared_id_under_load_is_noticed(judge: Any, correct: Any) -> None:
    """Parallel creates get one id."""

    class Broken(correct):  # type: ignore[misc]
        def start(self, body: dict[str, Any], owner: str) -> Any:
            latest = list(self.server.tasks)[-1:]
            if body["prompt"].endswith("take 7") and latest:
                return {**self.server.tasks[latest[0]][2], "status": "queued"}
            return super().start(body, owner)

    assert judge(Broken, test_parallel)["RB-PARALLEL"]


@pytest.mark.parametrize("endpoint", [("detail", "GET"), ("delete", "DELETE")])
def test_odd_ids_are_not_blamed_for_an_asset_that_another_test_lost(
    serve: Any, correct: Any, endpoint: tuple[str, str]
) -> None:
    """On a server that lets others delete, a test about owners deletes the asset that tests share."""

    class Meanwhile(correct):  # type: ignore[misc]
        def route(self, method: str, path: str, body: bytes) -> Any:
            self.server.assets.pop(shared[0], None)
            return super().route(method, path, body)

    shared = [""]
    with serve(Meanwhile) as context:
        shared[0] = live_asset(context)
        test_ids.test_an_odd_asset_id_is_refused(context, *endpoint)
