"""A reference that can't be fetched is refused at once or late (RB-UNFETCHABLE), in each field and list position."""

from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.suite.context import Context, Media
from seedance_conformance.suite.create.expectations import expect_refused
from seedance_conformance.suite.robustness.expectations import expect_answer
from seedance_conformance.suite.robustness.fixtures import PLAIN, upload_body
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe, task_status

pytestmark = [pytest.mark.full, pytest.mark.loopback, pytest.mark.rule("RB-UNFETCHABLE")]

_STANDARD: Final = {"model": "seedance_2_0", "prompt": "Same camera move, winter light"}
_PLACES: Final = (
    "first_image",
    "last_image",
    *(f"referenceImages {number} of {of}" for number, of in ((1, 1), (1, 3), (2, 3), (3, 3), (9, 9))),
    *(f"referenceVideos {number} of {of}" for number, of in ((1, 1), (1, 3), (2, 3), (3, 3))),
    *(f"referenceAudios {number} of {of}" for number, of in ((1, 1), (1, 3), (2, 3), (3, 3))),
    "standard referenceVideos 1 of 1",
    "standard referenceVideos 2 of 2",
)
_KINDS: Final = ("dead port", "404")


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("place", _PLACES)
def test_an_unfetchable_reference_is_refused(context: Context, place: str, kind: str) -> None:
    """A create with one address that can't be fetched is refused."""
    case = Case(
        "RB-UNFETCHABLE", f"{kind} in {place}", _body(context.media, place, kind), "refused", late=True, disputed=True
    )
    expect_refused(context, case)


def test_an_unfetchable_upload_is_refused(context: Context) -> None:
    """An upload of such an address is refused, or its asset ends Failed; all reviews overlap."""
    pairs = [(asset_type, kind) for asset_type in ("Image", "Video", "Audio") for kind in _KINDS]
    waiting = []
    for asset_type, kind in pairs:
        address = _bad(context.media, asset_type.lower(), kind)
        answer = context.target.upload({**upload_body(context), "assetType": asset_type, "url": address})
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


def _body(media: Media, place: str, kind: str) -> dict[str, Any]:
    if place == "first_image":
        return {**PLAIN, "first_image": _bad(media, "image", kind)}
    if place == "last_image":
        return {**PLAIN, "first_image": media.image(1), "last_image": _bad(media, "image", kind)}
    *family, field, position, _, length = place.split()
    media_kind = {"referenceImages": "image", "referenceVideos": "video", "referenceAudios": "audio"}[field]
    entries = [_good(media, media_kind, number) for number in range(1, int(length) + 1)]
    entries[int(position) - 1] = _bad(media, media_kind, kind)
    base: dict[str, Any] = dict(_STANDARD if family else PLAIN)
    if field == "referenceAudios":
        # Audio as the only reference is open, so an image goes with it.
        base["referenceImages"] = [media.image(1)]
    return {**base, field: entries}


def _good(media: Media, kind: str, number: int) -> str:
    return {"image": media.image, "video": media.video, "audio": media.audio}[kind](number)


def _bad(media: Media, kind: str, reason: str) -> str:
    parts = urlsplit(_good(media, kind, 1))
    folder, _, name = parts.path.rpartition("/")
    if reason == "404":
        return urlunsplit(parts._replace(path=f"{folder}/missing-{name}", query=""))
    # Nothing listens on port 1 of this machine; the file extension stays valid, so that only fetching shows the fault.
    return f"http://127.0.0.1:1/dead-{name}"
