"""What the users of a load run create: the modes with their weights, and a body for each video.

The documents list the modes, but don't say how often each is used. So the weights are an assumption: most videos begin
with a text or an image, few with reference videos, and one in ten with an image from the asset library. Only `MIX`
has them; docs/load.md shows them.
"""

import random
from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen

from seedance_conformance.media.addresses import MediaAddresses

PROMPT: Final = "A paper boat drifts down a rainy street"
MODELS: Final = ("seedance_2_0_pro", "seedance_2_0_fast_pro")
"""Half of the videos each; the standard models need a reference video."""
DURATIONS: Final = range(4, 16)
RATIOS: Final = ("16:9", "9:16", "1:1")


@frozen
class Mode:
    """A way to make a video: its weight of 100, and the media that it needs."""

    name: str
    weight: int
    needs_media: bool = True


MIX: Final = (
    Mode("text", 40, needs_media=False),
    Mode("first frame", 20),
    Mode("both frames", 5),
    Mode("images", 15),
    Mode("videos", 5),
    Mode("images and audio", 5),
    Mode("asset", 10),
)


@frozen
class PlannedVideo:
    """A video to make: its mode, and the body of its create."""

    mode: str
    body: dict[str, Any]

    @property
    def seconds(self) -> int:
        """The requested duration."""
        return int(self.body["duration"])


def modes(*, with_media: bool) -> Sequence[Mode]:
    """The modes that are possible with published media, or without."""
    return [mode for mode in MIX if with_media or not mode.needs_media]


class VideoChooser:
    """Chooses the videos to make at random, by the weights of their modes; `media` has the references, if any."""

    def __init__(self, media: MediaAddresses | None, chance: random.Random) -> None:
        self._media = media
        self._chance = chance
        self._modes = modes(with_media=media is not None)

    def mode(self) -> str:
        """The mode of the next video."""
        return self._chance.choices(self._modes, [mode.weight for mode in self._modes])[0].name

    def video(self, mode: str, asset: str | None = None) -> PlannedVideo:
        """A video of that mode; `asset` is the id of an active image for the mode `asset`."""
        body: dict[str, Any] = {
            "model": self._chance.choice(MODELS),
            "prompt": PROMPT,
            "duration": self._chance.choice(DURATIONS),
            "generateAudio": self._chance.random() < 0.5,
        }
        return PlannedVideo(mode, body | self._fields(mode, asset))

    def image(self) -> str:
        """The address of an image, for a frame or for an upload."""
        assert self._media is not None
        return self._media.image(self._chance.randint(1, 12))

    def _fields(self, mode: str, asset: str | None) -> dict[str, Any]:
        if mode == "text":
            return {"aspect_ratio": self._chance.choice(RATIOS)}
        assert self._media is not None
        image, audio, video = self._media.image, self._media.audio(1), self._media.video(1)
        fields: dict[str, dict[str, Any]] = {
            "first frame": {"first_image": self.image()},
            "both frames": {"first_image": image(1), "last_image": image(2)},
            "images": {"referenceImages": [image(3), image(4)]},
            "videos": {"referenceVideos": [video]},
            "images and audio": {"referenceImages": [image(5)], "referenceAudios": [audio]},
            "asset": {"referenceImages": [f"asset://{asset}"]},
        }
        return fields[mode]
