# pyright: standard
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.error_answer import ErrorAnswer
from ...models.refusal import Refusal
from ...models.video_task import VideoTask
from ...types import Response


def _get_kwargs(
    id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/result/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorAnswer | Refusal | VideoTask:
    if 200 <= response.status_code <= 299:

        def _parse_response_2xx(data: object) -> Refusal | VideoTask:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_query_answer_type_0 = VideoTask.from_dict(data)

                return componentsschemas_query_answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_query_answer_type_1 = Refusal.from_dict(data)

            return componentsschemas_query_answer_type_1

        response_2xx = _parse_response_2xx(response.json())

        return response_2xx

    response_default = ErrorAnswer.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorAnswer | Refusal | VideoTask]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ErrorAnswer | Refusal | VideoTask]:
    """Query a video task

     Reports the state of a task. Asking changes nothing and costs nothing. Ask every 20 to 40 seconds
    (sooner for the fast models) until `status` is `completed` or `failed`, then stop. The lookup is
    shared by all lines of the host; the id alone selects the task.

    Args:
        id (str): The `id` of the create answer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | Refusal | VideoTask]
    """

    kwargs = _get_kwargs(
        id=id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient,
) -> ErrorAnswer | Refusal | VideoTask | None:
    """Query a video task

     Reports the state of a task. Asking changes nothing and costs nothing. Ask every 20 to 40 seconds
    (sooner for the fast models) until `status` is `completed` or `failed`, then stop. The lookup is
    shared by all lines of the host; the id alone selects the task.

    Args:
        id (str): The `id` of the create answer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorAnswer | Refusal | VideoTask
    """

    return sync_detailed(
        id=id,
        client=client,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ErrorAnswer | Refusal | VideoTask]:
    """Query a video task

     Reports the state of a task. Asking changes nothing and costs nothing. Ask every 20 to 40 seconds
    (sooner for the fast models) until `status` is `completed` or `failed`, then stop. The lookup is
    shared by all lines of the host; the id alone selects the task.

    Args:
        id (str): The `id` of the create answer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorAnswer | Refusal | VideoTask]
    """

    kwargs = _get_kwargs(
        id=id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient,
) -> ErrorAnswer | Refusal | VideoTask | None:
    """Query a video task

     Reports the state of a task. Asking changes nothing and costs nothing. Ask every 20 to 40 seconds
    (sooner for the fast models) until `status` is `completed` or `failed`, then stop. The lookup is
    shared by all lines of the host; the id alone selects the task.

    Args:
        id (str): The `id` of the create answer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorAnswer | Refusal | VideoTask
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
        )
    ).parsed
