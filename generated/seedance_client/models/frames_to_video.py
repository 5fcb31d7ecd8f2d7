# pyright: standard
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.aspect_ratio import AspectRatio, check_aspect_ratio
from ..models.pro_model import ProModel, check_pro_model
from ..types import UNSET, Unset

T = TypeVar("T", bound="FramesToVideo")


@_attrs_define
class FramesToVideo:
    """A video that starts with `first_image` and, if given, ends with `last_image`. Pro models only; frames and references
    exclude each other.

        Attributes:
            model (ProModel): A pro model: text, frames, or references in any mix. `seedance_2_0_fast_pro` is the faster
                one. The spelling is exact.
            prompt (str): What the video shows, in any language. Required in every mode. It names references by kind and
                position, for example "image 2". No length limit is published; the vendor advises at most 1000 English words.
            first_image (str): A public http(s) URL, or `asset://` and the id of an Active asset of type Image. JPEG, PNG,
                WebP, BMP, TIFF or GIF; each side 300 to 6000 px; width / height 0.4 to 2.5.
            last_image (str | Unset): A public http(s) URL, or `asset://` and the id of an Active asset of type Image. JPEG,
                PNG, WebP, BMP, TIFF or GIF; each side 300 to 6000 px; width / height 0.4 to 2.5.
            duration (int | Unset): Length of the video in whole seconds, 4 to 15. Without it, 5.
            aspect_ratio (AspectRatio | Unset): Width to height of the video; `adaptive` follows the input. Allowed in every
                mode. Without it, 16:9.
            generate_audio (bool | Unset): True makes a video with sound, false a silent one. Without it, true.
    """

    model: ProModel
    prompt: str
    first_image: str
    last_image: str | Unset = UNSET
    duration: int | Unset = UNSET
    aspect_ratio: AspectRatio | Unset = UNSET
    generate_audio: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        model: str = self.model

        prompt = self.prompt

        first_image = self.first_image

        last_image = self.last_image

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
                "first_image": first_image,
            }
        )
        if last_image is not UNSET:
            field_dict["last_image"] = last_image
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

        first_image = d.pop("first_image")

        last_image = d.pop("last_image", UNSET)

        duration = d.pop("duration", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: AspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_aspect_ratio(_aspect_ratio)

        generate_audio = d.pop("generateAudio", UNSET)

        frames_to_video = cls(
            model=model,
            prompt=prompt,
            first_image=first_image,
            last_image=last_image,
            duration=duration,
            aspect_ratio=aspect_ratio,
            generate_audio=generate_audio,
        )

        return frames_to_video
