# Copied from openapi/companion/_sdk/async_client/video.py by scripts/regenerate: edit it there.
"""A completed task, bound to the client that can download it."""

from __future__ import annotations

import os
from typing import Any

from attrs import field, frozen

from ..tasks import Task

__all__ = ["AsyncVideo", "bind"]


@frozen(slots=False)
class AsyncVideo(Task):
    """A completed task of an `AsyncSeedance` client."""

    _client: Any = field(default=None, repr=False, eq=False, kw_only=True)

    async def download(self, path: str | os.PathLike[str]) -> str:
        """Download the MP4, and return its path; see `AsyncSeedance.download`.

        Raises:
            DownloadFailed, ResultExpired: it could not be downloaded completely.
            RuntimeError: this is a copy without a client.
        """
        if self._client is None:
            raise RuntimeError("this video is a copy without a client: use client.download(video.id, path)")
        return str(await self._client.download(self, path))

    def __getstate__(self) -> dict[str, Any]:
        # A client holds a key and connections: neither belongs into a pickle or a copy.
        return {**self.__dict__, "_client": None}


def bind(task: Task, client: Any) -> AsyncVideo:
    """A completed task as a video that a client can download."""
    fields = {name: value for name, value in task.__dict__.items() if name != "_client"}
    return AsyncVideo(**fields, client=client)
