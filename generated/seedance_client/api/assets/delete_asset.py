# pyright: standard
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.asset_deletion import AssetDeletion
from ...models.error_answer import ErrorAnswer
from ...models.refusal import Refusal
from ...types import Response


def _get_kwargs(
    asset_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/kyyVideo2/asset/{asset_id}".format(
            asset_id=quote(str(asset_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AssetDeletion | Refusal | ErrorAnswer:
    if 200 <= response.status_code <= 299:

        def _parse_response_2xx(data: object) -> AssetDeletion | Refusal:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_delete_answer_type_0 = AssetDeletion.from_dict(data)

                return componentsschemas_delete_answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_delete_answer_type_1 = Refusal.from_dict(data)

            return componentsschemas_delete_answer_type_1

        response_2xx = _parse_response_2xx(response.json())

        return response_2xx

    response_default = ErrorAnswer.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AssetDeletion | Refusal | ErrorAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    asset_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[AssetDeletion | Refusal | ErrorAnswer]:
    """Delete an asset

     Deletes an asset for good: the id can't be used or restored afterwards. Videos already made stay; a
    task that still uses the asset may fail. Read the detail first and make sure that no task uses it.

    Args:
        asset_id (str): The `assetId` of the upload answer, without `asset://`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetDeletion | Refusal | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        asset_id=asset_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    asset_id: str,
    *,
    client: AuthenticatedClient,
) -> AssetDeletion | Refusal | ErrorAnswer | None:
    """Delete an asset

     Deletes an asset for good: the id can't be used or restored afterwards. Videos already made stay; a
    task that still uses the asset may fail. Read the detail first and make sure that no task uses it.

    Args:
        asset_id (str): The `assetId` of the upload answer, without `asset://`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetDeletion | Refusal | ErrorAnswer
    """

    return sync_detailed(
        asset_id=asset_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    asset_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[AssetDeletion | Refusal | ErrorAnswer]:
    """Delete an asset

     Deletes an asset for good: the id can't be used or restored afterwards. Videos already made stay; a
    task that still uses the asset may fail. Read the detail first and make sure that no task uses it.

    Args:
        asset_id (str): The `assetId` of the upload answer, without `asset://`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetDeletion | Refusal | ErrorAnswer]
    """

    kwargs = _get_kwargs(
        asset_id=asset_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    asset_id: str,
    *,
    client: AuthenticatedClient,
) -> AssetDeletion | Refusal | ErrorAnswer | None:
    """Delete an asset

     Deletes an asset for good: the id can't be used or restored afterwards. Videos already made stay; a
    task that still uses the asset may fail. Read the detail first and make sure that no task uses it.

    Args:
        asset_id (str): The `assetId` of the upload answer, without `asset://`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetDeletion | Refusal | ErrorAnswer
    """

    return (
        await asyncio_detailed(
            asset_id=asset_id,
            client=client,
        )
    ).parsed
