"""The body of a create."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from .modes import Frames, References, media_fields

if TYPE_CHECKING:  # the generated models take time to import, and are optional
    from ..models import FramesToVideo, ReferenceToVideo, TextToVideo, VideoReference

__all__ = ["Body", "make_body", "read_body"]

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
