"""The assets that a create may name: Active ones of a type that fits the field."""

from collections.abc import Sequence
from typing import Any

import pytest

from seedance_conformance.cases.bodies import PRO, STANDARD, Shape
from seedance_conformance.cases.case import Case
from seedance_conformance.cases.media.slots import Slot
from seedance_conformance.suite.assets.pool import KINDS, AssetPool, Kind, reviewed, upload_body, uri
from seedance_conformance.suite.assets.slots import FIELDS, MOST_SLOTS, SLOTS, slots_for
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect_accepted, expect_refused
from seedance_conformance.transport.answers.answer import asset_id, task_status

pytestmark = [pytest.mark.full, pytest.mark.media]

UNKNOWN = "asset-20200101000000-zzzzz"
_TEXT = "audios/text-named.mp3"


def _params(found: Sequence[Slot]) -> list[Any]:
    """Single entries on every target; positions in longer lists only on loopback, where accepted ones aren't billed."""
    return [pytest.param(slot, id=slot.name, marks=pytest.mark.loopback if slot.length > 1 else ()) for slot in found]


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("slot", _params(SLOTS))
@pytest.mark.bills(2, 1)
def test_a_fitting_asset_is_accepted(context: Context, pool: AssetPool, slot: Slot) -> None:
    """Image fits the frames and referenceImages, Video referenceVideos, Audio referenceAudios."""
    body = slot.body(context.media, uri(pool.active(FIELDS[slot.field])))
    case = Case("AS-USE-TYPE", slot.name, body, "accepted", control=slot.plain(context.media))
    expect_accepted(context, case)


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("model", [PRO[0], STANDARD[0]])
@pytest.mark.bills(2, 1)
def test_assets_and_addresses_may_be_mixed(context: Context, pool: AssetPool, model: str) -> None:
    """Each of the three lists may contain an asset beside an address."""
    media = context.media
    plain = Shape(model, "IVA").body(media, images=2, videos=2, audios=2)
    body = {
        **plain,
        "referenceImages": [uri(pool.active("Image")), media.image(2)],
        "referenceVideos": [media.video(2), uri(pool.active("Video"))],
        "referenceAudios": [uri(pool.active("Audio")), media.audio(2)],
    }
    expect_accepted(context, Case("AS-USE-TYPE", f"mixed lists ({model})", body, "accepted", control=plain))


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("model", PRO)
@pytest.mark.bills(2, 1)
def test_both_frames_may_be_assets(context: Context, pool: AssetPool, model: str) -> None:
    """The first and the last frame may both come from the library."""
    images = [pool.active("Image"), *pool.uploaded_now("Image")]
    plain = Shape(model, "FL").body(context.media)
    body = plain | {"first_image": uri(images[0]), "last_image": uri(images[1])}
    expect_accepted(context, Case("AS-USE-TYPE", f"two frames ({model})", body, "accepted", control=plain))


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("slot", _params(SLOTS))
@pytest.mark.bills(4)
def test_another_type_is_refused(context: Context, pool: AssetPool, slot: Slot) -> None:
    """A type that doesn't fit the field is refused; a Document is refused in every field, even with a fitting file."""
    misfits = {kind: pool.active(kind) for kind in KINDS if kind != FIELDS[slot.field]}
    named = [(str(kind), asset) for kind, asset in misfits.items()]
    document = pool.as_document(FIELDS[slot.field])
    named += [(f"{FIELDS[slot.field]} file as Document", document)] if document else []
    if slot.length > 1:
        # A server that reads an entry's type reads all types: the positions of a list take turns.
        named = named[slot.position % len(named) :][:1]
    for name, asset in named:
        body = slot.body(context.media, uri(asset))
        expect_refused(context, Case("AS-USE-TYPE", f"{name} in {slot.name}", body, "refused", late=True))
    context.evidence(len(named))


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(2, 1)
def test_an_active_asset_is_accepted(context: Context, pool: AssetPool, kind: Kind) -> None:
    """An Active asset may be referenced in create."""
    slot = slots_for(kind)[0]
    body = slot.body(context.media, uri(pool.active(kind)))
    case = Case("AS-USE-ACTIVE", f"Active {kind}", body, "accepted", control=slot.plain(context.media), disputed=True)
    expect_accepted(context, case)


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("slot", _params(SLOTS))
@pytest.mark.bills(1)
def test_an_unknown_asset_is_refused(context: Context, slot: Slot) -> None:
    """An id that the library never gave is not Active."""
    _expect_unusable(context, slot, UNKNOWN, "unknown")


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(1)
def test_an_id_with_a_suffix_is_refused(context: Context, pool: AssetPool, kind: Kind) -> None:
    """An Active asset's id with further characters is unknown."""
    _expect_unusable(context, slots_for(kind)[0], f"{pool.active(kind)}-x", "near miss")


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.bills(1)
def test_a_deleted_asset_is_refused(context: Context, pool: AssetPool) -> None:
    """An asset is no longer Active after its deletion."""
    asset = pool.deleted("Image")
    _expect_unusable(context, slots_for("Image")[0], asset, "deleted")


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(MOST_SLOTS)
def test_an_asset_in_processing_is_refused(context: Context, kind: Kind) -> None:
    """Just after the upload an asset may be Processing; a create is judged if a later detail still says so."""
    count = 0
    for slot in slots_for(kind):
        # A new asset for each slot: the number of creates during one review would vary from run to run.
        asset = asset_id(context.target.upload(upload_body(context.media, kind)))
        if asset is None:
            break
        case = _unusable(context, slot, asset, "Processing")
        answer = context.target.create(case.body)
        if task_status(context.target.detail(asset)) != "processing":
            break
        expect_refused(context, case, answer)
        count += 1
    # A library that reviews at once gives no such evidence; the other states are evidence enough.
    context.evidence(count)


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("file", ["missing.bin", pytest.param(_TEXT, marks=pytest.mark.files(_TEXT))])
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(MOST_SLOTS)
def test_a_failed_asset_is_refused(context: Context, kind: Kind, file: str) -> None:
    """A dead address, or a text, may be accepted and end Failed; if it is refused at once, nothing can be judged."""
    asset = asset_id(context.target.upload(upload_body(context.media, kind, url=context.media.url(file))))
    shown = reviewed(context.target, context.poller, asset) if asset else None
    if asset is None or shown is None or task_status(shown) != "failed":
        context.evidence(0)
        return
    for slot in slots_for(kind):
        _expect_unusable(context, slot, asset, "Failed")
    # A monitor judges that it is still Failed.
    context.target.detail(asset)


def _unusable(context: Context, slot: Slot, asset: str, state: str) -> Case:
    body = slot.body(context.media, uri(asset))
    return Case("AS-USE-ACTIVE", f"{state} in {slot.name}", body, "refused", late=True, disputed=True)


def _expect_unusable(context: Context, slot: Slot, asset: str, state: str) -> None:
    expect_refused(context, _unusable(context, slot, asset, state))
