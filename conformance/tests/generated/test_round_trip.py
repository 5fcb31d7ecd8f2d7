"""The generated client against a real server: what it sends, and that no answer loses a task that is paid for."""

import asyncio
import json
from typing import Any

import pytest
from seedance_client import AuthenticatedClient
from seedance_client.api.assets import delete_asset, get_asset, upload_asset
from seedance_client.api.videos import create_video, get_video
from seedance_client.models import (
    AssetDeletion,
    AssetDetail,
    AssetRecord,
    AssetUpload,
    AssetUploaded,
    CreatedTask,
    ErrorAnswer,
    ErrorDetail,
    FramesToVideo,
    ReferenceToVideo,
    Refusal,
    RefusedTask,
    TextToVideo,
    VideoReference,
    VideoTask,
)
from tests.openapi.test_answers import ASSET, TASK

KEY = "sk-of-nobody"
BODY = TextToVideo(model="seedance_2_0_pro", prompt="A kite")


def say(server: Any, document: object, status: int = 200) -> AuthenticatedClient:
    """Have the server answer with a document, and give a client of it."""
    content = json.dumps(document).encode()
    server.answer = lambda method, path, body: (status, {}, content)
    return AuthenticatedClient(base_url=f"{server.base_url}/kyyReactApiServer", token=KEY)


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (BODY, {"model": "seedance_2_0_pro", "prompt": "A kite"}),
        (
            FramesToVideo(
                "seedance_2_0_fast_pro", "花", "https://m.example.com/a.png", duration=4, aspect_ratio="21:9"
            ),
            {"model": "seedance_2_0_fast_pro", "prompt": "花", "first_image": "https://m.example.com/a.png"}
            | {"duration": 4, "aspect_ratio": "21:9"},
        ),
        (
            ReferenceToVideo("seedance_2_0_pro", "x", reference_images=["asset://a"], generate_audio=False),
            {"model": "seedance_2_0_pro", "prompt": "x", "referenceImages": ["asset://a"], "generateAudio": False},
        ),
        (
            VideoReference("seedance_2_0", "x", ["asset://v"], reference_audios=["asset://a"]),
            {
                "model": "seedance_2_0",
                "prompt": "x",
                "referenceVideos": ["asset://v"],
                "referenceAudios": ["asset://a"],
            },
        ),
    ],
)
def test_create_sends_what_was_given(
    scripted: Any,
    body: TextToVideo | FramesToVideo | ReferenceToVideo | VideoReference,
    sent: dict[str, object],
    status: int,
) -> None:
    """What was given in the API's spelling, labelled as JSON, without defaults; success isn't tied to 200."""
    with say(scripted, {**TASK, "error": None}, status) as client:
        answer = create_video.sync(client=client, body=body)
    assert isinstance(answer, CreatedTask)
    assert (answer.id, answer.status, answer.error) == ("video_1", "queued", None)
    [(method, path, content)] = scripted.seen
    assert (method, path) == ("POST", "/kyyReactApiServer/v1/kyyvideo2/videos")
    assert json.loads(content) == sent
    assert scripted.headers[0]["content-type"] == "application/json"


def test_query(scripted: Any) -> None:
    """A query carries the key, and reads a finished task, with fields that the contract doesn't have."""
    document = {**TASK, "status": "completed", "video_url": "https://cdn.example.com/o.mp4", "actualDuration": 5.04}
    with say(scripted, {**document, "totalTokens": 108900, "progress": 100}) as client:
        answer = get_video.sync("video_1", client=client)
    assert isinstance(answer, VideoTask)
    assert (answer.video_url, answer.actual_duration, answer.total_tokens) == (document["video_url"], 5.04, 108900)
    assert answer["progress"] == 100
    assert answer.to_dict() == {**document, "totalTokens": 108900, "progress": 100}
    assert scripted.seen[0][:2] == ("GET", "/kyyReactApiServer/v1/result/video_1")
    assert scripted.headers[0]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "cancelled"},
        {"status": "COMPLETED", "model": "seedance_3"},
        {"error": {"code": "x", "message": "no"}, "status": "failed"},
        {"actualDuration": "5", "totalTokens": "108900"},
        {"video_url": None, "actualDuration": None, "totalTokens": None, "error": None},
    ],
)
def test_query_survives_surprises(scripted: Any, change: dict[str, object]) -> None:
    """A new status word, or another type where one has been seen, doesn't break the reading of a paid task."""
    with say(scripted, {**TASK, **change}) as client:
        answer = get_video.sync("video_1", client=client)
    assert isinstance(answer, VideoTask)
    assert answer.to_dict() == {**TASK, **change}


@pytest.mark.parametrize(
    "document",
    [{"id": "video_1"}, {"id": "video_1", "status": 7}, {"data": {"id": "video_1"}}, {**TASK, "created": None}],
)
def test_unexpected_create_answer_keeps_the_id(scripted: Any, document: dict[str, object]) -> None:
    """An accepted create whose answer isn't the documented one is still handed over whole, with the id in it."""
    with say(scripted, document) as client:
        answer = create_video.sync(client=client, body=BODY)
    assert answer is not None
    assert answer.to_dict() == document


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"id": "video_1", "status": "failed", "error": "no"}, RefusedTask),
        ({**TASK, "status": "failed", "error": {"message": "no"}}, RefusedTask),
        ({"code": "204", "msg": "login check failed"}, Refusal),
        ({"code": 1001, "msg": "no", "data": None}, Refusal),
        ({"error": {"message": "no"}}, Refusal),
    ],
)
def test_refusals_within_a_success_are_told_apart(scripted: Any, document: object, kind: type) -> None:
    """A refusal with status 200 isn't a created task."""
    with say(scripted, document) as client:
        answer = create_video.sync(client=client, body=BODY)
    assert isinstance(answer, kind)


@pytest.mark.parametrize("status", [400, 401, 404, 422, 429, 500, 503])
def test_errors_have_a_body(scripted: Any, status: int) -> None:
    """Any other status gives the error's body, with its status at hand."""
    with say(scripted, {"error": {"code": "InvalidParameter", "message": "no", "hint": 1}}, status) as client:
        answer = create_video.sync_detailed(client=client, body=BODY)
    assert answer.status_code == status
    assert isinstance(answer.parsed, ErrorAnswer)
    assert isinstance(answer.parsed.error, ErrorDetail)
    assert (answer.parsed.error.message, answer.parsed.error["hint"]) == ("no", 1)


def test_assets(scripted: Any) -> None:
    """Upload, detail and delete go to their addresses and read their answers."""
    with say(scripted, {"code": 0, "msg": None, "data": {"assetId": "asset-1"}}) as client:
        uploaded = upload_asset.sync(client=client, body=AssetUpload("Image", "https://m.example.com/a.png"))
    with say(scripted, {"code": 0, "msg": None, "data": ASSET}) as client:
        wrapped = get_asset.sync("asset-1", client=client)
    with say(scripted, ASSET) as client:
        flat = get_asset.sync("asset 1/2", client=client)
    with say(scripted, {"code": "0", "msg": "success", "data": None}) as client:
        deleted = delete_asset.sync("asset-1", client=client)
    assert isinstance(uploaded, AssetUploaded)
    assert isinstance(wrapped, AssetDetail)
    assert isinstance(flat, AssetRecord)
    assert isinstance(deleted, AssetDeletion)
    assert (uploaded.data.asset_id, wrapped.data, deleted.code) == ("asset-1", flat, "0")
    assert [(method, path) for method, path, _ in scripted.seen] == [
        ("POST", "/kyyReactApiServer/kyyVideo2/asset/upload"),
        ("GET", "/kyyReactApiServer/kyyVideo2/asset/asset-1"),
        ("GET", "/kyyReactApiServer/kyyVideo2/asset/asset%201%2F2"),
        ("DELETE", "/kyyReactApiServer/kyyVideo2/asset/asset-1"),
    ]
    assert json.loads(scripted.seen[0][2]) == {"assetType": "Image", "url": "https://m.example.com/a.png"}


def test_refused_asset_calls(scripted: Any) -> None:
    """A non-zero code without a result is a refusal."""
    with say(scripted, {"code": 1001, "msg": "unreachable", "data": None}) as client:
        uploaded = upload_asset.sync(client=client, body=AssetUpload("Image", "https://m.example.com/a.png"))
        found = get_asset.sync("asset-1", client=client)
    for answer in (uploaded, found):
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.msg, answer["data"]) == (1001, "unreachable", None)


def test_async(scripted: Any) -> None:
    """The asynchronous form does the same."""

    async def flow() -> None:
        async with say(scripted, TASK) as client:
            assert isinstance(await create_video.asyncio(client=client, body=BODY), CreatedTask)
            assert isinstance(await get_video.asyncio("video_1", client=client), VideoTask)

    asyncio.run(flow())
