# pyright: standard
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.aspect_ratio import AspectRatio, check_aspect_ratio
from ..models.pro_model import ProModel, check_pro_model
from ..types import UNSET, Unset

T = TypeVar("T", bound="TextToVideo")


@_attrs_define
class TextToVideo:
    """A video from the prompt alone. Pro models only.

    Attributes:
        model (ProModel): A pro model: text, frames, or references in any mix. `seedance_2_0_fast_pro` is the faster
            one. The spelling is exact.
        prompt (str): What the video shows, in any language. Required in every mode. It names references by kind and
            position, for example "image 2". No length limit is published; the vendor advises at most 1000 English words.
        duration (int | Unset): Length of the video in whole seconds, 4 to 15. Without it, 5.
        aspect_ratio (AspectRatio | Unset): Width to height of the video; `adaptive` follows the input. Allowed in every
            mode. Without it, 16:9.
        generate_audio (bool | Unset): True makes a video with sound, false a silent one. Without it, true.
    """

    model: ProModel
    prompt: str
    duration: int | Unset = UNSET
    aspect_ratio: AspectRatio | Unset = UNSET
    generate_audio: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        model: str = self.model

        prompt = self.prompt

        duration = self.duration

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        generate_audio = self.generate_audio

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "model": model,
                "prompt": prompt,
            }
        )
        if duration is not UNSET:
            field_dict["duration"] = duration
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if generate_audio is not UNSET:
            field_dict["generateAudio"] = generate_audio

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        model = check_pro_model(d.pop("model"))

        prompt = d.pop("prompt")

        duration = d.pop("duration", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: AspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_aspect_ratio(_aspect_ratio)

        generate_audio = d.pop("generateAudio", UNSET)

        text_to_video = cls(
            model=model,
            prompt=prompt,
            duration=duration,
            aspect_ratio=aspect_ratio,
            generate_audio=generate_audio,
        )

        return text_to_video
