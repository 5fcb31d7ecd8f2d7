"""What the observations say about a hand-made log, and that an empty one is inconclusive."""

from collections.abc import Callable
from typing import Any

import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.suite.log.observations import OBSERVATIONS, run_observation
from seedance_conformance.suite.verdicts import Inconclusive

START = 1_774_836_724
UUID = "0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"


def _refusals(log: Any) -> None:
    """Three refused creates, one of them inside a 2xx answer, and a call with a bad key."""
    log.create()
    log.add("create", "POST", {"error": {"code": "x", "message": "y"}}, status=400)
    log.add("create", "POST", {"error": {"code": "x", "message": "y"}}, status=422)
    log.add("create", "POST", {"code": "204", "msg": "no"})
    log.add("query", "GET", {"code": "204", "msg": "log in"}, subject="video_1", key="other")
    log.add("query", "GET", {"message": "no"}, status=401, subject="video_1")
    log.add("query", "GET", b"slow down", status=429, subject="video_1")


def _tasks(log: Any) -> None:
    """One task that completes under a new address each time, and one that fails."""
    log.create(f"video_{UUID}", progress=0)
    log.create("17", asked="seedance_2_0")
    log.query(f"video_{UUID}", "queued")
    log.query(f"video_{UUID}", "completed", actualDuration="5.04", error=..., usage={})
    log.query(f"video_{UUID}", "completed", video_url="https://cdn.example.com/2.mp4", totalTokens="7")
    log.query("17", "failed", error={"message": "x"}, model="seedance_2_0", wrap=True)


def _unread(log: Any) -> None:
    """Tasks of creates without a body, as a recording may have them, and without a model."""
    for task, request in (("video_1", None), ("video_2", {"prompt": "x"})):
        log.add("create", "POST", {"id": task, "object": "video", "status": "queued"}, request=request)
        log.query(task, "completed")


def _assets(log: Any) -> None:
    log.upload("asset-20260330142158-q75m8")
    log.detail("asset-20260330142158-q75m8")
    log.delete("asset-20260330142158-q75m8")


SEEN: list[tuple[str, Callable[[Any], None], list[str]]] = [
    ("CS-ID-FORMAT", _tasks, ["1 of 2 ids", "another is 17"]),
    ("CS-HTTP", _tasks, ["HTTP 200 (2x)"]),
    ("CS-EXTRA", _tasks, ["progress (1x)"]),
    ("CS-FAILED-200", _refusals, ["1 of 3", '"204"']),
    ("QR-STATUS-EXTRA", _tasks, ["none in the answers about 2 tasks"]),
    ("QR-ADUR-STRING", _tasks, ["string (1x)", "fraction (1x)"]),
    ("QR-ADUR-MATCH", _tasks, ["+0.040 to +0.040 s", "1 tasks"]),
    ("QR-TOK-STRING", _tasks, ["string (1x)", "integer (1x)"]),
    ("QR-ERR-OBJECT", _tasks, ["object (1x)"]),
    ("QR-NULL-OR-ABSENT", _tasks, ["actualDuration when queued absent", "error when completed absent or null"]),
    ("QR-SKIP-STATES", _tasks, ["never seen processing"]),
    ("QR-WRAP", _tasks, ["query in data (1x)", "create at top level (2x)"]),
    ("QR-URL-STABLE", _tasks, ["of 1 tasks changed"]),
    ("QR-EXTRA", _tasks, ["usage (1x)"]),
    ("LC-TIME", _tasks, ["seedance_2_0 4.0", "seedance_2_0_pro 3.0"]),
    ("LC-TIME", _unread, ["a create whose body can't be read 1.0", "; no model 1.0"]),
    ("LC-RATE-LIMIT", _refusals, ["1 of 3 queries", "up to 2"]),
    ("AS-ID-FORMAT", _assets, ["1 of 1 ids"]),
    ("AS-CODE-TYPE", _assets, ["upload 0 (1x)", 'delete "0" (1x)']),
    ("AS-DEL-MSG", _assets, ['msg "success" (1x)']),
    ("ER-ENVELOPE", _refusals, ["create {error: {code, message}} (2x)", "query {message} (1x)"]),
    ("ER-STATUS", _refusals, ["HTTP 400 (1x)", "HTTP 422 (1x)", "HTTP 200 (1x)"]),
    ("ER-AUTH-200", _refusals, ["1 of 1", "log in"]),
    ("ER-AUTH-401", _refusals, ["HTTP 200 {code, msg} (1x)"]),
    ("ER-AUTH-TRANSIENT", _refusals, ["1 of the polls about 1 tasks"]),
    ("ER-SYNC-ASYNC", _tasks, ["0 creates", "1 accepted tasks failed later"]),
    ("ER-NO-ID", _refusals, ["0 of 3"]),
    ("ER-429", _refusals, ["HTTP 429, Retry-After absent (1x)"]),
]


@pytest.mark.parametrize(("rule", "fill", "words"), SEEN, ids=[rule for rule, _, _ in SEEN])
def test_a_sighting_says_what_the_log_shows(log: Any, rule: str, fill: Callable[[Any], None], words: list[str]) -> None:
    """The note is one line and names the numbers."""
    fill(log)
    note = run_observation(rule, log.history())
    assert "\n" not in note
    assert [word for word in words if word not in note] == [], note


def test_every_sighting_is_tried_here() -> None:
    """An observation that is never tested with a log may never say anything."""
    assert {rule for rule, _, _ in SEEN} == set(OBSERVATIONS)


@pytest.mark.parametrize("rule", sorted(OBSERVATIONS))
def test_an_empty_log_shows_nothing(log: Any, rule: str) -> None:
    """An empty log is inconclusive."""
    with pytest.raises(Inconclusive):
        run_observation(rule, log.history())


def test_observations_belong_to_rules_that_are_only_recorded() -> None:
    """An observation never replaces a verdict."""
    rules = load_catalogue().rules
    assert {rules[rule].level for rule in OBSERVATIONS} == {"OBSERVE"}
