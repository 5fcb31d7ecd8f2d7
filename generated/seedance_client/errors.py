# pyright: standard
"""The errors of `Seedance` and `AsyncSeedance`, and the one of the generated functions in `seedance_client.api`."""

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


class UnexpectedStatus(Exception):
    """The server answered with a status that the contract doesn't have; see `Client.raise_on_unexpected_status`."""

    def __init__(self, status_code: int, content: bytes) -> None:
        self.status_code = status_code
        self.content = content
        super().__init__(
            f"Unexpected status code: {status_code}\n\nResponse content:\n{content.decode(errors='ignore')}"
        )


__all__ = [
    "AssetFailed",
    "AuthenticationFailed",
    "BadAnswer",
    "Busy",
    "DownloadFailed",
    "DuplicateRequest",
    "HostingFailed",
    "InvalidOutput",
    "InvalidRequest",
    "JournalError",
    "NotConnected",
    "OutcomeUnknown",
    "Refused",
    "ResultExpired",
    "SeedanceError",
    "SpendingLimit",
    "TaskFailed",
    "UnexpectedStatus",
    "WaitTimeout",
]
