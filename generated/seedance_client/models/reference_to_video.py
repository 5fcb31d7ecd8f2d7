# pyright: standard
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.aspect_ratio import AspectRatio, check_aspect_ratio
from ..models.pro_model import ProModel, check_pro_model
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReferenceToVideo")


@_attrs_define
class ReferenceToVideo:
    """A video after references: images, videos and audios in any mix, at least one kind of them. Pro models only. Audio as
    the only reference is not forbidden by these pages, but other sellers of the model refuse it: add an image or a
    video. References and frames exclude each other.

        Attributes:
            model (ProModel): A pro model: text, frames, or references in any mix. `seedance_2_0_fast_pro` is the faster
                one. The spelling is exact.
            prompt (str): What the video shows, in any language. Required in every mode. It names references by kind and
                position, for example "image 2". No length limit is published; the vendor advises at most 1000 English words.
            reference_images (list[str] | Unset): 1 to 9 reference images, in the order in which the prompt counts them.
            reference_videos (list[str] | Unset): Up to 3 reference videos, in the order in which the prompt counts them;
                together at most 15 seconds. What an empty list means here is not documented: leave the field out instead.
            reference_audios (list[str] | Unset): Up to 3 reference audios, in the order in which the prompt counts them;
                together at most 15 seconds. What an empty list means is not documented: leave the field out instead.
            duration (int | Unset): Length of the video in whole seconds, 4 to 15. Without it, 5.
            aspect_ratio (AspectRatio | Unset): Width to height of the video; `adaptive` follows the input. Allowed in every
                mode. Without it, 16:9.
            generate_audio (bool | Unset): True makes a video with sound, false a silent one. Without it, true.
    """

    model: ProModel
    prompt: str
    reference_images: list[str] | Unset = UNSET
    reference_videos: list[str] | Unset = UNSET
    reference_audios: list[str] | Unset = UNSET
    duration: int | Unset = UNSET
    aspect_ratio: AspectRatio | Unset = UNSET
    generate_audio: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        model: str = self.model

        prompt = self.prompt

        reference_images: list[str] | Unset = UNSET
        if not isinstance(self.reference_images, Unset):
            reference_images = self.reference_images

        reference_videos: list[str] | Unset = UNSET
        if not isinstance(self.reference_videos, Unset):
            reference_videos = self.reference_videos

        reference_audios: list[str] | Unset = UNSET
        if not isinstance(self.reference_audios, Unset):
            reference_audios = self.reference_audios

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
        if reference_images is not UNSET:
            field_dict["referenceImages"] = reference_images
        if reference_videos is not UNSET:
            field_dict["referenceVideos"] = reference_videos
        if reference_audios is not UNSET:
            field_dict["referenceAudios"] = reference_audios
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

        reference_images = cast(list[str], d.pop("referenceImages", UNSET))

        reference_videos = cast(list[str], d.pop("referenceVideos", UNSET))

        reference_audios = cast(list[str], d.pop("referenceAudios", UNSET))

        duration = d.pop("duration", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: AspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_aspect_ratio(_aspect_ratio)

        generate_audio = d.pop("generateAudio", UNSET)

        reference_to_video = cls(
            model=model,
            prompt=prompt,
            reference_images=reference_images,
            reference_videos=reference_videos,
            reference_audios=reference_audios,
            duration=duration,
            aspect_ratio=aspect_ratio,
            generate_audio=generate_audio,
        )

        return reference_to_video
