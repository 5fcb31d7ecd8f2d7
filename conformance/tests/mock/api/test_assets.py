"""The asset library: upload, review, detail, deletion, and use in a create."""

import uuid
from typing import Any

import pytest
from tests.mock.conftest import Start

OTHER = {"Authorization": "Bearer key-two"}


def test_the_lifecycle_of_an_asset(mock: Any) -> None:
    """It is Processing, then Active, has six fields, and is unknown after its deletion."""
    uploaded = mock.upload(name="lead actor").json()
    asset_id = uploaded["data"]["assetId"]
    assert uploaded == {"code": 0, "msg": None, "data": {"assetId": asset_id}}
    detail = {
        "name": "lead actor",
        "assetId": asset_id,
        "status": "Processing",
        "assetType": "Image",
        "url": mock.media,
        "createTime": "2027-01-15 08:00:00",
    }
    assert mock.asset(asset_id).json() == {"code": 0, "msg": None, "data": detail}
    mock.clock.advance(10)
    assert mock.asset(asset_id).json()["data"] == detail | {"status": "Active"}
    assert mock.asset(asset_id, "DELETE").json() == {"code": "0", "msg": "success", "data": None}
    for answer in (mock.asset(asset_id), mock.asset(asset_id, "DELETE")):
        assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (404, -1, None)


def test_an_unfetchable_asset_is_refused_with_the_documented_code(mock: Any) -> None:
    """The answer has code 1001 and the reason in msg."""
    answer = mock.upload(url=mock.root + "/nothing")
    assert (answer.status_code, answer.json()["code"]) == (400, 1001)
    assert "404" in answer.json()["msg"]


@pytest.mark.parametrize("options", [{"reject_late": True}, {"choices": {"asset-refusal": "late"}}])
@pytest.mark.parametrize("path", ["/nothing", "/Audio"])
def test_a_wrong_file_can_fail_the_review(start: Start, options: dict[str, Any], path: str) -> None:
    """With a setting, a file that can't be fetched or has another type is accepted, and its review fails."""
    mock = start(**options)
    asset_id = mock.active_asset(url=mock.files + path)
    assert mock.asset(asset_id).json()["data"]["status"] == "Failed"


def test_an_active_asset_can_be_used_in_its_field(mock: Any) -> None:
    """Image, video and audio assets are accepted in the fields for their types."""
    kinds = {"referenceImages": "Image", "referenceVideos": "Video", "referenceAudios": "Audio"}
    fields = {field: [f"asset://{mock.active_asset(kind)}"] for field, kind in kinds.items()}
    assert mock.create(**fields).status_code == 200


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [
        ("Video", "first_image", "first_image"),
        ("Image", "referenceVideos", "referenceVideos[1]"),
        ("Document", "referenceAudios", "referenceAudios[1]"),
        ("Audio", "referenceImages", "referenceImages[1]"),
    ],
)
def test_an_asset_in_the_wrong_field_is_refused(mock: Any, kind: str, field: str, place: str) -> None:
    """The answer names AS-USE-TYPE once, with the place in the array."""
    address = f"asset://{mock.active_asset(kind)}"
    problems = mock.create(**{field: address if field == place else [mock.media, address]}).json()["problems"]
    assert [(problem["rule"], problem["field"]) for problem in problems] == [("AS-USE-TYPE", place)]


def test_only_an_own_active_asset_can_be_used(mock: Any) -> None:
    """Processing, deleted, foreign and unknown assets are refused with the same rule."""
    own, deleted = mock.active_asset(), mock.active_asset()
    mock.asset(deleted, "DELETE")
    processing = mock.upload().json()["data"]["assetId"]
    for unfit in (processing, deleted, "asset-1"):
        assert mock.rules(mock.create(first_image=f"asset://{unfit}")) == ["AS-USE-ACTIVE"]
    mock.client.headers.update(OTHER)
    assert mock.rules(mock.create(first_image=f"asset://{own}")) == ["AS-USE-ACTIVE"]


def test_a_foreign_asset_is_invisible(mock: Any) -> None:
    """Another key can neither see nor delete it."""
    asset_id = mock.active_asset()
    assert mock.asset(asset_id, headers=OTHER).status_code == 404
    assert mock.asset(asset_id, "DELETE", headers=OTHER).status_code == 404
    assert mock.asset(asset_id).status_code == 200


def test_answers_can_have_other_forms(start: Start) -> None:
    """Choices change codes, the detail, the second delete, the message and the form of ids."""
    choices = {"asset-code": "string", "asset-detail": "flat", "second-delete": "accepted", "asset-id-form": "uuid"}
    mock = start(choices=choices | {"delete-message": "chinese"})
    assert mock.upload().json()["code"] == "0"
    asset_id = mock.active_asset()
    assert uuid.UUID(asset_id).version == 4
    assert mock.asset(asset_id).json()["status"] == "Active"
    for _ in range(2):
        assert mock.asset(asset_id, "DELETE").json() == {"code": "0", "msg": "删除成功", "data": None}
    assert mock.asset("never", "DELETE").status_code == 404
