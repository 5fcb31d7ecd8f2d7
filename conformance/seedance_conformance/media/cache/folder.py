"""The folder that keeps written files between runs, in the user's cache directory."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "media-"
# Other checkouts on this machine may alternate with this one, so a folder is removed only after a week.
_KEPT_SECONDS: Final = 7 * 86_400


def cache_folder(version: Iterable[str]) -> Path:
    """The folder for files of this version: source texts of writers, and versions of libraries."""
    digest = hashlib.sha256("".join(version).encode()).hexdigest()[:12]
    return kit_caches() / f"{_PREFIX}{digest}"


def kit_caches() -> Path:
    """The folder of all that the kit keeps between runs; it may not exist.

    It is in `XDG_CACHE_HOME` if that is an absolute path (its specification ignores others), else in `~/.cache`.
    """
    caches = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not caches.is_absolute():
        try:
            caches = Path.home() / ".cache"
        except RuntimeError:
            caches = Path(os.devnull)  # the user has no home directory: nothing is kept, and the run says so
    return caches / "seedance-kit"


def remove_old_caches(folder: Path) -> None:
    """Mark a folder as used now, and remove folders of other versions that no run used for a week.

    Errors are ignored, since the cache only saves time.
    """
    now = time.time()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for other in folder.parent.glob(f"{_PREFIX}*"):
            if other != folder and now - other.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
