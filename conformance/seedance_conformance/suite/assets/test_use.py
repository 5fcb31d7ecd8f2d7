"""Which assets a create may name: Active ones, whose type fits the field."""

from collections.abc import Sequence
from typing import Any

import pytest

from seedance_conformance.cases.case import Case
from seedance_conformance.suite.assets.pool import KINDS, Kind, Shelf, reviewed, shelf_of, upload_body
from seedance_conformance.suite.assets.uses import MOST_PLACES, PLACES, PRO, STANDARD, Place, places, uri
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.judge import expect_accepted, expect_refused
from seedance_conformance.transport.answer import asset_id, task_status

pytestmark = [pytest.mark.full, pytest.mark.media]

NEVER_GIVEN = "asset-20200101000000-zzzzz"
_TEXT = "audios/text-named.mp3"


@pytest.fixture(scope="session")
def shelf(context: Context) -> Shelf:
    """Active assets that all tests share."""
    return shelf_of(context)


def _params(found: Sequence[Place]) -> list[Any]:
    """Single places on every target; the many list positions only where an accepted one is not billed."""
    return [
        pytest.param(place, id=place.name, marks=pytest.mark.loopback if place.length > 1 else ()) for place in found
    ]


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("place", _params(PLACES))
@pytest.mark.bills(2, 1)
def test_a_fitting_asset_is_accepted(context: Context, shelf: Shelf, place: Place) -> None:
    """Image fits the frames and referenceImages, Video referenceVideos, Audio referenceAudios."""
    body = place.body(context.media, uri(shelf.active(place.kind)))
    case = Case("AS-USE-TYPE", place.name, body, "accepted", control=place.plain(context.media))
    expect_accepted(context, case)


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("model", [PRO[0], STANDARD[0]])
@pytest.mark.bills(2, 1)
def test_assets_and_addresses_may_be_mixed(context: Context, shelf: Shelf, model: str) -> None:
    """Each of the three lists may hold an asset beside an address."""
    media = context.media
    plain = {
        "model": model,
        "prompt": "Mix the references",
        "referenceImages": [media.image(1), media.image(2)],
        "referenceVideos": [media.video(1), media.video(2)],
        "referenceAudios": [media.audio(1), media.audio(2)],
    }
    body = {
        **plain,
        "referenceImages": [uri(shelf.active("Image")), media.image(2)],
        "referenceVideos": [media.video(2), uri(shelf.active("Video"))],
        "referenceAudios": [uri(shelf.active("Audio")), media.audio(2)],
    }
    expect_accepted(context, Case("AS-USE-TYPE", f"mixed lists ({model})", body, "accepted", control=plain))


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("model", PRO)
@pytest.mark.bills(2, 1)
def test_both_frames_may_be_assets(context: Context, shelf: Shelf, model: str) -> None:
    """The first and the last frame may both come from the library."""
    images = [shelf.active("Image"), *shelf.uploaded_now("Image")]
    plain = {"model": model, "prompt": "From frame to frame", "first_image": context.media.image(1)}
    plain |= {"last_image": context.media.image(2)}
    body = plain | {"first_image": uri(images[0]), "last_image": uri(images[1])}
    expect_accepted(context, Case("AS-USE-TYPE", f"two frames ({model})", body, "accepted", control=plain))


@pytest.mark.rule("AS-USE-TYPE")
@pytest.mark.parametrize("place", _params(PLACES))
@pytest.mark.bills(4)
def test_another_type_is_refused(context: Context, shelf: Shelf, place: Place) -> None:
    """A type that does not fit the field is refused, a Document everywhere, also one whose file would fit."""
    misfits = {kind: shelf.active(kind) for kind in KINDS if kind != place.kind}
    named = [(str(kind), asset) for kind, asset in misfits.items()]
    disguised = shelf.disguised(place.kind)
    named += [(f"{place.kind} file as Document", disguised)] if disguised else []
    for name, asset in named:
        body = place.body(context.media, uri(asset))
        expect_refused(context, Case("AS-USE-TYPE", f"{name} in {place.name}", body, "refused", late=True))
    context.evidence(len(named))


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(2, 1)
def test_an_active_asset_is_accepted(context: Context, shelf: Shelf, kind: Kind) -> None:
    """An Active asset may be referenced in create."""
    place = places(kind)[0]
    body = place.body(context.media, uri(shelf.active(kind)))
    case = Case("AS-USE-ACTIVE", f"Active {kind}", body, "accepted", control=place.plain(context.media), disputed=True)
    expect_accepted(context, case)


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("place", _params(PLACES))
@pytest.mark.bills(1)
def test_an_unknown_asset_is_refused(context: Context, place: Place) -> None:
    """An id that the library never gave is not Active."""
    _expect_unusable(context, place, NEVER_GIVEN, "unknown")


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(1)
def test_a_near_miss_of_an_id_is_refused(context: Context, shelf: Shelf, kind: Kind) -> None:
    """An id is taken as a whole."""
    _expect_unusable(context, places(kind)[0], f"{shelf.active(kind)}-x", "near miss")


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.bills(1)
def test_a_deleted_asset_is_refused(context: Context, shelf: Shelf) -> None:
    """What was Active once is not Active after its deletion."""
    asset = shelf.deleted("Image")
    _expect_unusable(context, places("Image")[0], asset, "deleted")


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(MOST_PLACES)
def test_an_asset_in_processing_is_refused(context: Context, kind: Kind) -> None:
    """Just after the upload an asset may be Processing; a use is judged if the detail says so after it."""
    count = 0
    for place in places(kind):
        # A new one for each place: how many uses one review has time for would be a matter of chance.
        asset = asset_id(context.target.upload(upload_body(context.media, kind)))
        if asset is None:
            break
        case = _unusable(context, place, asset, "Processing")
        answer = context.target.create(case.body)
        if task_status(context.target.detail(asset)) != "processing":
            break
        expect_refused(context, case, answer)
        count += 1
    # A library without a time of processing gives no such evidence, and the other states are evidence enough.
    context.evidence(count)


@pytest.mark.rule("AS-USE-ACTIVE")
@pytest.mark.parametrize("file", ["missing.bin", pytest.param(_TEXT, marks=pytest.mark.files(_TEXT))])
@pytest.mark.parametrize("kind", ["Image", "Video", "Audio"])
@pytest.mark.bills(MOST_PLACES)
def test_a_failed_asset_is_refused(context: Context, kind: Kind, file: str) -> None:
    """A dead address, or a text, may be taken and end Failed; where it is refused at once there is no such asset."""
    asset = asset_id(context.target.upload(upload_body(context.media, kind, url=context.media.url(file))))
    shown = reviewed(context.target, context.poller, asset) if asset else None
    if asset is None or shown is None or task_status(shown) != "failed":
        context.evidence(0)
        return
    for place in places(kind):
        _expect_unusable(context, place, asset, "Failed")
    # A monitor judges that it is still Failed.
    context.target.detail(asset)


def _unusable(context: Context, place: Place, asset: str, state: str) -> Case:
    body = place.body(context.media, uri(asset))
    name = f"{state} in {place.name}"
    return Case("AS-USE-ACTIVE", name, body, "refused", late=True, disputed=True)


def _expect_unusable(context: Context, place: Place, asset: str, state: str) -> None:
    expect_refused(context, _unusable(context, place, asset, state))
