"""The media of a run: the server or URL they come from, and writing all files before the first test."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from seedance_conformance.media import Library, Listener, MediaServer, NotMade, RemoteMedia, corpus, numbered
from seedance_conformance.runner.diagnosis import diagnose
from seedance_conformance.runner.settings import Settings
from seedance_conformance.suite.context import Media
from seedance_conformance.suite.media.addresses import NoMedia

Write = Callable[[dict[str, Any]], None]
"""Writes an event to the log."""


def open_media(settings: Settings, ports: Sequence[int], write: Write) -> Media:
    """The media of a run; starts the local media server if the target is on this machine.

    Args:
        settings: of the run.
        ports: of the server in previous runs; the last is used again if it is free, since old tasks may still fetch.
        write: logs the port.
    """
    if settings.media_url:
        return RemoteMedia(settings.media_url)
    if settings.remote:
        return NoMedia()
    server = _server(ports)
    server.__enter__()
    write({"event": "media", "port": server.port})
    return server


def progress_listener(config: pytest.Config) -> Listener:
    """A listener that passes progress on to the plugins of a session."""
    hook = config.hook
    return Listener(
        lambda done, total: hook.pytest_seedance_media_progress(config=config, done=done, total=total),
        lambda text: hook.pytest_seedance_notice(config=config, text=text),
    )


def write_files(
    media: Media, items: Iterable[pytest.Item], settings: Settings, listener: Listener, write: Write
) -> None:
    """Write the files that tests will send, if the local media server serves them.

    Args:
        media: of the run.
        items: the tests.
        settings: of the run; a resumed run writes all files, since old tasks may still fetch any of them.
        listener: hears of the progress.
        write: logs each file that couldn't be written, or only at the second attempt.
    """
    if not isinstance(media, MediaServer):
        return
    library = media.library
    library.prepare(corpus() if settings.resume else files_of(items), listener)
    for made, found in ((False, library.failures), (True, library.retried)):
        for failure in found.values():
            write(_event(failure, made))


def files_of(items: Iterable[pytest.Item]) -> list[str]:
    """The files that tests can send: the numbered ones, and those named by their `files` markers."""
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
