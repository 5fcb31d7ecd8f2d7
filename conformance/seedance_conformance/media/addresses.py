"""The addresses of media files that are published elsewhere, with the interface of `MediaServer`."""

from attrs import field, frozen

from seedance_conformance.media.library import AUDIO, IMAGE, VIDEO


def _without_slash(address: str) -> str:
    return address.rstrip("/")


@frozen
class RemoteMedia:
    """Files published below a base address (`--media-url`), with the names that `seedance media export` writes."""

    base_url: str = field(converter=_without_slash)

    def url(self, name: str) -> str:
        """The address of a file name."""
        return f"{self.base_url}/{name}"

    def image(self, number: int) -> str:
        """The address of an image; numbers start at 1."""
        return self.url(IMAGE.name(number))

    def video(self, number: int) -> str:
        """The address of a video; numbers start at 1."""
        return self.url(VIDEO.name(number))

    def audio(self, number: int) -> str:
        """The address of a sound; numbers start at 1."""
        return self.url(AUDIO.name(number))

    @property
    def missing(self) -> str:
        """A valid address without a file."""
        return self.url("missing.png")
