"""Fills the cache of media files in a separate process: its encoders need more memory than the whole run.

The process only saves memory. What it doesn't write, the run writes itself, and reports why that fails.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from seedance_conformance.media.cache.store import Store
from seedance_conformance.media.library import corpus, default_cache
from seedance_conformance.media.making import Listener, make

_MODULE: Final = "seedance_conformance.media.filling"


def fill(names: Sequence[str], listener: Listener) -> None:
    """Write files into the user's cache, in a separate process that has ended when this returns.

    The listener gets the progress only: the run gives a notice when it writes what is still missing.
    """
    with suppress(OSError):
        process = subprocess.Popen(
            [sys.executable, "-m", _MODULE, str(default_cache())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for the run, which ends this process
        )
        with process:
            try:
                _follow(process, names, listener.progress)
            finally:
                process.terminate()


def _follow(process: "subprocess.Popen[str]", names: Sequence[str], progress: Callable[[int, int], None]) -> None:
    if process.stdin is None or process.stdout is None:
        return
    with process.stdin as stdin:
        json.dump(list(names), stdin)
    for line in process.stdout:
        done, total = map(int, line.split())
        progress(done, total)


def _main() -> None:
    """Write the files whose names are on stdin, and print the progress."""
    folder = Path(sys.argv[1])
    store = Store(folder)
    files = [corpus()[name] for name in json.load(sys.stdin)]
    with store.locked(lambda _: None):
        lacking = [file for file in files if store.get(file.name) is None]
        if lacking:
            make(lacking, store, Listener(_say, _give_up))


def _say(done: int, total: int) -> None:
    print(done, total, flush=True)  # fails when the run has ended, and ends this process


def _give_up(_notice: str) -> None:
    """End at once: the folder isn't writable, or a file can't be written."""
    os._exit(1)


if __name__ == "__main__":
    _main()
