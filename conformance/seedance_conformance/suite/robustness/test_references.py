"""A reference that can't be fetched is refused at once or late (RB-UNFETCHABLE), in each field and list position."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

import pytest

from seedance_conformance.cases.bodies import PRO, STANDARD
from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.slots import Slot, address
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect_refused
from seedance_conformance.suite.robustness.expectations import expect_answer
from seedance_conformance.suite.robustness.fixtures import upload_body
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe, task_status

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-UNFETCHABLE")]

_SLOTS: Final = (
    Slot(PRO[0], "first_image"),
    Slot(PRO[0], "last_image"),
    *(Slot(PRO[0], "referenceImages", *place) for place in ((1, 1), (1, 3), (2, 3), (3, 3), (9, 9))),
    *(Slot(PRO[0], "referenceVideos", *place) for place in ((1, 1), (1, 3), (2, 3), (3, 3))),
    *(Slot(PRO[0], "referenceAudios", *place, beside="I") for place in ((1, 1), (1, 3), (2, 3), (3, 3))),
    *(Slot(STANDARD[0], "referenceVideos", *place) for place in ((1, 1), (2, 2))),
)
_KINDS: Final = ("dead port", "404")


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("slot", _SLOTS, ids=lambda slot: slot.name)
def test_an_unfetchable_reference_is_refused(context: Context, slot: Slot, kind: str) -> None:
    """A create with one address that can't be fetched is refused."""
    body = slot.body(context.media, _bad(address(context.media, slot.field, 1), kind))
    name = f"{kind} in {slot.name}"
    expect_refused(context, Case("RB-UNFETCHABLE", name, body, "refused", late=True, disputed=True))


def test_an_unfetchable_upload_is_refused(context: Context) -> None:
    """An upload of such an address is refused, or its asset ends Failed; all reviews overlap."""
    media = context.media
    files = {"Image": media.image(1), "Video": media.video(1), "Audio": media.audio(1)}
    pairs = [(asset_type, kind) for asset_type in files for kind in _KINDS]
    waiting = []
    for asset_type, kind in pairs:
        url = _bad(files[asset_type], kind)
        answer = context.target.upload({**upload_body(context), "assetType": asset_type, "url": url})
        expect_answer(answer, f"upload, {kind}")
        if call_outcome(answer) is Outcome.ACCEPTED:
            waiting.append((f"{asset_type}, {kind}", answer))
    for name, answer in waiting:
        shown = context.poller.wait_asset(asset_id(answer) or "")
        if shown is None:
            raise Inconclusive(f"{name}: the asset was accepted and is still in review")
        if task_status(shown) != "failed":
            observed = f"{name}: {describe(shown)}"
            raise Breach("refused, or Failed after the review", observed, answer, others=[shown], is_forbidden=True)
    context.evidence(len(pairs))


def _bad(good: str, reason: str) -> str:
    parts = urlsplit(good)
    folder, _, name = parts.path.rpartition("/")
    if reason == "404":
        return urlunsplit(parts._replace(path=f"{folder}/missing-{name}", query=""))
    # Nothing listens on port 1 of this machine; the file extension stays valid, so that only fetching shows the fault.
    return f"http://127.0.0.1:1/dead-{name}"
