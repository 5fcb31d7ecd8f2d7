"""Client of the Seedance 2.0 video API. Generated from openapi/ by scripts/regenerate: don't edit it.

`Seedance` and `AsyncSeedance` are the clients to use. Below them, models are in `seedance_client.models`, and one function
for each call in `seedance_client.api`. It needs httpx and attrs alone, and imports them when they are needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .sdk.unset import keep_unset_unique

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client
    from .sdk.async_client.client import AsyncSeedance
    from .sdk.async_client.video import AsyncVideo
    from .sdk.errors import (
        AssetFailed,
        AuthenticationFailed,
        BadAnswer,
        Busy,
        DownloadFailed,
        DuplicateRequest,
        InvalidRequest,
        JournalError,
        NotConnected,
        OutcomeUnknown,
        Refused,
        ResultExpired,
        SeedanceError,
        SpendingLimit,
        TaskFailed,
        WaitTimeout,
    )
    from .sdk.journal import Entry, Journal
    from .sdk.library import Asset
    from .sdk.literals import AspectRatio, Model, ProModel, StandardModel
    from .sdk.modes import Frames, References
    from .sdk.preflight import Problem, problems
    from .sdk.resuming import Open
    from .sdk.settings import Limits
    from .sdk.sync_client.client import Seedance
    from .sdk.sync_client.video import Video
    from .sdk.tasks import Task

CONTRACT_VERSION = "1.0.0"
"""The version of the contract that this package was generated from."""

_HOMES = {
    "client": "AuthenticatedClient Client",
    "sdk.async_client.client": "AsyncSeedance",
    "sdk.async_client.video": "AsyncVideo",
    "sdk.errors": "AssetFailed AuthenticationFailed BadAnswer Busy DownloadFailed DuplicateRequest InvalidRequest "
    "JournalError NotConnected OutcomeUnknown Refused ResultExpired SeedanceError SpendingLimit TaskFailed WaitTimeout",
    "sdk.journal": "Entry Journal",
    "sdk.library": "Asset",
    "sdk.literals": "AspectRatio Model ProModel StandardModel",
    "sdk.modes": "Frames References",
    "sdk.preflight": "Problem problems",
    "sdk.resuming": "Open",
    "sdk.settings": "Limits",
    "sdk.sync_client.client": "Seedance",
    "sdk.sync_client.video": "Video",
    "sdk.tasks": "Task",
}

__all__ = (
    "CONTRACT_VERSION",
    "AspectRatio",
    "AssetFailed",
    "AsyncSeedance",
    "AsyncVideo",
    "Asset",
    "AuthenticatedClient",
    "AuthenticationFailed",
    "BadAnswer",
    "Busy",
    "Client",
    "DownloadFailed",
    "DuplicateRequest",
    "Entry",
    "Frames",
    "InvalidRequest",
    "Journal",
    "JournalError",
    "Limits",
    "Model",
    "NotConnected",
    "Open",
    "OutcomeUnknown",
    "ProModel",
    "Problem",
    "References",
    "Refused",
    "ResultExpired",
    "Seedance",
    "SeedanceError",
    "SpendingLimit",
    "StandardModel",
    "Task",
    "TaskFailed",
    "Video",
    "WaitTimeout",
    "problems",
)


keep_unset_unique()


def __getattr__(name: str) -> Any:
    """Import what is asked for, once."""
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(f".{module}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
