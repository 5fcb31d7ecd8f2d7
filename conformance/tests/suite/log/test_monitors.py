"""Broken histories for each monitor, and a correct one that breaks no rule."""

from typing import Any

import pytest
from seedance_conformance.suite.log.monitors import MONITORS, run_monitor
from seedance_conformance.suite.verdicts import Breach, Inconclusive

START = 1_774_836_724

FAILED = {"status": "failed", "video_url": None, "actualDuration": None, "totalTokens": None, "error": "x"}

BROKEN: list[tuple[str, str, dict[str, Any]]] = [
    ("CS-ID", "missing", {"create": {"id": ...}}),
    ("CS-ID", "null", {"create": {"id": None}}),
    ("CS-ID", "empty", {"create": {"id": ""}}),
    ("CS-ID", "number", {"create": {"id": 17}}),
    ("CS-OBJECT", "other", {"create": {"object": "video.task"}}),
    ("CS-OBJECT", "missing", {"create": {"object": ...}}),
    ("CS-CREATED", "milliseconds", {"create": {"created": START * 1000}}),
    ("CS-CREATED", "string", {"create": {"created": str(START)}}),
    ("CS-CREATED", "fraction", {"create": {"created": START + 0.5}}),
    ("CS-CREATED", "true", {"create": {"created": True}}),
    ("CS-CREATED", "two hours ahead", {"create": {"created": START + 7200}}),
    ("CS-MODEL-ENUM", "routed name", {"create": {"model": "doubao-seedance-2-0"}}),
    ("CS-MODEL-ECHO", "another", {"create": {"model": "seedance_2_0"}}),
    ("CS-STATUS-QUEUED", "processing", {"create": {"status": "processing"}}),
    ("CS-ERROR-NULL", "text", {"create": {"error": "none"}}),
    ("CS-ERROR-NULL", "object", {"create": {"error": {}}}),
    ("CS-NO-WRAP", "wrapped", {"create": {"wrap": "data"}}),
    ("CS-NO-WRAP", "wrapped in another name", {"create": {"wrap": "result"}}),
    ("CS-NO-WRAP", "wrapped, and a number", {"create": {"wrap": "data", "id": 17}}),
    ("EP-RESP-JSON", "wrapped query", {"queued": {"wrap": True}}),
    ("QR-ID-ECHO", "other", {"completed": {"id": "video_2"}}),
    ("QR-ID-ECHO", "missing", {"queued": {"id": ...}}),
    ("QR-OBJECT", "missing", {"failed": {"object": ...}}),
    ("QR-CREATED-STABLE", "a second later", {"completed": {"created": START + 1}}),
    ("QR-CREATED-STABLE", "milliseconds", {"queued": {"created": START * 1000}}),
    ("QR-CREATED-STABLE", "string", {"processing": {"created": str(START)}}),
    ("QR-CREATED-STABLE", "missing", {"failed": {"created": ...}}),
    ("QR-MODEL-STABLE", "drift", {"again": {"model": "seedance_2_0"}}),
    ("QR-MODEL-STABLE", "other", {"failed": {"model": "seedance"}}),
    ("QR-STATUS-ENUM", "other word at failure", {"failed": {"status": "error"}}),
    ("QR-STATUS-ENUM", "capitals", {"queued": {"status": "QUEUED"}}),
    ("QR-STATUS-ENUM", "missing", {"processing": {"status": ...}}),
    ("QR-URL-COMPLETED", "null", {"completed": {"video_url": None}}),
    ("QR-URL-COMPLETED", "path", {"completed": {"video_url": "/out.mp4"}}),
    ("QR-URL-COMPLETED", "no host", {"completed": {"video_url": "https:///out.mp4"}}),
    ("QR-URL-COMPLETED", "list", {"completed": {"video_url": ["https://a.b/c"]}}),
    ("QR-URL-ELSE", "processing", {"processing": {"video_url": "https://a.b/c"}}),
    ("QR-URL-ELSE", "failed", {"failed": {"video_url": "https://a.b/c"}}),
    ("QR-ADUR-COMPLETED", "string", {"completed": {"actualDuration": "5"}}),
    ("QR-ADUR-COMPLETED", "zero", {"completed": {"actualDuration": 0}}),
    ("QR-ADUR-COMPLETED", "absent", {"completed": {"actualDuration": ...}}),
    ("QR-ADUR-COMPLETED", "true", {"completed": {"actualDuration": True}}),
    ("QR-ADUR-ELSE", "queued", {"queued": {"actualDuration": 5}}),
    ("QR-ADUR-ELSE", "zero when failed", {"failed": {"actualDuration": 0}}),
    ("QR-TOK-COMPLETED", "fraction", {"completed": {"totalTokens": 1.5}}),
    ("QR-TOK-COMPLETED", "negative", {"completed": {"totalTokens": -1}}),
    ("QR-TOK-COMPLETED", "string", {"completed": {"totalTokens": "108900"}}),
    ("QR-TOK-ELSE", "failed", {"failed": {"totalTokens": 0}}),
    ("QR-ERR-FAILED", "null", {"failed": {"error": None}}),
    ("QR-ERR-FAILED", "empty", {"failed": {"error": ""}}),
    ("QR-ERR-FAILED", "object", {"failed": {"error": {"code": "x", "message": "y"}}}),
    ("QR-ERR-ELSE", "completed", {"completed": {"error": "none"}}),
    ("QR-STATUS-MONOTONE", "back to queued", {"processing": {"status": "queued"}, "queued": {"status": "processing"}}),
    ("QR-TERMINAL-STABLE", "failed after all", {"again": FAILED}),
    ("QR-TERMINAL-STABLE", "other length", {"again": {"actualDuration": 6}}),
    ("QR-TERMINAL-STABLE", "other tokens", {"again": {"totalTokens": 108901}}),
    ("QR-READ-ONLY", "created", {"again": {"created": START + 1}}),
    ("QR-READ-ONLY", "object", {"again": {"object": ...}}),
    ("AS-UP-RESP", "code", {"upload": {"code": 200}}),
    ("AS-UP-RESP", "message", {"upload": {"msg": "ok"}}),
    ("AS-UP-RESP", "flat", {"upload": {"data": ..., "assetId": "asset-1"}}),
    ("AS-UP-RESP", "number", {"upload": {"data": {"assetId": 5}}}),
    ("AS-DT-FIELDS", "time", {"detail": {"createTime": ...}}),
    ("AS-DT-FIELDS", "address", {"detail": {"url": None}}),
    ("AS-DT-FIELDS", "name", {"detail": {"name": ...}}),
    ("AS-DT-FIELDS", "type", {"detail": {"assetType": "Video"}}),
    ("AS-DT-ECHO", "other", {"detail": {"assetId": "asset-2"}}),
    ("AS-DT-STATUS-ENUM", "other", {"pending": {"status": "NONE"}}),
    ("AS-DT-MONOTONE", "back", {"detail2": {"status": "Processing"}}),
    ("AS-DT-MONOTONE", "across", {"detail2": {"status": "Failed"}}),
    ("AS-DEL-RESP", "code", {"delete": {"code": ...}}),
    ("AS-DEL-RESP", "another code", {"delete": {"code": 200}}),
    ("AS-DEL-RESP", "true as code", {"delete": {"code": True}}),
    ("AS-DEL-FINAL", "back again", {"after": {}}),
    ("AS-DT-FIELDS", "time as a number", {"detail": {"createTime": 1774880518}}),
    ("AS-DT-FIELDS", "address while Processing", {"pending": {"url": None}}),
    ("AS-DEL-RESP", "data", {"delete": {"data": {"assetId": "asset-1"}}}),
]
"""The rule, what is wrong, and the edits to a correct history."""

ALSO: dict[tuple[str, str], set[str]] = {
    ("CS-CREATED", "milliseconds"): {"QR-CREATED-STABLE"},
    ("CS-CREATED", "fraction"): {"QR-CREATED-STABLE"},
    ("CS-CREATED", "true"): {"QR-CREATED-STABLE"},
    ("CS-CREATED", "two hours ahead"): {"QR-CREATED-STABLE"},
    ("CS-MODEL-ENUM", "routed name"): {"CS-MODEL-ECHO", "QR-MODEL-STABLE"},
    ("CS-MODEL-ECHO", "another"): {"QR-MODEL-STABLE"},
    ("QR-MODEL-STABLE", "drift"): {"QR-READ-ONLY"},
    ("QR-READ-ONLY", "created"): {"QR-CREATED-STABLE"},
    ("QR-READ-ONLY", "object"): {"QR-OBJECT"},
    ("AS-UP-RESP", "flat"): {"EP-RESP-JSON"},
}
"""What else such a fault breaks: the answers contradict each other, and either may be the wrong one."""


def _history(log: Any, edits: dict[str, dict[str, Any]]) -> Any:
    """Three tasks, one that completes and one that fails, and an asset that comes and goes."""

    def of(step: str) -> dict[str, Any]:
        return edits.get(step, {})

    log.create("video_1", **of("create"))
    log.create("video_2")
    log.create("video_3")
    log.query("video_1", "queued", **of("queued"))
    log.query("video_1", "processing", **of("processing"))
    log.query("video_1", "completed", **of("completed"))
    log.query("video_1", "completed", **of("completed"), **of("again"))
    log.query("video_2", "queued")
    log.query("video_2", "failed", **of("failed"))
    log.upload(**of("upload"))
    log.detail("asset-1", "Processing", **of("pending"))
    log.detail("asset-1", "Active", **of("detail"))
    log.detail("asset-1", "Active", **of("detail2"))
    log.delete(**of("delete"))
    log.add("detail", "GET", {"code": -1, "msg": "not found", "data": None}, subject="asset-1")
    if "after" in edits:
        log.detail("asset-1", **of("after"))
    return log.history()


def test_a_correct_history_is_evidence_for_every_monitor(log: Any) -> None:
    """Every monitor passes, with evidence."""
    history = _history(log, {})
    assert min(run_monitor(rule, history) for rule in MONITORS) > 0


@pytest.mark.parametrize(
    ("rule", "cases"), [("QR-URL-COMPLETED", 1), ("QR-ERR-FAILED", 1), ("QR-URL-ELSE", 2), ("QR-OBJECT", 2)]
)
def test_cases_are_the_tasks_that_are_evidence(log: Any, rule: str, cases: int) -> None:
    """However often each was polled; a completed task isn't evidence about failed ones."""
    assert run_monitor(rule, _history(log, {})) == cases


@pytest.mark.parametrize(("rule", "what", "edits"), BROKEN, ids=[f"{rule} {what}" for rule, what, _ in BROKEN])
def test_a_single_fault_breaks_its_rule(log: Any, rule: str, what: str, edits: dict[str, Any]) -> None:
    """Only its rule is broken, and those that the same answers contradict."""
    history = _history(log, edits)
    breaches: dict[str, Breach] = {}
    for monitor in MONITORS:
        try:
            run_monitor(monitor, history)
        except Breach as breach:
            breaches[monitor] = breach
        except Inconclusive:
            continue
    assert all(breach.exchange in history.log for breach in breaches.values())
    assert set(breaches) == {rule} | ALSO.get((rule, what), set())


@pytest.mark.parametrize("rule", sorted(MONITORS))
def test_every_monitor_has_a_broken_history(rule: str) -> None:
    """A monitor that never finds a breach proves nothing."""
    assert rule in {broken for broken, _, _ in BROKEN} | {"CS-ID-UNIQUE"}


@pytest.mark.parametrize("rule", sorted(MONITORS))
def test_an_empty_log_is_inconclusive(log: Any, rule: str) -> None:
    """No evidence is never a pass."""
    with pytest.raises(Inconclusive, match=rule):
        run_monitor(rule, log.history())
