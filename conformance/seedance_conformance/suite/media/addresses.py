"""Addresses of the run's media, also where a file is missing or nothing is published."""

import json
from functools import partialmethod
from typing import Any, Final, TypeVar

from seedance_conformance.cases.case import Media
from seedance_conformance.suite.shared_values import Attempt, attempt
from seedance_conformance.suite.verdicts import Skipped

NO_MEDIA: Final = "no published media: give --media-url"
_UNPUBLISHED: Final = "http://unpublished.invalid/"
# Markers in place of missing addresses, so that bodies can be built before it is known whether they can be sent.
_LOST: Final = "http://lost.invalid/"

Sent = TypeVar("Sent")


class NoMedia:
    """The media of a remote run without `--media-url`: tests that need some are skipped."""

    def _skip(self, _: object) -> str:
        raise Skipped(NO_MEDIA)

    image = video = audio = url = _skip


class Addresses:
    """The addresses of a run's media. A missing one is replaced by a marker, which `published` finds in a body."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._lost: dict[str, Attempt[Any]] = {}

    def _address(self, kind: str, which: int | str) -> str:
        try:
            return self.of(attempt(lambda: getattr(self._media, kind)(which)))
        except Skipped:
            return f"{_UNPUBLISHED}{which}.bin"

    image = partialmethod(_address, "image")
    video = partialmethod(_address, "video")
    audio = partialmethod(_address, "audio")
    url = partialmethod(_address, "url")

    def of(self, found: Attempt[str]) -> str:
        """The address that was found, or a marker for the error that occurred instead."""
        if found.error is None:
            return found.get()
        marker = f"{_LOST}{id(found.error)}.bin"
        self._lost[marker] = found
        return marker

    def published(self, body: Sent) -> Sent:
        """Return the body if it has all of its media; else Skipped, or the error of the missing file, is raised."""
        text = json.dumps(body).lower()  # some cases write the ending of an address in capitals
        if _UNPUBLISHED in text:
            raise Skipped(NO_MEDIA)
        for marker, found in tuple(self._lost.items()):
            if marker in text:
                found.get()
        return body


def is_published(body: object) -> bool:
    """Whether all media in a body are published."""
    return _UNPUBLISHED not in json.dumps(body)
