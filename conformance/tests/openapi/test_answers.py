"""The contract judges answers: documented fields closed, further fields open, null and absent alike."""

from typing import Any

import pytest
from tests.openapi.conftest import JudgeOf

TASK = {"id": "video_1", "object": "video", "created": 1774836724, "model": "seedance_2_0_pro", "status": "queued"}
ASSET = {
    "name": None,
    "assetId": "asset-1",
    "status": "Active",
    "assetType": "Image",
    "url": "https://media.example.com/face.png",
    "createTime": "2026-03-30 14:21:58",
}
RESULT = {"status": "completed", "video_url": "https://cdn.example.com/out.mp4", "actualDuration": 5, "totalTokens": 0}


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The document without one field."""
    return {key: value for key, value in document.items() if key != name}


CONFORMING: list[tuple[str, object]] = [
    ("CreateAnswer", TASK),
    ("CreateAnswer", {**TASK, "error": None, "progress": 0}),
    ("CreateAnswer", {"code": "204", "msg": "login check failed"}),
    ("CreateAnswer", {"code": 1001, "msg": "no", "data": None}),
    ("CreateAnswer", {"error": {"message": "duration must be at most 15"}}),
    ("CreateAnswer", {"error": "duration must be at most 15"}),
    ("CreateAnswer", {"id": "video_1", "status": "failed", "error": "no"}),
    ("QueryAnswer", TASK),
    ("QueryAnswer", {**TASK, "video_url": None, "actualDuration": None, "totalTokens": None, "error": None}),
    ("QueryAnswer", {**TASK, **RESULT}),
    ("QueryAnswer", {**TASK, **RESULT, "actualDuration": 5.04, "usage": {}}),
    ("QueryAnswer", {**TASK, "status": "failed", "error": "reference video could not be read"}),
    ("QueryAnswer", {"code": -1, "msg": "not found", "data": None}),
    ("UploadAnswer", {"code": 0, "msg": None, "data": {"assetId": "asset-1"}}),
    ("UploadAnswer", {"code": "0", "data": {"assetId": "asset-1", "more": 1}, "traceId": "t"}),
    ("UploadAnswer", {"code": 1001, "msg": "unreachable", "data": None}),
    ("DetailAnswer", {"code": 0, "msg": None, "data": ASSET}),
    ("DetailAnswer", {"code": "0", "data": {**ASSET, "name": "lead actor", "size": 3}}),
    ("DetailAnswer", ASSET),
    ("DetailAnswer", {"code": -1, "msg": "not found", "data": None}),
    ("DeleteAnswer", {"code": "0", "msg": "success", "data": None}),
    ("DeleteAnswer", {"code": 0}),
    ("DeleteAnswer", {"code": -1, "msg": "not found", "data": None}),
    ("ErrorAnswer", {"detail": "anything"}),
    ("ErrorAnswer", {"error": {"code": "InvalidParameter", "message": "no", "param": "image", "type": "BadRequest"}}),
]

BREACHES: list[tuple[str, object]] = [
    *(("CreateAnswer", without(TASK, field)) for field in TASK),
    *(("QueryAnswer", without(TASK, field)) for field in TASK),
    ("CreateAnswer", {**TASK, "id": ""}),
    ("CreateAnswer", {**TASK, "id": None}),
    ("CreateAnswer", {**TASK, "id": 7}),
    ("CreateAnswer", {**TASK, "object": "task"}),
    ("CreateAnswer", {**TASK, "created": "1774836724"}),
    ("CreateAnswer", {**TASK, "created": 1774836724000}),
    ("CreateAnswer", {**TASK, "created": 1774836724.5}),
    ("CreateAnswer", {**TASK, "model": "seedance_2_0_ultra"}),
    ("CreateAnswer", {**TASK, "status": "processing"}),
    ("CreateAnswer", {**TASK, "error": "no"}),
    ("CreateAnswer", {"code": 0, "msg": None, "data": TASK}),
    ("CreateAnswer", {"code": "0", "data": TASK}),
    ("CreateAnswer", {}),
    ("CreateAnswer", [TASK]),
    ("CreateAnswer", "queued"),
    ("QueryAnswer", {**TASK, "status": "running"}),
    ("QueryAnswer", {**TASK, "status": "COMPLETED"}),
    ("QueryAnswer", {**TASK, **RESULT, "video_url": ""}),
    ("QueryAnswer", {**TASK, **RESULT, "video_url": "/out.mp4"}),
    ("QueryAnswer", {**TASK, **RESULT, "actualDuration": "5"}),
    ("QueryAnswer", {**TASK, **RESULT, "actualDuration": 0}),
    ("QueryAnswer", {**TASK, **RESULT, "totalTokens": "108900"}),
    ("QueryAnswer", {**TASK, **RESULT, "totalTokens": 1.5}),
    ("QueryAnswer", {**TASK, **RESULT, "totalTokens": -1}),
    ("QueryAnswer", {**TASK, "status": "failed", "error": {"message": "no"}}),
    ("QueryAnswer", {**TASK, "status": "failed", "error": ""}),
    ("QueryAnswer", {"code": 0, "data": TASK}),
    ("UploadAnswer", {"code": 0, "msg": None, "data": {}}),
    ("UploadAnswer", {"code": 0, "msg": None, "data": {"assetId": ""}}),
    ("UploadAnswer", {"code": 0, "msg": None, "data": None}),
    ("UploadAnswer", {"assetId": "asset-1"}),
    *(("DetailAnswer", {"code": 0, "data": without(ASSET, field)}) for field in ASSET),
    *(("DetailAnswer", without(ASSET, field)) for field in ASSET),
    ("DetailAnswer", {"code": 0, "data": {**ASSET, "status": "EXPIRED"}}),
    ("DetailAnswer", {"code": 0, "data": {**ASSET, "assetType": "image"}}),
    ("DeleteAnswer", {"code": "0", "data": {"assetId": "asset-1"}}),
    ("DeleteAnswer", {"msg": "success"}),
    ("ErrorAnswer", ["no"]),
]


@pytest.mark.parametrize(("schema", "answer"), CONFORMING)
def test_conforming(judge_of: JudgeOf, schema: str, answer: object) -> None:
    """A documented answer, a refusal in a shape that has been seen, or more fields than documented: all match."""
    assert judge_of(schema)(answer)


@pytest.mark.parametrize(("schema", "answer"), BREACHES)
def test_breach(judge_of: JudgeOf, schema: str, answer: object) -> None:
    """A missing field, a wrong type, a word out of the list, a wrapped task: none matches."""
    assert not judge_of(schema)(answer)
