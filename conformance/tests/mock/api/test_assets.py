"""The asset library: upload, review, detail, deletion, and use in a create."""

from collections.abc import Callable
from typing import Any

import pytest

OTHER = {"Authorization": "Bearer key-two"}


def test_the_lifecycle_of_an_asset(mock: Any) -> None:
    """It is Processing, then Active, has six fields, and is unknown after its deletion."""
    uploaded = mock.upload(name="lead actor").json()
    asset_id = uploaded["data"]["assetId"]
    assert uploaded == {"code": 0, "msg": None, "data": {"assetId": asset_id}}
    path = f"/kyyVideo2/asset/{asset_id}"
    assert mock.client.get(path).json() == {
        "code": 0,
        "msg": None,
        "data": {
            "name": "lead actor",
            "assetId": asset_id,
            "status": "Processing",
            "assetType": "Image",
            "url": mock.media,
            "createTime": "2027-01-15 08:00:00",
        },
    }
    mock.clock.advance(10)
    assert mock.client.get(path).json()["data"]["status"] == "Active"
    assert mock.client.delete(path).json() == {"code": "0", "msg": "success", "data": None}
    for answer in (mock.client.get(path), mock.client.delete(path)):
        assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (404, -1, None)


def test_an_unfetchable_asset_is_refused_with_the_documented_code(mock: Any) -> None:
    """The answer has code 1001 and the reason in msg."""
    answer = mock.upload(url=mock.root + "/nothing")
    assert (answer.status_code, answer.json()["code"]) == (400, 1001)
    assert "404" in answer.json()["msg"]


@pytest.mark.parametrize("options", [{"reject_late": True}, {"choices": {"asset-refusal": "late"}}])
def test_an_unfetchable_asset_can_fail_later(start: Callable[..., Any], options: dict[str, Any]) -> None:
    """With a setting, it is accepted, and its review fails."""
    mock = start(**options)
    asset_id = mock.upload(url=mock.root + "/nothing").json()["data"]["assetId"]
    mock.clock.advance(10)
    assert mock.client.get(f"/kyyVideo2/asset/{asset_id}").json()["data"]["status"] == "Failed"


def test_an_active_asset_can_be_used_in_its_field(mock: Any) -> None:
    """Image, video and audio assets are accepted in the fields for their types."""
    fields = {
        "referenceImages": [f"asset://{mock.active_asset('Image')}"],
        "referenceVideos": [f"asset://{mock.active_asset('Video')}"],
        "referenceAudios": [f"asset://{mock.active_asset('Audio')}"],
    }
    assert mock.create(**fields).status_code == 200


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("Video", "first_image"),
        ("Image", "referenceVideos"),
        ("Document", "referenceAudios"),
        ("Audio", "referenceImages"),
    ],
)
def test_an_asset_in_the_wrong_field_is_refused(mock: Any, kind: str, field: str) -> None:
    """The answer names AS-USE-TYPE once, with the place in the array."""
    address = f"asset://{mock.active_asset(kind)}"
    good = [mock.media] if field.startswith("reference") else []
    answer = mock.create(**{field: [*good, address] if good else address})
    assert [(problem["rule"], problem["field"]) for problem in answer.json()["problems"]] == [
        ("AS-USE-TYPE", f"{field}[1]" if good else field)
    ]


def test_only_an_own_active_asset_can_be_used(mock: Any) -> None:
    """Processing, deleted, foreign and unknown assets are refused with the same rule."""
    processing = mock.upload().json()["data"]["assetId"]
    assert mock.rules(mock.create(first_image=f"asset://{processing}")) == ["AS-USE-ACTIVE"]
    deleted = mock.active_asset()
    mock.client.delete(f"/kyyVideo2/asset/{deleted}")
    assert mock.rules(mock.create(first_image=f"asset://{deleted}")) == ["AS-USE-ACTIVE"]
    assert mock.rules(mock.create(first_image="asset://asset-1")) == ["AS-USE-ACTIVE"]
    own = mock.active_asset()
    mock.client.headers.update(OTHER)
    assert mock.rules(mock.create(first_image=f"asset://{own}")) == ["AS-USE-ACTIVE"]


def test_a_foreign_asset_is_invisible(mock: Any) -> None:
    """Another key can neither see nor delete it."""
    path = f"/kyyVideo2/asset/{mock.active_asset()}"
    assert mock.client.get(path, headers=OTHER).status_code == 404
    assert mock.client.delete(path, headers=OTHER).status_code == 404
    assert mock.client.get(path).status_code == 200


def test_a_misused_asset_can_fail_the_task_later(start: Callable[..., Any]) -> None:
    """It is refused at create by default; by choice, the task fails."""
    mock = start(choices={"asset-use": "late"})
    task_id = mock.create(first_image="asset://asset-1").json()["id"]
    mock.clock.advance(31)
    assert mock.query(task_id).json()["status"] == "failed"


def test_answers_can_have_other_forms(start: Callable[..., Any]) -> None:
    """Choices change codes, the detail, the second delete, the message and the form of ids."""
    mock = start(
        choices={
            "asset-code": "string",
            "asset-detail": "flat",
            "second-delete": "accepted",
            "delete-message": "chinese",
            "asset-id-form": "uuid",
        }
    )
    assert mock.upload().json()["code"] == "0"
    path = f"/kyyVideo2/asset/{mock.active_asset()}"
    assert mock.client.get(path).json()["status"] == "Active"
    answers = [mock.client.delete(path).json() for _ in range(2)]
    assert [answer["code"] for answer in answers] == ["0", "0"]
    assert answers[0]["msg"] == "删除成功"
    assert mock.client.delete("/kyyVideo2/asset/never").status_code == 404
