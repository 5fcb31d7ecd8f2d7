# pyright: standard
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="VideoTask")


@_attrs_define
class VideoTask:
    """A task as it stands. `id`, `object`, `created` and `model` never change; `status` only moves forward, and the other
    four fields follow it: null or absent until they apply. Servers may add fields.

        Attributes:
            id (str): The task's unique id. Every example reads `video_` and a UUID, but the form is not promised: treat it
                as opaque.
            object_ (str): Always `video`.
            created (int): When the task was created, in Unix seconds (10 digits, not milliseconds).
            model (str): The model of the task.
            status (str): `queued`, `processing`, `completed` or `failed`; the last two are final. It never goes backwards.
                A word that you don't know is not an end.
            video_url (None | str | Unset): The address of the MP4 when completed; it works for 24 hours. Null or absent in
                every other status.
            actual_duration (float | None | Unset): The length of the video in seconds when completed, for example 5.04.
                Null or absent in every other status.
            total_tokens (int | None | Unset): The tokens used when completed. Null or absent in every other status.
            error (None | str | Unset): The reason when failed. Null or absent in every other status.
    """

    id: str
    object_: str
    created: int
    model: str
    status: str
    video_url: None | str | Unset = UNSET
    actual_duration: float | None | Unset = UNSET
    total_tokens: int | None | Unset = UNSET
    error: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        object_ = self.object_

        created = self.created

        model = self.model

        status = self.status

        video_url: None | str | Unset
        if isinstance(self.video_url, Unset):
            video_url = UNSET
        else:
            video_url = self.video_url

        actual_duration: float | None | Unset
        if isinstance(self.actual_duration, Unset):
            actual_duration = UNSET
        else:
            actual_duration = self.actual_duration

        total_tokens: int | None | Unset
        if isinstance(self.total_tokens, Unset):
            total_tokens = UNSET
        else:
            total_tokens = self.total_tokens

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "object": object_,
                "created": created,
                "model": model,
                "status": status,
            }
        )
        if video_url is not UNSET:
            field_dict["video_url"] = video_url
        if actual_duration is not UNSET:
            field_dict["actualDuration"] = actual_duration
        if total_tokens is not UNSET:
            field_dict["totalTokens"] = total_tokens
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        object_ = d.pop("object")

        created = d.pop("created")

        model = d.pop("model")

        status = d.pop("status")

        def _parse_video_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        video_url = _parse_video_url(d.pop("video_url", UNSET))

        def _parse_actual_duration(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        actual_duration = _parse_actual_duration(d.pop("actualDuration", UNSET))

        def _parse_total_tokens(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_tokens = _parse_total_tokens(d.pop("totalTokens", UNSET))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        video_task = cls(
            id=id,
            object_=object_,
            created=created,
            model=model,
            status=status,
            video_url=video_url,
            actual_duration=actual_duration,
            total_tokens=total_tokens,
            error=error,
        )

        video_task.additional_properties = d
        return video_task

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
