# Made from openapi/companion/_sdk/async_client/generating.py by scripts/regenerate: edit that file.
# pyright: standard
"""The method of the client that does everything: create, wait, download. Its overloads are those of `create`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from ..checks import check_number
from ..create.generate import generate
from ..create.request import Frames, References, make_body
from ..download.target import OnBytes, Target, check_on_bytes, check_target
from ..query.poll import WAIT_SECONDS
from ..settings import for_call
from ..tasks import note_path
from .base import Base
from .creating import CheckedOptions, Media, RequestOptions
from .driver import run
from .tasks import Task, Video, bind

if TYPE_CHECKING:
    from typing_extensions import deprecated  # type checkers know it without an installation

    from ...models import ProModel, StandardModel
    from ..create.request import StandardModelNeedsReferenceVideo
else:
    from ..create.request import deprecated


class GenerateOptions(RequestOptions, total=False):
    """The arguments that all forms of `generate` have."""

    to: Target | None
    overwrite: bool
    timeout: float
    poll: tuple[float, float] | None
    on_update: Callable[[Task], Any] | None
    on_bytes: OnBytes | None


class CheckedGenerateOptions(CheckedOptions, GenerateOptions, total=False):
    """The arguments of `generate` that aren't in its overloads."""


class Generating(Base):
    """The method that does everything."""

    @overload
    def generate(  # type: ignore[overload-overlap]
        self,
        prompt: str,
        media: Media = None,
        *,
        model: str,
        aspect_ratio: str | None = None,
        unchecked: Literal[True],
        **options: Unpack[GenerateOptions],
    ) -> Video: ...

    @overload
    def generate(
        self, prompt: str, media: Media = None, *, model: ProModel, **options: Unpack[CheckedGenerateOptions]
    ) -> Video: ...

    @overload
    def generate(
        self,
        prompt: str,
        media: References[Literal[True]],
        *,
        model: StandardModel,
        **options: Unpack[CheckedGenerateOptions],
    ) -> Video: ...

    @overload
    @deprecated("the standard models need a reference video: pass References(videos=[...]), or use a pro model")
    def generate(  # type: ignore[overload-overlap]
        self, prompt: str, media: Media = None, *, model: StandardModel, **options: Unpack[CheckedGenerateOptions]
    ) -> StandardModelNeedsReferenceVideo: ...

    @overload
    def generate(  # pyright: ignore[reportOverlappingOverload]
        self, prompt: str, media: Media = None, *, model: str, **options: Unpack[CheckedGenerateOptions]
    ) -> Video: ...

    def generate(
        self,
        prompt: str,
        media: Frames | References[Any] | None = None,
        *,
        model: str,
        to: Target | None = None,
        overwrite: bool = False,
        duration: int | None = None,
        aspect_ratio: str | None = None,
        generate_audio: bool | None = None,
        unchecked: bool = False,
        again: bool = False,
        label: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        timeout: float = WAIT_SECONDS,
        poll: tuple[float, float] | None = None,
        on_update: Callable[[Task], Any] | None = None,
        on_bytes: OnBytes | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Create a task, wait for it, and download its video: `create`, `wait` and `download` in one call.

        Everything that would make the download fail for certain is checked before the task is created and billed. Each
        error after that has the `task_id`, even Ctrl-C: wait for it, or download it, instead of creating it again.

        The arguments are those of `create`; `timeout` (above 0), `poll` and `on_update` are those of `wait`, and `to`,
        `overwrite` and `on_bytes` those of `download`. Without `to`, the video stays with the service. `on_update` is
        first called with the new task.

        Returns:
            The video; its `path` is the path that was given.

        Raises:
            InvalidOutput: the video can't be written there, for example because the file exists; nothing was sent.
            ValueError, TypeError: an argument can't be used; nothing was sent.
            SeedanceError: as `create`, `wait` and `download`.
        """
        check_number("timeout", timeout, zero=False)
        check_on_bytes(on_bytes)
        target = None if to is None else check_target(to, overwrite=overwrite)
        body = make_body(prompt, model, media, duration, aspect_ratio, generate_audio)
        flow = generate(
            for_call(self._settings, extra_headers, poll=poll),
            self._guard,
            self._journal,
            body,
            target,
            timeout=timeout,
            on_update=self._updates(on_update),
            on_bytes=on_bytes,
            overwrite=overwrite,
            unchecked=unchecked,
            again=again,
            label=label,
            metadata=metadata,
        )
        done, path = run(flow, self._transport)
        video = bind(Video, done, self._client)
        note_path(video, path)
        return video
