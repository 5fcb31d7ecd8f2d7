"""The addresses of media files, for files that we serve and for files that are published elsewhere."""

from abc import ABC, abstractmethod

from attrs import field, frozen

from seedance_conformance.media.writers import numbered

__all__ = ["MediaAddresses", "RemoteMedia"]


class MediaAddresses(ABC):
    """Gives the addresses of media files; numbers of files start at 1."""

    @abstractmethod
    def url(self, name: str) -> str:
        """The address of a file name."""

    def image(self, number: int) -> str:
        """The address of a numbered image."""
        return self.url(numbered.name("image", number))

    def video(self, number: int) -> str:
        """The address of a numbered video."""
        return self.url(numbered.name("video", number))

    def audio(self, number: int) -> str:
        """The address of a numbered audio file."""
        return self.url(numbered.name("audio", number))

    @property
    def missing(self) -> str:
        """A valid address without a file."""
        return self.url("missing.png")


def _without_slash(address: str) -> str:
    return address.rstrip("/")


@frozen
class RemoteMedia(MediaAddresses):
    """Files published below a base address (`--media-url`), with the names that `seedance media export` writes."""

    base_url: str = field(converter=_without_slash)

    def url(self, name: str) -> str:
        """The address of a file name."""
        return f"{self.base_url}/{name}"
