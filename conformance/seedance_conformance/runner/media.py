"""The media of a run: where they come from, and that all files it will send are written before its first test."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from seedance_conformance.media import Library, Listener, MediaServer, NotMade, RemoteMedia, corpus, numbered
from seedance_conformance.runner.diagnosis import diagnose
from seedance_conformance.runner.settings import Settings
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.media.missing import NoMedia

Write = Callable[[dict[str, Any]], None]
"""Takes an event for the log."""


def media_of(settings: Settings, ports: Sequence[int], write: Write) -> Media:
    """The media that the tests of a run may name; a server of ours is running when this returns.

    Args:
        settings: of the run.
        ports: where earlier parts of the run had the server; it comes back there if it can, for tasks may fetch.
        write: told of the port.
    """
    if settings.media_url:
        return RemoteMedia(settings.media_url)
    if settings.remote:
        return NoMedia()
    server = _server(ports)
    server.__enter__()
    write({"event": "media", "port": server.port})
    return server


def listener_of(config: pytest.Config) -> Listener:
    """Passes on to the plugins of a session how the writing of files goes."""
    hook = config.hook
    return Listener(
        lambda done, total: hook.pytest_seedance_media_progress(config=config, done=done, total=total),
        lambda text: hook.pytest_seedance_notice(config=config, text=text),
    )


def write_files(
    media: Media, items: Iterable[pytest.Item], settings: Settings, listener: Listener, write: Write
) -> None:
    """Have the files written that tests will send, if a server of ours serves them; then none is written any more.

    Args:
        media: of the run.
        items: the tests.
        settings: a run that is resumed gets all files, for its earlier tasks may still fetch any.
        listener: hears how the writing goes.
        write: told of each file that could not be written, or only at the second try.
    """
    if not isinstance(media, MediaServer):
        return
    library = media.library
    library.prepare(corpus() if settings.resume else files_of(items), listener)
    for made, found in ((False, library.failures), (True, library.retried)):
        for failure in found.values():
            write(_event(failure, made))


def files_of(items: Iterable[pytest.Item]) -> list[str]:
    """The files that tests can send: the numbered ones, and those that their markers `files` name."""
    names = dict.fromkeys(numbered())
    for item in items:
        for marker in item.iter_markers("files"):
            names |= dict.fromkeys(marker.args or corpus())
    return list(names)


def _event(failure: NotMade, made: bool) -> dict[str, Any]:
    fault = diagnose(failure)
    return {
        "event": "media_file",
        "file": failure.name,
        "made": made,
        "note": fault.note,
        "where": fault.where,
        "traceback": fault.traceback,
    }


def _server(ports: Sequence[int]) -> MediaServer:
    if ports:
        try:
            return MediaServer(Library(), port=ports[-1])
        except OSError:
            pass
    return MediaServer(Library())
