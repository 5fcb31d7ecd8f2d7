"""One body that is evidence for one rule."""

from typing import Literal, Protocol

from attrs import frozen

Expectation = Literal["accepted", "refused"]


@frozen
class Case:
    """A create body and what a server owes it.

    Attributes:
        rule: id of the rule that it is evidence for.
        name: readable, and unique among the cases of its rule and expectation.
        body: the JSON body sent to create.
        expect: what the documents ask for.
        control: for an accepted case, a simpler body; a target that refuses it too shows nothing about this rule.
        late: a refusal may also come late, as a task that ends failed.
        late_on_remote: it may come late on a remote target only.
        disputed: judged on loopback, recorded on a remote target.
        full: one of many of its kind, only worth its time in the full profile.
        loopback: one of many of its kind, not worth a billed task on a remote target.
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
    """Supplies addresses of distinct, surely valid media: 12 images, 5 videos and 5 sounds, numbered from 1.

    Any three of the clips together stay below every limit on lengths and totals.
    """

    def image(self, number: int) -> str: ...  # noqa: D102
    def video(self, number: int) -> str: ...  # noqa: D102
    def audio(self, number: int) -> str: ...  # noqa: D102


class Placeholders:
    """Addresses of the right form that lead nowhere: enough to name cases before the media are there."""

    def image(self, number: int) -> str:
        """The address of an image."""
        return f"http://127.0.0.1:9/image-{number}.png"

    def video(self, number: int) -> str:
        """The address of a video."""
        return f"http://127.0.0.1:9/video-{number}.mp4"

    def audio(self, number: int) -> str:
        """The address of a sound."""
        return f"http://127.0.0.1:9/audio-{number}.wav"
