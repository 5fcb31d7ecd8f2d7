"""Client of the Seedance 2.0 video API. Generated from openapi/ by scripts/regenerate: don't edit it.

`Seedance` and `AsyncSeedance` are the clients to use. Below them, models are in `seedance_client.models`, and one function
for each call in `seedance_client.api`. It needs httpx and attrs alone, and imports them when they are needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .sdk.unset import keep_one

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client
    from .sdk.async_client import AsyncSeedance
    from .sdk.client import Seedance
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
    from .sdk.modes import Frames, References
    from .sdk.preflight import Problem, problems
    from .sdk.resuming import Open
    from .sdk.settings import Limits
    from .sdk.tasks import AsyncVideo, Task, Video

CONTRACT_VERSION = "1.0.0"
"""The version of the contract that this package was generated from."""

_HOMES = {
    "client": "AuthenticatedClient Client",
    "sdk.async_client": "AsyncSeedance",
    "sdk.client": "Seedance",
    "sdk.errors": "AssetFailed AuthenticationFailed BadAnswer Busy DownloadFailed DuplicateRequest InvalidRequest "
    "JournalError NotConnected OutcomeUnknown Refused ResultExpired SeedanceError SpendingLimit TaskFailed WaitTimeout",
    "sdk.journal": "Entry Journal",
    "sdk.library": "Asset",
    "sdk.modes": "Frames References",
    "sdk.preflight": "Problem problems",
    "sdk.resuming": "Open",
    "sdk.settings": "Limits",
    "sdk.tasks": "AsyncVideo Task Video",
}

__all__ = (
    "CONTRACT_VERSION",
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
    "NotConnected",
    "Open",
    "OutcomeUnknown",
    "Problem",
    "References",
    "Refused",
    "ResultExpired",
    "Seedance",
    "SeedanceError",
    "SpendingLimit",
    "Task",
    "TaskFailed",
    "Video",
    "WaitTimeout",
    "problems",
)


keep_one()


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
