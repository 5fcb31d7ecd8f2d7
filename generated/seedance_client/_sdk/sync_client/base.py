# Made from openapi/companion/_sdk/async_client/base.py by scripts/regenerate: edit that file.
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
from .tasks import Task, bind

if TYPE_CHECKING:
    from ..transport.http import HttpTransport
    from .client import Seedance


class Base:
    """The parts of a client."""

    _settings: Settings
    _guard: SpendingGuard
    _journal: AnyJournal | None
    _transport: HttpTransport

    @property
    def _client(self) -> Seedance:
        return cast("Seedance", self)

    def _bind(self, state: TaskState) -> Task:
        """A task that this client can query."""
        return bind(Task, state, self._client)

    def _updates(self, on_update: Callable[[Task], Any] | None) -> Callable[[TaskState], Any] | None:
        """The user's callback, for the logic, which doesn't know the client; TypeError if it can't take a task."""
        check_callback("on_update", on_update, "task", None)
        return None if on_update is None else lambda state: on_update(self._bind(state))
