# pyright: standard
"""Client of the Seedance 2.0 video API. Generated from openapi/ by scripts/regenerate: don't edit it.

`Seedance` and `AsyncSeedance` are the clients to use. Below them, models are in `seedance_client.models`, and one function
for each call in `seedance_client.api`. It needs httpx and attrs alone, and imports them when they are needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._sdk.unset import keep_unset_unique

if TYPE_CHECKING:
    from ._sdk.asset import Asset
    from ._sdk.async_client.assets import AsyncAssets
    from ._sdk.async_client.client import AsyncSeedance
    from ._sdk.async_client.tasks import AsyncTask, AsyncVideo
    from ._sdk.create.request import Frames, References
    from ._sdk.create.rules import Problem, problems
    from ._sdk.errors import (
        AssetFailed,
        AuthenticationFailed,
        BadAnswer,
        Busy,
        DownloadFailed,
        DuplicateRequest,
        HostingFailed,
        InvalidOutput,
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
    from ._sdk.hosting import AsyncHosting, FileSystemHosting, Hosting
    from ._sdk.journal.entry import Entry, NewRequest
    from ._sdk.journal.file_journal import Journal
    from ._sdk.journal.flows import Open
    from ._sdk.journal.interface import AnyJournal
    from ._sdk.journal.opening import open_journal
    from ._sdk.journal.postgres import PostgresJournal
    from ._sdk.literals import Model
    from ._sdk.settings import Limits
    from ._sdk.sync_client.assets import Assets
    from ._sdk.sync_client.client import Seedance
    from ._sdk.sync_client.tasks import Task, Video
    from ._sdk.tasks import TaskState
    from ._sdk.telemetry import async_request_hook, request_hook
    from .client import AuthenticatedClient, Client
    from .models import AspectRatio, ProModel, StandardModel

CONTRACT_VERSION = "1.0.0"
"""The version of the contract that this package was generated from."""

_HOMES = {
    "client": "AuthenticatedClient Client",
    "_sdk.async_client.client": "AsyncSeedance",
    "_sdk.async_client.assets": "AsyncAssets",
    "_sdk.async_client.tasks": "AsyncTask AsyncVideo",
    "_sdk.errors": "AssetFailed AuthenticationFailed BadAnswer Busy DownloadFailed DuplicateRequest HostingFailed InvalidOutput InvalidRequest "
    "JournalError NotConnected OutcomeUnknown Refused ResultExpired SeedanceError SpendingLimit TaskFailed WaitTimeout",
    "_sdk.hosting": "AsyncHosting FileSystemHosting Hosting",
    "_sdk.journal.entry": "Entry NewRequest",
    "_sdk.journal.interface": "AnyJournal",
    "_sdk.journal.file_journal": "Journal",
    "_sdk.journal.opening": "open_journal",
    "_sdk.journal.postgres": "PostgresJournal",
    "_sdk.asset": "Asset",
    "_sdk.literals": "Model",
    "_sdk.create.request": "Frames References",
    "_sdk.create.rules": "Problem problems",
    "_sdk.journal.flows": "Open",
    "_sdk.settings": "Limits",
    "_sdk.sync_client.client": "Seedance",
    "_sdk.sync_client.assets": "Assets",
    "_sdk.sync_client.tasks": "Task Video",
    "_sdk.tasks": "TaskState",
    "_sdk.telemetry": "async_request_hook request_hook",
    "models": "AspectRatio ProModel StandardModel",
}

__all__ = (
    "CONTRACT_VERSION",
    "AnyJournal",
    "AspectRatio",
    "AssetFailed",
    "AsyncHosting",
    "AsyncSeedance",
    "AsyncTask",
    "AsyncVideo",
    "Asset",
    "Assets",
    "AsyncAssets",
    "AuthenticatedClient",
    "AuthenticationFailed",
    "BadAnswer",
    "Busy",
    "Client",
    "DownloadFailed",
    "DuplicateRequest",
    "Entry",
    "FileSystemHosting",
    "Frames",
    "Hosting",
    "HostingFailed",
    "InvalidOutput",
    "InvalidRequest",
    "Journal",
    "JournalError",
    "Limits",
    "Model",
    "NewRequest",
    "NotConnected",
    "Open",
    "OutcomeUnknown",
    "PostgresJournal",
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
    "TaskState",
    "TaskFailed",
    "Video",
    "WaitTimeout",
    "async_request_hook",
    "open_journal",
    "problems",
    "request_hook",
)


keep_unset_unique()


if not TYPE_CHECKING:  # type checkers would accept any name

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
