"""One body that is evidence for one rule."""

import json
from typing import Literal, Protocol

from attrs import frozen

Expectation = Literal["accepted", "refused"]


@frozen
class Case:
    """A create body, and whether a server must accept or refuse it.

    Attributes:
        rule: id of the rule that it is evidence for.
        name: readable, and unique among the cases of its rule and expectation.
        body: the JSON body to send to create.
        expect: what the documents demand.
        control: for an accepted case, a simpler body; if that is refused too, the case shows nothing about its rule.
        late: the refusal may come late: the task is accepted and ends `failed`.
        late_on_remote: the refusal may come late on a remote target only.
        disputed: judged on loopback; recorded on a remote target, or with `--disputed record`.
        full: sent in the full profile only, and on loopback only, since the quick profile has a case of this kind.
        loopback: sent on loopback only, since a remote target gets a case of this kind.
    """

    rule: str
    name: str
    body: object
    expect: Expectation
    control: object | None = None
    late: bool = False
    late_on_remote: bool = False
    disputed: bool = False
    full: bool = False
    loopback: bool = False


class References(Protocol):
    """Supplies addresses of distinct, surely valid media: 12 images, 5 videos and 5 audios, numbered from 1.

    Any three videos, and any three audios, stay below every limit on lengths and totals.
    """

    def image(self, number: int) -> str: ...  # noqa: D102
    def video(self, number: int) -> str: ...  # noqa: D102
    def audio(self, number: int) -> str: ...  # noqa: D102


class Media(References, Protocol):
    """Supplies the surely valid media by number, and every other file of the corpus by its name."""

    def url(self, name: str) -> str: ...  # noqa: D102


class Placeholders:
    """Addresses of the right form that lead nowhere: enough to name cases before the media are there."""

    def image(self, number: int) -> str:
        """The address of an image."""
        return self.url(f"image-{number}.png")

    def video(self, number: int) -> str:
        """The address of a video."""
        return self.url(f"video-{number}.mp4")

    def audio(self, number: int) -> str:
        """The address of an audio file."""
        return self.url(f"audio-{number}.wav")

    def url(self, name: str) -> str:
        """The address of a file."""
        return f"http://127.0.0.1:9/{name}"


def names_media(body: object) -> bool:
    """Whether a body that was built with placeholders has any address of theirs; some cases write the host in words."""
    text = json.dumps(body)
    return "//127.0.0.1:9/" in text or "//localhost:9/" in text
