# pyright: standard
from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.created_task import CreatedTask
from ...models.error_answer import ErrorAnswer
from ...models.frames_to_video import FramesToVideo
from ...models.reference_to_video import ReferenceToVideo
from ...models.refusal import Refusal
from ...models.refused_task import RefusedTask
from ...models.text_to_video import TextToVideo
from ...models.video_reference import VideoReference
from ...types import Response


def _get_kwargs(
    *,
    body: FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/kyyvideo2/videos",
    }

    if isinstance(body, TextToVideo):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, FramesToVideo):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, ReferenceToVideo):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreatedTask | Refusal | RefusedTask | ErrorAnswer:
    if 200 <= response.status_code <= 299:

        def _parse_response_2xx(data: object) -> CreatedTask | Refusal | RefusedTask:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_create_answer_type_0 = RefusedTask.from_dict(data)

                return componentsschemas_create_answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_create_answer_type_1 = CreatedTask.from_dict(data)

                return componentsschemas_create_answer_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_create_answer_type_2 = Refusal.from_dict(data)

            return componentsschemas_create_answer_type_2

        response_2xx = _parse_response_2xx(response.json())

        return response_2xx

    response_default = ErrorAnswer.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CreatedTask | Refusal | RefusedTask | ErrorAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference,
) -> Response[CreatedTask | Refusal | RefusedTask | ErrorAnswer]:
    """Create a video task

     Starts a task and answers at once with its `id` and the status `queued`; the video is made
    afterwards. **An accepted call is billed**, also one whose answer you never received: don't send it
    again. Store the `id`, then query it.

    Args:
        body (FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference): One of four closed
            shapes. They have no valid request in common: the model and the media fields present tell
            them apart. A request that matches none breaks a rule of the mode table.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedTask | Refusal | RefusedTask | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference,
) -> CreatedTask | Refusal | RefusedTask | ErrorAnswer | None:
    """Create a video task

     Starts a task and answers at once with its `id` and the status `queued`; the video is made
    afterwards. **An accepted call is billed**, also one whose answer you never received: don't send it
    again. Store the `id`, then query it.

    Args:
        body (FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference): One of four closed
            shapes. They have no valid request in common: the model and the media fields present tell
            them apart. A request that matches none breaks a rule of the mode table.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedTask | Refusal | RefusedTask | ErrorAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference,
) -> Response[CreatedTask | Refusal | RefusedTask | ErrorAnswer]:
    """Create a video task

     Starts a task and answers at once with its `id` and the status `queued`; the video is made
    afterwards. **An accepted call is billed**, also one whose answer you never received: don't send it
    again. Store the `id`, then query it.

    Args:
        body (FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference): One of four closed
            shapes. They have no valid request in common: the model and the media fields present tell
            them apart. A request that matches none breaks a rule of the mode table.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedTask | Refusal | RefusedTask | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference,
) -> CreatedTask | Refusal | RefusedTask | ErrorAnswer | None:
    """Create a video task

     Starts a task and answers at once with its `id` and the status `queued`; the video is made
    afterwards. **An accepted call is billed**, also one whose answer you never received: don't send it
    again. Store the `id`, then query it.

    Args:
        body (FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference): One of four closed
            shapes. They have no valid request in common: the model and the media fields present tell
            them apart. A request that matches none breaks a rule of the mode table.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedTask | Refusal | RefusedTask | ErrorAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
