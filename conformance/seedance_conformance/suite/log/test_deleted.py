"""Judges, at the end of the run, that deleted assets stay deleted."""

import pytest

from seedance_conformance.suite.assets.pool import KINDS, Kind, uri
from seedance_conformance.suite.assets.slots import slots_for
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.log.history import request_fields
from seedance_conformance.suite.log.monitors import History
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import (
    Outcome,
    call_outcome,
    create_outcome,
    describe,
    maybe_accepted,
    task_id,
    task_status,
)
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.parallel import send_all

pytestmark = [pytest.mark.last, pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("AS-DEL-FINAL")]

_MOST_USED = 5


def test_deleted_assets_stay_deleted(context: Context) -> None:
    """Each detail is requested once more, which a monitor judges, and creates name some of the assets once more."""
    deleted = _deleted(context)
    send_all(context.target.detail, [asset for asset, _ in deleted], context.concurrency)
    usable = [(asset, kind) for asset, kind in deleted if kind != "Document"][:_MOST_USED]
    used = [context.target.create(slots_for(kind)[0].body(context.media, uri(asset))) for asset, kind in usable]
    for answer in used:
        _expect_refused(context, answer)
    context.evidence(len(used))


def _deleted(context: Context) -> list[tuple[str, Kind]]:
    found: list[tuple[str, Kind]] = []
    for asset in History(tuple(context.target.log)).assets:
        kind = request_fields(asset.upload.exchange).get("assetType")
        accepted = asset.deletions and call_outcome(asset.deletions[0]) is Outcome.ACCEPTED
        if accepted and kind in KINDS and asset.upload.exchange.key == "first":
            found.append((asset.id, kind))
    return found


def _expect_refused(context: Context, answer: Exchange) -> None:
    outcome = create_outcome(answer)
    if outcome is Outcome.REFUSED:
        return
    if outcome is Outcome.UNCLEAR and maybe_accepted(answer):
        raise Inconclusive(f"accepted without an id, so its end is unknown: {describe(answer)}")
    ended = context.poller.wait_task(task_id(answer) or "")
    if outcome is Outcome.ACCEPTED and ended is None:
        raise Inconclusive(f"accepted, and its task has not ended: {describe(answer)}")
    if ended is None or task_status(ended) != "failed":
        others = [] if ended is None else [ended]
        raise Breach("a deleted asset is refused, at once or late", describe(answer), answer, others=others)
