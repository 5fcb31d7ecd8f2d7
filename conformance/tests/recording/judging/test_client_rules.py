"""The own client in a recording."""

from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.recording.judging.client_rules import client_findings
from seedance_conformance.recording.reading.entry import Entry
from seedance_conformance.recording.reading.read import Recording
from tests.recording.conftest import Judge
from tests.recording.session import record
from tests.suite.conftest import Log, log

__all__ = ["log"]
FAST = "seedance_2_0_fast_pro"


def _verdict(log: Log, rule: str) -> str:
    recording = Recording((), "http://h", "remote", tuple(Entry(exchange, "http://h") for exchange in log.exchanges))
    return next(finding.verdict for finding in client_findings(recording) if finding.rule == rule)


@pytest.mark.parametrize(("pause", "verdict"), [(19.0, "broken"), (20.0, "kept"), (40.0, "kept"), (90.0, "kept")])
def test_pauses_between_polls(log: Log, pause: float, verdict: str) -> None:
    """Below 20 s is too fast; the first poll after the create may come at any time."""
    log.create()
    log.query()
    log.clock += pause - 1
    log.query()
    assert _verdict(log, "LC-POLL-INTERVAL") == verdict


def test_fast_models_may_be_polled_sooner(log: Log) -> None:
    """How much sooner isn't documented."""
    log.create(asked=FAST)
    log.query(model=FAST)
    log.query(model=FAST)
    assert _verdict(log, "LC-POLL-INTERVAL") == "unknown"


@pytest.mark.parametrize(("more", "verdict"), [(0, "kept"), (1, "kept"), (2, "broken")])
def test_polls_after_the_end(log: Log, more: int, verdict: str) -> None:
    """One more query is fine, for example for a new address."""
    log.create()
    log.query()
    for _ in range(1 + more):
        log.query(state="completed")
    assert _verdict(log, "LC-POLL-STOP") == verdict


def _use(log: Log, asset: str = "asset-1") -> None:
    body = {"model": "seedance_2_0_pro", "prompt": "x", "first_image": f"asset://{asset}"}
    log.add("create", "POST", {"id": "video_9", "object": "video", "status": "queued"}, request=body)


@pytest.mark.parametrize(
    ("states", "verdict"), [((), "broken"), (("Processing",), "broken"), (("Processing", "Active"), "kept")]
)
def test_a_new_asset_is_polled_until_active(log: Log, states: tuple[str, ...], verdict: str) -> None:
    """An asset that was uploaded before the recording shows nothing."""
    _use(log, "asset-old")
    assert _verdict(log, "AS-POLL") == "unknown"
    log.upload()
    for state in states:
        log.detail(state=state)
    _use(log)
    assert _verdict(log, "AS-POLL") == verdict


@pytest.mark.parametrize("missing", ["nothing", "before", "after", "ended"])
def test_a_careful_and_a_careless_deletion(log: Log, missing: str) -> None:
    """A detail before, no task in the way, and a detail after: each part of the check counts."""
    _use(log)
    if missing != "ended":
        log.query("video_9", "completed")
    if missing != "before":
        log.detail()
    log.delete()
    if missing != "after":
        log.detail()
    assert _verdict(log, "AS-DEL-CHECK") == ("kept" if missing == "nothing" else "broken")


@pytest.mark.parametrize(
    ("pause", "status", "verdict"),
    [(5.0, 200, "broken"), (5.0, 502, "broken"), (5.0, 400, "kept"), (90.0, 200, "kept")],
)
def test_equal_creates_may_be_paid_twice(log: Log, pause: float, status: int, verdict: str) -> None:
    """An answer that isn't a certain refusal may have been billed; after a refusal the same body may come again."""
    body: dict[str, Any] = {"model": "seedance_2_0_pro", "prompt": "x"}
    log.add("create", "POST", {"error": "no"} if status != 200 else {"id": "video_1"}, request=body, status=status)
    log.clock += pause
    log.add("create", "POST", {"id": "video_2"}, request=dict(reversed(body.items())))
    assert _verdict(log, "EP-IDEMPOTENCY") == verdict


def test_findings_never_change_the_exit_code(tmp_path: Path, judge: Judge) -> None:
    """The client's part is apart from the verdict on the target."""
    judged = judge(record(tmp_path / "a.har"))
    assert judged.client("LC-POLL-INTERVAL")["verdict"] == "broken"
    assert judged.code == 0
