# Copied from openapi/companion/_sdk/async_client/base.py by scripts/regenerate: edit it there.
# pyright: standard
"""What the methods of the client share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from ..checks import check_callback
from ..create.spending import SpendingGuard
from ..journal.interface import AnyJournal
from ..settings import Settings
from ..tasks import TaskState
from .tasks import AsyncTask, bind

if TYPE_CHECKING:
    from ..transport.async_http import AsyncHttpTransport
    from .client import AsyncSeedance


class AsyncBase:
    """The parts of a client."""

    _settings: Settings
    _guard: SpendingGuard
    _journal: AnyJournal | None
    _transport: AsyncHttpTransport

    @property
    def _client(self) -> AsyncSeedance:
        return cast("AsyncSeedance", self)

    def _bind(self, state: TaskState) -> AsyncTask:
        """A task that this client can query."""
        return bind(AsyncTask, state, self._client)

    def _updates(self, on_update: Callable[[AsyncTask], Any] | None) -> Callable[[TaskState], Any] | None:
        """The user's callback, for the logic, which doesn't know the client; TypeError if it can't take a task."""
        check_callback("on_update", on_update, "task", None)
        return None if on_update is None else lambda state: on_update(self._bind(state))
