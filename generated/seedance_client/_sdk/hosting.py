# Copied from openapi/companion/_sdk/hosting.py by scripts/regenerate: edit it there.
# pyright: standard
"""Local files: the API takes only URLs, so a host of the user's choice stores a file and returns its URL."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from .create.rules import LISTS, SINGLE, is_local
from .errors import HostingFailed, InvalidRequest, SeedanceError
from .settings import Settings, without_secrets
from .transport.effects import Callback, Flow, RunBlocking

PLACEHOLDER = "https://example.com/file"
"""Stands for the URL of a local file while the rest of a request is checked."""


class Hosting(Protocol):
    """Stores files where the service can fetch them. `AsyncSeedance` calls it in a thread."""

    def put(self, path: Path, /) -> str:
        """Store a local file, and return its public http(s) URL, which must work until the task has ended.

        Any exception means that it wasn't stored; the client then sends nothing.
        """
        ...


class AsyncHosting(Protocol):
    """As `Hosting`, for `AsyncSeedance`: `put` may be a coroutine function."""

    def put(self, path: Path, /) -> str | Awaitable[str]:
        """As `Hosting.put`."""
        ...


class FileSystemHosting:
    """Hosting on a file system of fsspec that can sign URLs, such as s3fs, gcsfs or adlfs.

    Example::

        hosting = FileSystemHosting(s3fs.S3FileSystem(), "my-bucket/seedance")

    Args:
        file_system: an object with fsspec's methods `put_file(local, remote)` and `sign(remote, expiration=seconds)`.
        folder: the bucket, and a folder in it.
        seconds: how long the URLs work.

    Files are named by their content, so that the same file is stored once. They are never deleted: let a lifecycle
    rule of the bucket do that.
    """

    def __init__(self, file_system: Any, folder: str, *, seconds: int = 24 * 3600) -> None:
        self._file_system = file_system
        self._folder = folder.rstrip("/")
        self._seconds = seconds

    def put(self, path: Path, /) -> str:
        """Store a file, and return its signed URL.

        Raises:
            HostingFailed: the file system can't sign URLs.
        """
        remote = f"{self._folder}/{digest_of(path)}{path.suffix.lower()}"
        self._file_system.put_file(str(path), remote)
        try:
            return str(self._file_system.sign(remote, expiration=self._seconds))
        except NotImplementedError as error:
            raise HostingFailed(
                "nothing was sent to the service, and nothing was billed: "
                f"{type(self._file_system).__name__} can't sign URLs: use a file system that can, such as s3fs"
            ) from error


def check_hosting(hosting: Any, kind: type) -> Any:
    """The user's host, checked for a client that takes this kind; raises TypeError."""
    if hosting is None:
        return None
    put = getattr(hosting, "put", None)
    if not callable(put) or isinstance(hosting, type):
        raise TypeError(f"hosting must be an object with a method put(path), as Hosting describes; got {hosting!r}")
    if inspect.iscoroutinefunction(put) and kind is Hosting:
        raise TypeError("hosting has an asynchronous put(path): use it with AsyncSeedance, or make it synchronous")
    return hosting


def local_files(body: Mapping[str, Any]) -> list[str]:
    """The local files among the media of a body, each once, in order."""
    given = [body.get(name) for name in SINGLE]
    for name in LISTS:
        value = body.get(name)
        given += value if isinstance(value, list | tuple) else ()
    return list(dict.fromkeys(each for each in given if isinstance(each, str) and is_local(each)))


def with_files(body: Mapping[str, Any], url_of: Callable[[str], str]) -> dict[str, Any]:
    """A body with other names of its local files."""

    def named(value: Any) -> Any:
        return url_of(value) if isinstance(value, str) and is_local(value) else value

    changed = {name: named(body[name]) for name in SINGLE if name in body}
    lists = {name: body[name] for name in LISTS if isinstance(body.get(name), list | tuple)}
    return {**body, **changed, **{name: [named(each) for each in value] for name, value in lists.items()}}


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def identify(names: list[str]) -> Flow[dict[str, str]]:
    """A name of each file's content: a host may give the same file another URL each time.

    Raises InvalidRequest if a file can't be read.
    """

    def read() -> dict[str, str]:
        found = {}
        for name in names:
            try:
                found[name] = f"file:sha256:{digest_of(path_of(name))}"
            except (OSError, ValueError, RuntimeError) as error:
                why = getattr(error, "strerror", None) or error
                raise InvalidRequest(
                    f"nothing was sent: the local file '{name}' can't be read ({why}): check its path, or give a URL"
                ) from None
        return found

    return (yield RunBlocking(read)) if names else {}


def host_body(settings: Settings, body: Mapping[str, Any], names: list[str]) -> Flow[dict[str, Any]]:
    """Store the local files of a body, one after the other, and return it with their URLs, or raise HostingFailed."""
    urls: dict[str, str] = {}
    for name in names:
        urls[name] = yield from host_file(settings, name)
    return with_files(body, urls.__getitem__)


def host_file(settings: Settings, name: str) -> Flow[str]:
    """Store a local file, and return its URL, or raise HostingFailed."""
    put, path = settings.hosting.put, path_of(name)
    stored: list[Any] = []
    try:
        if inspect.iscoroutinefunction(put):

            async def call() -> None:
                stored.append(await put(path))

            yield Callback(call, ())
        else:
            stored.append((yield RunBlocking(lambda: put(path))))
    except SeedanceError:
        raise
    except Exception as error:
        raise HostingFailed(
            f"nothing was sent to the service, and nothing was billed: the host couldn't store '{name}' "
            f"({type(error).__name__}): fix that, and try again"
        ) from error
    url = stored[0]
    if not isinstance(url, str) or not re.fullmatch(r"https?://\S+", url, re.IGNORECASE):
        what = f"'{without_secrets(url)}'" if isinstance(url, str) else f"a {type(url).__name__}"
        raise HostingFailed(f"nothing was sent: the host must return the http(s) URL of '{name}'; it returned {what}")
    return url


def path_of(name: str) -> Path:
    """The path of a local file; ~ is the home folder."""
    path = unquote(name.removeprefix("file://")) if name.startswith("file://") else name
    return Path(path).expanduser()
