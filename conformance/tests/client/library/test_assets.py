"""The asset library: upload, wait until Active, use, delete; and what goes wrong on the way."""

import json
from pathlib import Path
from typing import Any

import pytest
from seedance_client import (
    Asset,
    AssetFailed,
    AuthenticationFailed,
    Busy,
    Frames,
    InvalidRequest,
    OutcomeUnknown,
    References,
    Refused,
    SeedanceError,
    WaitTimeout,
)
from seedance_client._sdk.create.request import media_fields
from tests.client.library.answers import PRO, TASK, close, http

URL = "https://media.example.com/face.png"
DETAIL = {"name": "lead", "assetId": "asset-1", "status": "Active", "assetType": "Image", "url": URL, "createTime": "t"}
RECEIPT = {"code": 0, "msg": None, "data": {"assetId": "asset-1"}}

GONE = http({"code": -1, "msg": "not found", "data": None})
DELETED = http({"code": "0", "msg": "success", "data": None})


def detail(**change: object) -> bytes:
    """The detail of the asset."""
    return http({"code": 0, "msg": None, "data": {**DETAIL, **change}})


def test_upload_waits_until_it_is_active(hostile: Any, call: Any) -> None:
    """An upload is asked about until it may be used, and then fits into every mode."""
    hostile.script = {"POST": [http(RECEIPT)], "GET": [detail(status="Processing"), close, http({}, 500), detail()]}
    asset = call("assets.upload", URL, "Image", name="lead")
    assert (asset.id, asset.status, asset.kind, asset.name, asset.url) == ("asset-1", "Active", "Image", "lead", URL)
    assert json.loads(hostile.seen[0].body) == {"assetType": "Image", "url": URL, "name": "lead"}
    assert hostile.count("POST") == 1
    used = "asset://asset-1"
    assert media_fields(Frames(asset, last=asset)) == {"first_image": used, "last_image": used}
    assert media_fields(References(images=[asset, URL])) == {"referenceImages": [used, URL]}


@pytest.mark.parametrize(
    "reply",
    [detail(), http(DETAIL), http({"code": "0", "data": DETAIL}), detail(status="active"), detail(extra=1)],
    ids=["wrapped", "flat", "code as text", "lower case", "more fields"],
)
def test_detail_in_every_shape(reply: bytes, hostile: Any, call: Any) -> None:
    """The detail is read in each shape that has been seen."""
    hostile.script["GET"] = [reply]
    assert call("assets.get", "asset://asset-1").active
    assert hostile.seen[0].path.endswith("/kyyVideo2/asset/asset-1")


def test_without_waiting(hostile: Any, call: Any) -> None:
    """The id is returned immediately, for a later wait."""
    hostile.script = {"POST": [http(RECEIPT)]}
    assert call("assets.upload", URL, "Audio", wait=False) == Asset("asset-1", "Processing", "Audio", None, URL)


UPLOADS: dict[str, tuple[Any, type[SeedanceError]]] = {
    "no answer": (close, OutcomeUnknown),
    "500": (http({}, 500), OutcomeUnknown),
    "HTML": (http(b"<html>"), OutcomeUnknown),
    "no id": (http({"code": 0, "data": {}}), OutcomeUnknown),
    "refused": (http({"code": 1001, "msg": "no", "data": None}), Refused),
    "400": (http({"error": "no"}, 400), Refused),
    "401": (http({}, 401), AuthenticationFailed),
    "200 and 204": (http({"code": "204", "msg": "login"}), AuthenticationFailed),
    "429": (http({}, 429), Busy),
}


@pytest.mark.parametrize(("reply", "error"), UPLOADS.values(), ids=list(UPLOADS))
def test_an_upload_is_sent_once(reply: Any, error: type[SeedanceError], hostile: Any, call: Any) -> None:
    """Whatever comes back, it was sent once: a second upload would be a second asset."""
    hostile.script["POST"] = [reply]
    with pytest.raises(error):
        call("assets.upload", URL, "Image")
    assert hostile.count("POST") == 1


@pytest.mark.parametrize(("url", "kind"), [("x.png", "Image"), ("asset://a", "Image"), (URL, "image"), (URL, "Film")])
def test_an_unsound_upload_is_not_sent(url: str, kind: Any, hostile: Any, call: Any) -> None:
    """An invalid kind or address is rejected before anything is sent."""
    with pytest.raises(InvalidRequest):
        call("assets.upload", url, kind)
    assert not hostile.seen


def test_a_review_that_fails_or_does_not_end(hostile: Any, call: Any) -> None:
    """A failed asset is an error that has it; after a review that takes too long, waiting can go on."""
    hostile.script["GET"] = [detail(status="Failed")]
    with pytest.raises(AssetFailed) as caught:
        call("assets.wait", "asset-1")
    assert caught.value.asset.id == "asset-1"
    hostile.script["GET"] = [detail(status="Processing")]
    with pytest.raises(WaitTimeout, match="asset-1"):
        call("assets.wait", "asset-1", timeout=30)


def test_delete_looks_first(hostile: Any, call: Any) -> None:
    """A deletion looks before, so that a wrong id is noticed, and after; the asset itself will do as argument."""
    hostile.script = {"GET": [detail(), GONE], "DELETE": [DELETED]}
    call("assets.delete", Asset("asset-1", "Active"))
    assert [request.method for request in hostile.seen] == ["GET", "DELETE", "GET"]
    with pytest.raises(Refused, match="not found"):
        call("assets.delete", "asset-2")
    assert hostile.count("DELETE") == 1


@pytest.mark.parametrize("after", [[detail(), GONE], [detail(status="Deleted")], [http({}, 500)]])
def test_a_deletion_that_shows_late(after: list[bytes], hostile: Any, call: Any) -> None:
    """What is gone a little later, or can't be used any more, or can't be asked about, is deleted."""
    hostile.script = {"GET": [detail(), *after], "DELETE": [DELETED]}
    call("assets.delete", "asset-1")


def test_an_asset_in_use_is_not_deleted(hostile: Any, call: Any, tmp_path: Path) -> None:
    """While the journal has a task that uses it, an asset is not deleted; once it has ended, or is settled, it is."""
    hostile.script = {"POST": [http(TASK)], "GET": [detail(), GONE], "DELETE": [DELETED]}
    options = {"journal": tmp_path / "tasks.jsonl"}
    call("create", "x", References(images=["asset://asset-1"]), model=PRO, options=options)
    with pytest.raises(InvalidRequest, match=r"task video_1.*AS-DEL-CHECK"):
        call("assets.delete", "asset://asset-1", options=options)
    assert [request.method for request in hostile.seen] == ["POST"]
    call("settle", "video_1", options=options)
    call("assets.delete", "asset-1", options=options)
    assert hostile.count("DELETE") == 1


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (http({"code": 5, "msg": "no"}), Refused, "no"),
        (close, OutcomeUnknown, None),
        (http(b"x"), OutcomeUnknown, None),
        (DELETED, OutcomeUnknown, "still has it"),
    ],
)
def test_a_deletion_that_is_none(
    reply: Any, error: type[SeedanceError], words: str | None, hostile: Any, call: Any
) -> None:
    """A refusal within a 200 is one; a lost answer, or an asset that is still there, leaves it open."""
    hostile.script = {"GET": [detail()], "DELETE": [reply]}
    with pytest.raises(error, match=words):
        call("assets.delete", "asset-1")
