"""A valid upload becomes Active within the time limit (RB-ASSET-ACTIVE)."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.reachability import why_unreached
from seedance_conformance.suite.robustness.expectations import expect_answer
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe, task_status

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-ASSET-ACTIVE")]


def test_a_valid_upload_becomes_active(context: Context) -> None:
    """Each kind that create can use, with and without the optional name; all reviews overlap."""
    media = context.media
    addresses = {"Image": media.image(1), "Video": media.video(1), "Audio": media.audio(1)}
    bodies = [{"assetType": kind, "url": address} for kind, address in addresses.items()]
    bodies += [{**body, "name": "lead actor"} for body in bodies]
    accepted = [(body["assetType"], asset) for body in bodies if (asset := _upload(context, body)) is not None]
    if not accepted:
        raise Inconclusive("every upload was refused, which other rules judge")
    for kind, asset in accepted:
        shown = context.poller.wait_asset(asset)
        if shown is None:
            last = context.target.detail(asset)
            raise Breach("Active within the time limit", f"{kind}: {describe(last)}", last, endless=True)
        if task_status(shown) != "active":
            doubt = why_unreached(context, addresses)
            if doubt:
                raise Inconclusive(doubt)
            raise Breach("Active", f"{kind}: {describe(shown)}", shown)
    context.evidence(len(accepted))


def _upload(context: Context, body: dict[str, str]) -> str | None:
    answer = context.target.upload(body)
    expect_answer(answer, f"upload of a valid {body['assetType']}")
    return asset_id(answer) if call_outcome(answer) is Outcome.ACCEPTED else None
