# pyright: standard
from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.asset_upload import AssetUpload
from ...models.asset_uploaded import AssetUploaded
from ...models.error_answer import ErrorAnswer
from ...models.refusal import Refusal
from ...types import Response


def _get_kwargs(
    *,
    body: AssetUpload,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/kyyVideo2/asset/upload",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AssetUploaded | Refusal | ErrorAnswer:
    if 200 <= response.status_code <= 299:

        def _parse_response_2xx(data: object) -> AssetUploaded | Refusal:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_upload_answer_type_0 = AssetUploaded.from_dict(data)

                return componentsschemas_upload_answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_upload_answer_type_1 = Refusal.from_dict(data)

            return componentsschemas_upload_answer_type_1

        response_2xx = _parse_response_2xx(response.json())

        return response_2xx

    response_default = ErrorAnswer.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AssetUploaded | Refusal | ErrorAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: AssetUpload,
) -> Response[AssetUploaded | Refusal | ErrorAnswer]:
    """Upload an asset

     Adds a medium to the library. The service fetches `url` during the call; there is no upload of
    bytes. The asset is then reviewed: ask for its detail until it is `Active`, and only then use
    `asset://` and its id in a create. Faces and avatars must go this way.

    Args:
        body (AssetUpload): What to add to the library.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetUploaded | Refusal | ErrorAnswer]
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
    body: AssetUpload,
) -> AssetUploaded | Refusal | ErrorAnswer | None:
    """Upload an asset

     Adds a medium to the library. The service fetches `url` during the call; there is no upload of
    bytes. The asset is then reviewed: ask for its detail until it is `Active`, and only then use
    `asset://` and its id in a create. Faces and avatars must go this way.

    Args:
        body (AssetUpload): What to add to the library.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetUploaded | Refusal | ErrorAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: AssetUpload,
) -> Response[AssetUploaded | Refusal | ErrorAnswer]:
    """Upload an asset

     Adds a medium to the library. The service fetches `url` during the call; there is no upload of
    bytes. The asset is then reviewed: ask for its detail until it is `Active`, and only then use
    `asset://` and its id in a create. Faces and avatars must go this way.

    Args:
        body (AssetUpload): What to add to the library.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetUploaded | Refusal | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: AssetUpload,
) -> AssetUploaded | Refusal | ErrorAnswer | None:
    """Upload an asset

     Adds a medium to the library. The service fetches `url` during the call; there is no upload of
    bytes. The asset is then reviewed: ask for its detail until it is `Active`, and only then use
    `asset://` and its id in a create. Faces and avatars must go this way.

    Args:
        body (AssetUpload): What to add to the library.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetUploaded | Refusal | ErrorAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
