# Copied from openapi/companion/_sdk/async_client/creating.py by scripts/regenerate: edit it there.
# pyright: standard
"""The methods of the client that create a task, which costs money.

Overloads tell a type checker which models need a reference video. A plain string as model is accepted, and checked when
the method is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, Unpack, overload

from ..create.request import Body, Frames, References, make_body, read_body
from ..create.send import create
from ..settings import for_call
from .base import AsyncBase
from .driver import run
from .tasks import AsyncTask

if TYPE_CHECKING:
    from typing_extensions import deprecated  # type checkers know it without an installation

    from ...models import AspectRatio, ProModel, StandardModel
    from ..create.request import StandardModelNeedsReferenceVideo
else:
    from ..create.request import deprecated

Media: TypeAlias = Frames | References[Any] | None


class RequestOptions(TypedDict, total=False):
    """The arguments that all forms of `create` and of `generate` have."""

    duration: int | None
    generate_audio: bool | None
    again: bool
    label: str | None
    metadata: Mapping[str, Any] | None
    extra_headers: Mapping[str, str] | None


class CheckedOptions(TypedDict, total=False):
    """The arguments of the forms that check the request."""

    aspect_ratio: AspectRatio | None
    unchecked: bool


class CreateOptions(RequestOptions, total=False):
    """The arguments that all forms of `create` have."""

    timeout: float | None


class CheckedCreateOptions(CheckedOptions, CreateOptions, total=False):
    """The arguments of `create` that aren't in its overloads."""


class AsyncCreating(AsyncBase):
    """The methods that start a task."""

    @overload
    async def create(  # type: ignore[overload-overlap]
        self,
        prompt: str,
        media: Media = None,
        *,
        model: str,
        aspect_ratio: str | None = None,
        unchecked: Literal[True],
        **options: Unpack[CreateOptions],
    ) -> AsyncTask: ...

    @overload
    async def create(
        self, prompt: str, media: Media = None, *, model: ProModel, **options: Unpack[CheckedCreateOptions]
    ) -> AsyncTask: ...

    @overload
    async def create(
        self,
        prompt: str,
        media: References[Literal[True]],
        *,
        model: StandardModel,
        **options: Unpack[CheckedCreateOptions],
    ) -> AsyncTask: ...

    @overload
    @deprecated("the standard models need a reference video: pass References(videos=[...]), or use a pro model")
    async def create(  # type: ignore[overload-overlap]
        self, prompt: str, media: Media = None, *, model: StandardModel, **options: Unpack[CheckedCreateOptions]
    ) -> StandardModelNeedsReferenceVideo: ...

    @overload
    async def create(  # pyright: ignore[reportOverlappingOverload]
        self, prompt: str, media: Media = None, *, model: str, **options: Unpack[CheckedCreateOptions]
    ) -> AsyncTask: ...

    async def create(
        self,
        prompt: str,
        media: Frames | References[Any] | None = None,
        *,
        model: str,
        duration: int | None = None,
        aspect_ratio: str | None = None,
        generate_audio: bool | None = None,
        unchecked: bool = False,
        again: bool = False,
        label: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Create a task. It is billed once it is accepted, and never sent twice.

        Args:
            prompt: a description of the video; it refers to references by type and position ("image 2").
            media: Frames (pro models), References (standard models need a reference video), or None (pro models).
            model: `seedance_2_0_pro` or `seedance_2_0_fast_pro` (pro models), `seedance_2_0` or `seedance_2_0_fast`
                (standard models).
            duration: 4 to 15 whole seconds; the service's default is 5.
            aspect_ratio: the service's default is 16:9.
            generate_audio: whether the video has sound; the service's default is True.
            unchecked: send the request even if it breaks a documented rule or has a likely mistake. The service may
                accept more than its pages say.
            again: send the request even if the journal has an identical one within its window, or, without a journal,
                if the outcome of this client's identical request is unknown. It may then be billed twice.
            label: your own name for the task; the task and the journal keep it, the service doesn't get it.
            metadata: your own facts about the task, as JSON values; kept like the label.
            extra_headers: headers for this call, in addition to the client's.
            timeout: seconds for the answer; the default is `Limits.total`. If there is no answer in time, the outcome
                is unknown.

        Raises:
            InvalidRequest: the request breaks documented rules; the error lists all of them. Nothing was sent.
            HostingFailed: a local file couldn't be stored by the client's `hosting`; nothing was sent.
            SpendingLimit, DuplicateRequest: your limits don't allow it; nothing was sent.
            NotConnected: there was no connection; nothing was sent.
            Refused, AuthenticationFailed, Busy: the service certainly refused the request.
            OutcomeUnknown: it may have been accepted; check your account before you send it again.
            JournalError: the journal can't be used; nothing was sent.
        """
        body = make_body(prompt, model, media, duration, aspect_ratio, generate_audio)
        return await self.create_from(
            body,
            unchecked=unchecked,
            again=again,
            label=label,
            metadata=metadata,
            extra_headers=extra_headers,
            timeout=timeout,
        )

    async def create_from(
        self,
        body: Body,
        *,
        unchecked: bool = False,
        again: bool = False,
        label: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> AsyncTask:
        """Create a task from a whole body: a JSON object with the API's field names, or a generated model.

        Raises:
            SeedanceError: as `create`.
        """
        settings = for_call(self._settings, extra_headers, total=timeout)
        given = read_body(body)
        kept: dict[str, Any] = {"label": label, "metadata": metadata}
        flow = create(settings, self._guard, self._journal, given, unchecked=unchecked, again=again, **kept)
        return self._bind(await run(flow, self._transport))
