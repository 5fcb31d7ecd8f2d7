"""The folder that keeps written files between runs: below the user's cache, one for each version of the writers."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "media-"
_KEPT_SECONDS: Final = 7 * 86_400
# Other checkouts on this machine may use folders of their own in turns, so a folder is old only after a week.


def cache_folder(version: Iterable[str]) -> Path:
    """The folder for files that are written by sources and libraries of these texts."""
    digest = hashlib.sha256("".join(version).encode()).hexdigest()[:12]
    return _caches() / "seedance-kit" / f"{_PREFIX}{digest}"


def _caches() -> Path:
    """`XDG_CACHE_HOME` if it is an absolute path (others don't count, says its specification), else `~/.cache`."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if chosen.is_absolute():
        return chosen
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        return Path(os.devnull)  # a user without a home: nothing can be kept there, and the run says so


def remove_old_caches(folder: Path) -> None:
    """Note that a folder is in use, and remove those beside it that no run has used for a week.

    What can't be removed or noted stays as it is: the cache only saves time.
    """
    now = time.time()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for other in folder.parent.glob(f"{_PREFIX}*"):
            if other != folder and now - other.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
