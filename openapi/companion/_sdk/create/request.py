"""The request of a create: frames or references as types, and the JSON body.

Frames and references are separate types, so a type checker rejects the combinations that the documents forbid.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeAlias, TypeVar, overload, runtime_checkable

from attrs import converters, field, frozen

from ..errors import InvalidRequest
from .rules import LISTS, problems, summary

if TYPE_CHECKING:  # the generated models take time to import, and are optional
    from ...models import FramesToVideo, ReferenceToVideo, TextToVideo, VideoReference


def deprecated(_: str) -> Callable[[T], T]:
    """Do nothing, where type checkers see `typing_extensions.deprecated`, which shows them a text."""
    return lambda function: function


class StandardModelNeedsReferenceVideo:
    """What a type checker says that a create returns which is refused before it is sent.

    The standard models need a reference video: pass References(videos=[...]), or use a pro model.
    """


@runtime_checkable
class HasReference(Protocol):
    """Something that a request can refer to: an asset of the library."""

    @property
    def reference(self) -> str:
        """The URL, `asset://` and an id."""
        ...


Address: TypeAlias = "str | HasReference | os.PathLike[str]"
"""A public http(s) URL, `asset://ID`, an asset of the library, or a local file if the client has `hosting`."""

ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False)

T = TypeVar("T")
WithVideo = TypeVar("WithVideo", bound=bool, covariant=True)


def address(value: Address) -> str:
    """The URL as a request has it; anything else is left for the check before sending to report."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value.reference if not isinstance(value, str) and isinstance(value, HasReference) else value


def addresses(values: Sequence[Address]) -> tuple[str, ...]:
    """The URLs as a request has them.

    Raises:
        TypeError: it is a single URL.
    """
    if isinstance(values, str | os.PathLike):
        given: object = values
        what = "URL" if isinstance(given, str) else "file"
        raise TypeError(f"{given!r} is a single {what}, not a list: write [{given!r}]")
    return tuple(address(value) for value in values)


@frozen
class Frames:
    """The first frame, and optionally the last one (pro models only).

    Attributes:
        first: the image that the video starts with.
        last: the image that it ends with.
    """

    first: str = field(converter=address)
    last: str | None = field(default=None, converter=converters.optional(address))


@frozen(init=False)
class References(Generic[WithVideo]):
    """Images, clips and sounds that the video follows; the prompt counts them in this order ("image 2").

    The standard models need at least one clip. A type checker knows whether `videos` was given.

    Attributes:
        images: up to 9 images.
        videos: up to 3 clips of 2 to 15 seconds, together at most 15.
        audios: up to 3 sounds of 2 to 15 seconds, together at most 15.
    """

    images: tuple[str, ...]
    videos: tuple[str, ...]
    audios: tuple[str, ...]

    @overload
    def __init__(
        self: References[Literal[True]],
        *,
        videos: Sequence[Address],
        images: Sequence[Address] = (),
        audios: Sequence[Address] = (),
    ) -> None: ...

    @overload
    def __init__(
        self: References[Literal[False]], *, images: Sequence[Address], audios: Sequence[Address] = ()
    ) -> None: ...

    @overload
    def __init__(self: References[Literal[False]], *, audios: Sequence[Address]) -> None: ...

    def __init__(
        self, *, images: Sequence[Address] = (), videos: Sequence[Address] = (), audios: Sequence[Address] = ()
    ) -> None:
        given = addresses(images), addresses(videos), addresses(audios)
        self.__attrs_init__(*given)  # pyright: ignore[reportAttributeAccessIssue]


def media_fields(media: Frames | References[Any] | None) -> dict[str, Any]:
    """The fields of a request for frames or references. Empty lists are left out, unless all lists are empty."""
    if isinstance(media, Frames):
        frames = {"first_image": media.first, "last_image": media.last}
        return {name: value for name, value in frames.items() if value is not None}
    if isinstance(media, References):
        lists = zip(LISTS, (media.images, media.videos, media.audios), strict=True)
        given = {name: list(value) for name, value in lists if value}
        # An empty list for the check to report: without it, the user would pay for a video from the prompt alone.
        return given or {"referenceImages": []}
    return {}


Body: TypeAlias = "Mapping[str, Any] | FramesToVideo | ReferenceToVideo | TextToVideo | VideoReference"
"""A JSON object in the API's own spelling, or one of the generated request shapes."""


def make_body(
    prompt: str,
    model: str,
    media: Frames | References[Any] | None,
    duration: int | None,
    aspect_ratio: str | None,
    generate_audio: bool | None,
) -> dict[str, Any]:
    """The body of a create. A value of None is left out, so the service uses its default.

    Raises:
        TypeError: media is neither Frames nor References.
    """
    if media is not None and not isinstance(media, Frames | References):
        raise TypeError(f"media must be Frames(...) or References(...); got {type(media).__name__}")
    options = {"duration": duration, "aspect_ratio": aspect_ratio, "generateAudio": generate_audio}
    given = {name: value for name, value in options.items() if value is not None}
    return {"model": model, "prompt": prompt, **given, **media_fields(media)}


def read_body(body: Body) -> dict[str, Any]:
    """The JSON object of a body."""
    return dict(body) if isinstance(body, Mapping) else body.to_dict()


def check(body: Mapping[str, Any]) -> None:
    """Check that a body doesn't break documented rules, or have a likely mistake.

    Raises:
        InvalidRequest: it does; the error lists all problems.
    """
    found = problems(body)
    if found:
        raise InvalidRequest(summary(found), problems=found)


def encode(body: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """A body as JSON text, and as the receiver decodes it. A lone surrogate is escaped, so that it can be sent.

    Raises:
        InvalidRequest: it has a value that JSON can't represent.
    """
    try:
        text = ENCODER.encode(body)
        return text.encode(), json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"the request can't be written as JSON: {error}") from None
