"""The media of a run: the server or URL they come from, and writing all files before the first test."""

import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

import httpx
import pytest
from attrs import asdict

from seedance_conformance.media import Library, Listener, MediaServer, RemoteMedia, corpus, numbered
from seedance_conformance.media.filling import fill
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.outcome.diagnosis import diagnose
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.media.addresses import NoMedia

_HERE: Final = "127.0.0.1"
_ALL: Final = ("0.0.0.0", "::")
# So many files that another process writes them.
_MANY: Final = 40

Write = Callable[[dict[str, Any]], None]
"""Writes an event to the log."""


def open_media(settings: Settings, ports: Sequence[int], write: Write) -> Media:
    """The media of a run; starts the local media server if the target is on this machine, and logs its port.

    Of the ports of previous runs, the last is used again if it is free, since old tasks may still fetch.
    """
    if settings.media_url:
        return RemoteMedia(settings.media_url)
    if settings.remote:
        return NoMedia()
    server = _server(ports, settings)
    server.__enter__()
    write({"event": "media", "port": server.port})
    return server


def advertise(media: Media, settings: Settings) -> str | None:
    """Set the address at which the target finds the local media server; a notice about it, or None on this machine."""
    connection, given = settings.connection, settings.connection.media_advertise
    if not isinstance(media, MediaServer) or not (settings.no_billing or given or media.public_host != _HERE):
        return None
    if given is not None:
        media.public_host, media.public_port = given.host, given.port or media.port
    elif media.public_host in _ALL:
        media.public_host = _own_address(connection.route.address(settings.base_url))
    return f"the target has to fetch the media from {media.base_url} (see --media-bind and --media-advertise)"


def _own_address(target: httpx.URL) -> str:
    """The address of this machine on the way to a host; nothing is sent."""
    try:
        family, kind, _, _, where = socket.getaddrinfo(target.host, target.port or 80, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as found:
            found.connect(where)
            return str(found.getsockname()[0])
    except OSError:  # the first request will say that the target can't be reached
        return _HERE


def write_files(media: Media, session: pytest.Session, settings: Settings, write: Write) -> None:
    """Write the files that tests will send, if the local media server serves them.

    A resumed run writes all files, since old tasks may still fetch any of them. The log gets each file that couldn't be
    written, or only at the second attempt.
    """
    if not isinstance(media, MediaServer):
        return
    library, hook = media.library, session.config.hook
    listener = Listener(
        lambda done, total: hook.pytest_seedance_media_progress(config=session.config, done=done, total=total),
        lambda text: hook.pytest_seedance_notice(config=session.config, text=text),
    )
    names = list(corpus()) if settings.resume else files_of(session.items)
    lacking = library.lacking(names)
    if len(lacking) >= _MANY:
        fill(lacking, listener)
    library.prepare(names, listener)
    for made, found in ((False, library.failures), (True, library.retried)):
        for failure in found.values():
            write({"event": "media_file", "file": failure.name, "made": made, **asdict(diagnose(failure))})


def files_of(items: Iterable[pytest.Item]) -> list[str]:
    """The files that tests can send: the numbered ones, and those named by their `files` markers."""
    names = dict.fromkeys(numbered())
    for item in items:
        for marker in item.iter_markers("files"):
            names |= dict.fromkeys(marker.args or corpus())
    return list(names)


def _server(ports: Sequence[int], settings: Settings) -> MediaServer:
    bind = settings.connection.media_bind
    if ports and bind.port is None:
        with suppress(OSError):
            return MediaServer(Library(), port=ports[-1], bind=bind.host)
    return MediaServer(Library(), port=bind.port or 0, bind=bind.host)
