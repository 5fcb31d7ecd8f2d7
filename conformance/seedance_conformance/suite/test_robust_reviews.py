"""A valid upload becomes Active within the time limit (RB-ASSET-ACTIVE)."""

import pytest

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.robustness.expectations import expect_answer
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.wire.answer import Outcome, asset_id, call_outcome, describe, task_status

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-ASSET-ACTIVE")]


@pytest.mark.parametrize("name", ["lead actor", None], ids=["named", "nameless"])
@pytest.mark.parametrize("asset_type", ["Image", "Video", "Audio"])
def test_a_valid_upload_becomes_active(context: Context, asset_type: str, name: str | None) -> None:
    """Each kind that create can use, with and without the optional name."""
    media = context.media
    address = {"Image": media.image, "Video": media.video, "Audio": media.audio}[asset_type](1)
    body = {"assetType": asset_type, "url": address, **({"name": name} if name else {})}
    answer = context.target.upload(body)
    expect_answer(answer, f"upload of a valid {asset_type}")
    asset = asset_id(answer)
    if call_outcome(answer) is not Outcome.ACCEPTED or asset is None:
        raise Inconclusive(f"the upload was refused, which other rules judge: {describe(answer)}")
    shown = context.follower.wait_asset(asset)
    if shown is None:
        last = context.target.detail(asset)
        raise Breach("Active within the time limit", f"{asset_type}: {describe(last)}", last)
    if task_status(shown) != "active":
        raise Breach("Active", f"{asset_type}: {describe(shown)}", shown)
