"""Local files in the options of the commands: where they are stored, so that the service can fetch them."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path

from seedance_client import FileSystemHosting, Hosting, HostingFailed

from seedance_conformance.cli.extras import install_command
from seedance_conformance.transport.connection.loopback import is_loopback


class LazyHosting:
    """A host that is opened for the first file, so that commands without files don't wait for its library."""

    def __init__(self, open_host: Callable[[], Hosting]) -> None:
        self._host = cache(open_host)

    def put(self, path: Path, /) -> str:
        """Store a file, and return its URL."""
        return self._host().put(path)


@contextmanager
def hosting_for(storage: str | None, base_url: str | None) -> Iterator[Hosting | None]:
    """The host for local files: the given storage, this process for a server on this machine, or None."""
    with ExitStack() as stack:
        if storage:
            yield LazyHosting(lambda: open_storage(storage))
        elif is_loopback(base_url or os.environ.get("SEEDANCE_BASE_URL", "")):
            yield LazyHosting(lambda: _open_loopback(stack))
        else:
            yield None


def open_storage(url: str) -> Hosting:
    """A storage that fsspec knows. Raises HostingFailed if its library isn't installed, or the protocol is unknown."""
    protocol = url.partition("://")[0]
    try:
        file_system, folder = import_module("fsspec.core").url_to_fs(url)
    except ImportError as error:
        how = install_command("s3") if protocol == "s3" else f"install the package of fsspec for {protocol}"
        raise HostingFailed(f"nothing was sent: {protocol}:// needs a package ({error}): {how}") from None
    except ValueError as error:
        raise HostingFailed(f"nothing was sent: {protocol}:// can't be used ({error}): give another storage") from None
    return FileSystemHosting(file_system, folder)


def _open_loopback(stack: ExitStack) -> Hosting:
    try:
        offline = import_module("seedance_conformance.offline")
    except ModuleNotFoundError:
        raise HostingFailed(
            f"nothing was sent: local files for a server on this machine need an extra: {install_command('mock')}"
        ) from None
    host: Hosting = stack.enter_context(offline.LoopbackHosting())
    return host
